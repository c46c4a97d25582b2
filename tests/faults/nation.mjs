// SPDX-License-Identifier: Apache-2.0
// What the fault tests share: a nation to import, a server that may be killed, and a seeded chance.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const kBinary = resolve(root, process.env.SINERGI_BIN ?? 'build/asan/sinergi');
const kCatalogue = join(root, 'catalogue');
export const kSlow = process.env.SINERGI_SLOW === '1';

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'sinergi-'));
export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true });
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Numbers from 0 to below 1 that a seed repeats (mulberry32).
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// A DHIS2 identifier made from a text: a letter, then ten letters or digits.
export function uid(text) {
  const hash = createHash('sha256').update(text).digest();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...hash.subarray(0, 11)].map((byte, i) => alphabet[byte % (i === 0 ? 52 : 62)]).join('');
}

// 38 provinces, 514 districts and 10,300 facilities below one root, with the data elements named.
export function nation(elements, { provinces = 38, districts = 514, facilities = 10_300 } = {}) {
  const unit = (code, name, parent) => ({
    id: uid(code), code, name, shortName: name, openingDate: '2000-01-01', ...(parent && { parent: { id: uid(parent) } }),
  });
  const pad = (n, width) => String(n + 1).padStart(width, '0');
  const share = (i, children, parents) => Math.floor((i * parents) / children);
  const list = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  const organisationUnits = [
    unit('N', 'Negara Contoh'),
    ...list(provinces, (i) => unit(`N${pad(i, 2)}`, `Provinsi Contoh ${i + 1}`, 'N')),
    ...list(districts, (i) => unit(`D${pad(i, 3)}`, `Kabupaten Contoh ${i + 1}`, `N${pad(share(i, districts, provinces), 2)}`)),
    ...list(facilities, (i) => unit(`P${pad(i, 5)}`, `Puskesmas Contoh ${i + 1}`, `D${pad(share(i, facilities, districts), 3)}`)),
  ];
  const dataElements = elements.map((code) => ({
    id: uid(code), code, name: `Elemen ${code}`, shortName: code, valueType: 'NUMBER', domainType: 'AGGREGATE',
    aggregationType: 'SUM', zeroIsSignificant: true, categoryCombo: { id: 'bjDvmb4bfuf' },
  }));
  return {
    metadata: JSON.stringify({ organisationUnits, dataElements }),
    facilities: organisationUnits.slice(-facilities).map((one) => one.id),
    root: uid('N'),
    units: organisationUnits.length,
  };
}

// A move copies tables and reads no catalogue.
const words = (command, data, more) =>
  [command, '--data', data, ...(command === 'move' ? [] : ['--catalogue', kCatalogue]), ...more];

// Runs a command to its end; hands back its status and what it printed.
export function sinergi(command, data, ...more) {
  const done = spawnSync(kBinary, words(command, data, more), { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(done.error, undefined, `${kBinary}: ${done.error?.message}`);
  return { status: done.status, said: `${done.stdout}${done.stderr}` };
}

// Starts a command and hands back the process, to be killed or waited for.
export function begin(command, data, ...more) {
  const child = spawn(kBinary, words(command, data, more), { stdio: ['ignore', 'pipe', 'pipe'] });
  const running = { child, said: '' };
  const hear = (chunk) => (running.said += String(chunk));
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  running.ended = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
  running.kill = async () => {
    child.kill('SIGKILL');
    return running.ended;
  };
  return running;
}

// A server on a free port whose own secret lets the tests operate it.
export async function serve(data, ...more) {
  const running = begin('serve', data, '--port', '0', ...more);
  const address = await new Promise((done, failed) => {
    running.child.stdout.on('data', () => {
      const found = /http:\/\/[\d.]+:\d+/.exec(running.said);
      if (found) done(found[0]);
    });
    running.ended.then((how) => failed(new Error(`the server ended with ${how}:\n${running.said}`)));
  });
  const secret = readFileSync(join(data, 'server.running'), 'utf8').trim().split(' ')[2];
  const headers = { Authorization: `Bearer ${secret}` };
  return {
    ...running,
    base: address,
    port: Number(address.split(':')[2]),
    secret,
    ask: async (path, options = {}) => {
      const reply = await fetch(address + path, { ...options, headers: { ...headers, ...options.headers } });
      const text = await reply.text();
      return { status: reply.status, text, json: () => JSON.parse(text) };
    },
    // Ends by SIGTERM; one that does not end cleanly (a sanitizer's finding, too) fails the test.
    stop: async () => {
      running.child.kill('SIGTERM');
      const how = await running.ended;
      assert.equal(how, 0, `the server ended with ${how}:\n${running.said}`);
    },
  };
}

// Resident memory of a process in MB.
export function residentMb(pid) {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line[1]) / 1024;
}
