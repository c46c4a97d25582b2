// SPDX-License-Identifier: Apache-2.0
// Where the real files stand, and how they are read. SINERGI_SHARED names another place of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../e2e/harness.mjs';

export const kSource = join(process.env.SINERGI_SHARED ?? join(root, '../shared'), 'domain/data');

// The files quote some fields and never break a line inside one.
export function readCsv(name) {
  const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2]);
  const [head, ...lines] = readFileSync(join(kSource, name), 'utf8').replace(/^\ufeff/, '').split(/\r?\n/).filter(Boolean);
  const titles = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).map((text, i) => [titles[i], text])));
}
