// SPDX-License-Identifier: Apache-2.0
// Fails when the built client is heavier than its budget. The first visit is the page itself, what it
// loads at once, both fonts, and the chunks of the map page; data come on top and have their own share.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
if (!existsSync(join(dist, 'index.html'))) {
  console.error('dist/ is not built: npm run build');
  process.exit(2);
}
const kKilo = 1024;
const kData = 25 * kKilo; // What /v1 may send on a first visit.
const size = (name) => {
  const bytes = readFileSync(join(dist, name));
  return name.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length;
};
const assets = readdirSync(join(dist, 'assets')).map((name) => `assets/${name}`);
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const statics = (name, seen = new Set()) => {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(join(dist, name), 'utf8');
  for (const [, other] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
    statics(`assets/${other}`, seen);
  return seen;
};
const entry = /src="\/(assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
const initial = [...statics(entry)];
const mapChunk = assets.find((name) => /\/map-[^/]+\.js$/.test(name)) ?? entry;
const mapOnly = [...statics(mapChunk)].filter((name) => !initial.includes(name));
const sum = (names) => names.reduce((total, name) => total + size(name), 0);
const styles = assets.filter((name) => name.endsWith('.css'));
const fonts = assets.filter((name) => name.endsWith('.woff2'));

const rows = [
  ['HTML', size('index.html'), 5 * kKilo],
  ['CSS', sum(styles), 15 * kKilo],
  ['JS at once', sum(initial), 90 * kKilo],
  ['JS of the map page', sum(mapOnly), 40 * kKilo],
  [
    'first visit to the map',
    size('index.html') + sum(styles) + sum(initial) + sum(mapOnly) + sum(fonts) + kData,
    200 * kKilo,
  ],
];
for (const name of assets.filter((n) => n.endsWith('.js') && !initial.includes(n)))
  rows.push([name.replace('assets/', 'chunk '), size(name), 40 * kKilo]);
let failed = false;
for (const [name, bytes, limit] of rows) {
  const over = bytes > limit;
  failed ||= over;
  console.log(
    `${over ? 'TOO BIG' : 'ok     '}  ${(bytes / kKilo).toFixed(1).padStart(6)} of ${(limit / kKilo).toFixed(0).padStart(3)} KB  ${name}`,
  );
}
process.exit(failed ? 1 : 0);
