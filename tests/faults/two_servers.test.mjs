// SPDX-License-Identifier: Apache-2.0
// Two servers on one PostgreSQL database: what one writes the other shows, nobody reads behind what they
// have seen, and the whole store moves into the database and back. Starts its own PostgreSQL 15; where
// that is not installed it says so and skips.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { nation, removeFolder, serve, sinergi, sleep, temporaryFolder, uid } from './nation.mjs';

const kPrograms = '/usr/lib/postgresql/15/bin';
const there = existsSync(join(kPrograms, 'initdb'));
if (!there) console.log('SKIPPED: PostgreSQL 15 is not installed here.');

const country = nation(['V1'], { provinces: 2, districts: 6, facilities: 300 });
const kPeriod = '202401';
const fileOf = (number) => JSON.stringify({
  period: kPeriod, dataValues: country.facilities.map((orgUnit) => ({ dataElement: uid('V1'), orgUnit, value: String(number) })),
});

// A cluster of the test's own on a socket in a folder of its own. PostgreSQL refuses to run as root.
function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'sinergi-pg-'));
  const as = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
  const run = (program, ...words) => {
    const [first, ...rest] = [...as, join(kPrograms, program), ...words];
    execFileSync(first, rest, { stdio: ['ignore', 'ignore', 'ignore'] });
  };
  if (as.length > 0) execFileSync('chown', ['postgres', folder]);
  run('initdb', '-D', join(folder, 'data'), '-U', 'sinergi', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8');
  const control = (...words) => run('pg_ctl', '-D', join(folder, 'data'), ...words);
  const start = () => control('start', '-w', '-l', join(folder, 'log'), '-o', `-c listen_addresses= -k ${folder}`);
  start();
  return {
    url: `postgres://sinergi@/postgres?host=${folder}`,
    start,
    cut: () => control('stop', '-m', 'immediate'),
    remove: () => {
      control('stop', '-m', 'immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const sumOf = async (server, headers = {}) => {
  const reply = await server.ask(
    `/api/analytics?dimension=dx:${uid('V1')}&dimension=pe:${kPeriod}&filter=ou:${country.root}&skipMeta=true`, { headers });
  assert.equal(reply.status, 200, reply.text);
  const rows = reply.json().rows;
  return rows.length === 0 ? null : Number(rows[0][2]);
};

const importValues = async (server, number) => {
  const reply = await server.ask('/v1/imports?kind=values&file=x.json', { method: 'POST', body: fileOf(number) });
  assert.equal(reply.status, 200, reply.text);
  return reply.json().change;
};

async function until(what, holds) {
  for (let i = 0; i < 300; ++i) {
    if (await holds()) return;
    await sleep(50);
  }
  assert.fail(`it never came: ${what}`);
}

describe('two servers on one database', { skip: !there && 'no PostgreSQL 15', concurrency: false }, () => {
  const folder = temporaryFolder();
  const file = join(folder, 'berkas');
  let postgres, one, two;

  before(() => {
    postgres = startPostgres();
  });
  after(() => {
    one?.child.kill('SIGKILL');
    two?.child.kill('SIGKILL');
    postgres?.remove();
    removeFolder(folder);
  });

  test('a folder moves into the database, and check agrees on both sides', async () => {
    const server = await serve(file);
    const made = await server.ask('/v1/imports?kind=metadata&file=negara.json', { method: 'POST', body: country.metadata });
    assert.equal(made.status, 200, made.text);
    await importValues(server, 1);
    await importValues(server, 2);
    await server.stop();
    const before = sinergi('check', file);
    assert.equal(before.status, 0, before.said);
    const moved = sinergi('move', file, '--to', postgres.url);
    assert.equal(moved.status, 0, moved.said);
    const place = join(folder, 'satu');
    mkdirSync(place);
    const behind = sinergi('check', place, '--store', postgres.url);
    assert.equal(behind.status, 0, behind.said);
    const digest = (said) => /sidik isi: (\S+)/.exec(said)?.[1];
    assert.ok(digest(before.said));
    assert.equal(digest(behind.said), digest(before.said));
    const again = sinergi('move', file, '--to', postgres.url);
    assert.notEqual(again.status, 0, 'a move into a database that holds something must be refused');
  });

  test('what one writes the other shows, and its open pages hear of it', async () => {
    mkdirSync(join(folder, 'dua'));
    [one, two] = await Promise.all([
      serve(join(folder, 'satu'), '--store', postgres.url), serve(join(folder, 'dua'), '--store', postgres.url)]);
    assert.equal(await sumOf(two), 2 * country.facilities.length);
    const stop = new AbortController();
    const events = await fetch(`${two.base}/v1/events`, { signal: stop.signal });
    const reader = events.body.getReader();
    let heard = '';
    const listening = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        heard += new TextDecoder().decode(value);
      }
    })().catch(() => {});
    const change = await importValues(one, 3);
    await until('the sum on the other server', async () => (await sumOf(two)) === 3 * country.facilities.length);
    await until('the event on the other server', async () => heard.includes(`"change":${change}`));
    stop.abort();
    await listening;
  });

  test('whoever sends the change they have seen never reads behind it', async () => {
    for (let number = 4; number < 24; ++number) {
      const [writer, reader] = number % 2 === 0 ? [one, two] : [two, one];
      const change = await importValues(writer, number);
      assert.equal(await sumOf(reader, { 'X-Sinergi-Seen': String(change) }), number * country.facilities.length);
    }
    const beyond = await two.ask('/v1/session', { headers: { 'X-Sinergi-Seen': '999999' } });
    assert.equal(beyond.status, 503, beyond.text);
    const nonsense = await two.ask('/v1/session', { headers: { 'X-Sinergi-Seen': 'x' } });
    assert.equal(nonsense.status, 400, nonsense.text);
  });

  test('metadata written through one is known to the other', async () => {
    const more = JSON.stringify({ dataElements: [{ id: uid('BARU'), code: 'BARU', name: 'Elemen baru', shortName: 'BARU', valueType: 'NUMBER',
      domainType: 'AGGREGATE', aggregationType: 'SUM', categoryCombo: { id: 'bjDvmb4bfuf' } }] });
    const made = await one.ask('/v1/imports?kind=metadata&file=x.json', { method: 'POST', body: more });
    assert.equal(made.status, 200, made.text);
    await until('the element on the other server', async () => (await two.ask(`/api/dataElements/${uid('BARU')}.json`)).status === 200);
  });

  test('a database cut off in mid-import is said to be gone; started again, all goes on', async () => {
    const importing = one.ask('/v1/imports?kind=values&file=x.json', { method: 'POST', body: fileOf(77) });
    postgres.cut();
    const reply = await importing;
    const answered = reply.status === 200;
    if (!answered) assert.match(reply.text, /PostgreSQL|basis data/i);
    const refused = await one.ask('/v1/imports?kind=values&file=x.json', { method: 'POST', body: fileOf(78) });
    assert.ok(refused.status >= 500, `a write without a database answered ${refused.status}`);
    assert.ok(refused.json().message.length > 20, refused.text);
    postgres.start();
    const change = await importValues(one, 79);
    assert.equal(await sumOf(two, { 'X-Sinergi-Seen': String(change) }), 79 * country.facilities.length);
  });

  test('the store moves back into a folder and is the same', async () => {
    await Promise.all([one.stop(), two.stop()]);
    const back = join(folder, 'kembali');
    const moved = sinergi('move', back, '--from', postgres.url);
    assert.equal(moved.status, 0, moved.said);
    const checked = sinergi('check', back);
    assert.equal(checked.status, 0, checked.said);
    const server = await serve(back);
    assert.equal(await sumOf(server), 79 * country.facilities.length);
    await server.stop();
  });
});
