// SPDX-License-Identifier: Apache-2.0
// What the browser tests share: a server of their own on a data folder of their own, and a browser.
// SINERGI_BIN, SINERGI_WEB, SINERGI_CATALOGUE and SINERGI_CHROMIUM say where things are; without them
// they are looked for where `./dev test` puts them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const fromWeb = createRequire(join(root, 'web/package.json'));
const { chromium } = fromWeb('playwright-core');
const AxeBuilder = fromWeb('@axe-core/playwright').default;

const place = (name, otherwise) => resolve(root, process.env[name] ?? otherwise);
export const kBinary = place('SINERGI_BIN', 'build/asan/sinergi');
export const kWeb = place('SINERGI_WEB', 'web/dist');
export const kCatalogue = place('SINERGI_CATALOGUE', 'catalogue');
const kChromium = process.env.SINERGI_CHROMIUM ?? '/usr/bin/chromium';

export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'sinergi-'));
}

export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true });

// Runs a command of the binary to its end and hands back what it printed. It must succeed.
export function sinergi(...words) {
  const done = spawnSync(kBinary, [...words, '--catalogue', kCatalogue], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(done.error, undefined, `${kBinary}: ${done.error?.message}`);
  assert.equal(done.status, 0, `sinergi ${words.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

// Starts `sinergi serve` on a free port; resolves when it has said where it listens.
export function serve(data) {
  const process_ = spawn(kBinary, ['serve', '--data', data, '--catalogue', kCatalogue, '--web', kWeb, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const server = {
    base: '',
    get log() {
      return said;
    },
    // Ends by SIGTERM; a server that does not end cleanly (a sanitizer's finding, too) fails the suite.
    async stop() {
      if (process_.exitCode === null) {
        const ended = new Promise((done) => process_.once('exit', done));
        process_.kill('SIGTERM');
        await ended;
      }
      assert.equal(process_.exitCode, 0, `the server ended with ${process_.exitCode ?? process_.signalCode}:\n${said}`);
    },
  };
  return new Promise((done, failed) => {
    const hear = (chunk) => {
      said += String(chunk);
      const address = /http:\/\/[\d.]+:\d+/.exec(said);
      if (address && server.base === '') {
        server.base = address[0];
        done(server);
      }
    };
    process_.stdout.on('data', hear);
    process_.stderr.on('data', hear);
    process_.once('error', failed);
    process_.once('exit', (code) => server.base === '' && failed(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

// A server on a fresh demonstration province. `close` stops it and removes the folder.
export async function demoServer() {
  assert.ok(existsSync(join(kWeb, 'index.html')), `the client is not built in ${kWeb}`);
  const folder = temporaryFolder();
  sinergi('demo', '--create-only', '--data', join(folder, 'demo'));
  const server = await serve(join(folder, 'demo'));
  return { ...server, folder, close: async () => server.stop().finally(() => removeFolder(folder)) };
}

export function openBrowser() {
  return chromium.launch({
    executablePath: kChromium,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}

// A page with a context of its own. What goes wrong in it is kept in `page.troubles`.
export async function openPage(browser, base, path = '', { width = 1280, height = width < 500 ? 740 : 900, ...more } = {}) {
  const context = await browser.newContext({ baseURL: base, viewport: { width, height }, timezoneId: 'Asia/Jakarta', locale: 'id-ID', ...more });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.troubles = [];
  page.on('console', (m) => m.type() === 'error' && page.troubles.push(`${m.text()} ${m.location().url}`));
  page.on('pageerror', (e) => page.troubles.push(String(e)));
  if (path) await visit(page, path);
  return page;
}

// Goes there and waits until nothing is loading any more.
export async function visit(page, path) {
  await page.goto(path);
  await settled(page);
}

export async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.kerangka, [aria-busy="true"]') && !/…$/.test(document.querySelector('.temuan')?.textContent ?? ''));
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

export const closePage = (page) => page.context().close();

const kTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

// What the accessibility checker objects to, one line per element.
export async function axeFindings(page) {
  const found = await new AxeBuilder({ page }).withTags(kTags).analyze();
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary?.replace(/\s+/g, ' ')}`));
}

export async function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

// GET of the server's own API; with an account through Basic.
export async function api(base, path, account = '') {
  const reply = await fetch(base + path, { headers: account ? { Authorization: `Basic ${Buffer.from(account).toString('base64')}` } : {} });
  const text = await reply.text();
  assert.equal(reply.status, 200, `${path}: ${reply.status} ${text.slice(0, 400)}`);
  return JSON.parse(text);
}

export async function importCsv(base, account, kind, name, text) {
  const reply = await fetch(`${base}/v1/imports?kind=${kind}&file=${encodeURIComponent(name)}&dry_run=false`, {
    method: 'POST',
    body: text,
    headers: { Authorization: `Basic ${Buffer.from(account).toString('base64')}`, 'X-Requested-With': 'XMLHttpRequest' },
  });
  const said = await reply.text();
  assert.equal(reply.status, 200, said);
  return JSON.parse(said);
}

// The cells of a /v1/figures reply by unit code; the unit asked for itself is under 'self'.
export function figuresByCode(reply, period = 0) {
  const rows = new Map();
  reply.units.forEach((unit, i) => {
    const at = i * reply.periods.length + period;
    const row = Object.fromEntries(Object.entries(reply.cells).map(([key, list]) => [key, list[at]]));
    rows.set(unit.self ? 'self' : unit.code, { ...row, name: unit.name });
  });
  return rows;
}

export async function logIn(page, username, password) {
  await visit(page, '/masuk');
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form.formulir button[type=submit]').click();
  await page.locator('header .akun').waitFor();
}
