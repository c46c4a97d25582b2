// SPDX-License-Identifier: Apache-2.0
// A nation, a million values, and a server that is killed without warning again and again. Every import
// writes one number, its own, into every cell of one block (one element, one month, every facility), so
// that an import that is there in part shows as a block of two numbers.
// 5 rounds; 30 with SINERGI_SLOW=1. SINERGI_SEED repeats a run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { begin, chance, kSlow, nation, removeFolder, serve, sinergi, sleep, temporaryFolder, uid } from './nation.mjs';

const kSeed = Number(process.env.SINERGI_SEED ?? Date.now() % 1_000_000);
const kRounds = kSlow ? 30 : 5;
const kElements = ['V1', 'V2', 'V3', 'V4'];
const kMonths = kSlow ? 24 : 3;
const random = chance(kSeed);
const pick = (list) => list[Math.floor(random() * list.length)];

const folder = temporaryFolder();
const data = join(folder, 'data');
const country = nation(kElements);
const blocks = kElements.flatMap((element) => Array.from({ length: kMonths }, (_, i) => ({
  element, period: `2024${String(1 + (i % 12)).padStart(2, '0')}`.replace('2024', String(2024 + Math.floor(i / 12))),
  acknowledged: 0, // The last version whose import was answered.
  tried: [], // Versions sent since then and never answered.
})));
const totals = { rounds: 0, acknowledged: 0, cells: 0, unanswered: 0, unansweredWhole: 0, partial: 0 };
let version = 0;

after(() => removeFolder(folder));

const fileOf = (block, number) => JSON.stringify({
  period: block.period,
  dataValues: country.facilities.map((orgUnit) => ({ dataElement: uid(block.element), orgUnit, value: String(number) })),
});

function acknowledge(block, number) {
  block.acknowledged = number;
  block.tried = [];
  totals.acknowledged += 1;
  totals.cells += country.facilities.length;
}

// What the store holds of each block, read by another program while nobody has it open.
function blocksInStore() {
  const query = `SELECT o.uid, v.period_index, COUNT(*), MIN(v.number), MAX(v.number) FROM data_value v
    JOIN object o ON o.id = v.data_element GROUP BY v.data_element, v.period_index;`;
  const done = spawnSync('sqlite3', ['-readonly', join(data, 'sinergi.db'), query], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const found = new Map();
  for (const line of done.stdout.split('\n').filter(Boolean)) {
    const [element, period, count, least, most] = line.split('|');
    found.set(`${element} ${period}`, { count: Number(count), least: Number(least), most: Number(most) });
  }
  return found;
}

// Whole: every facility, one number. The number: the last answered import's, or one sent after it.
function checkBlock(block, held) {
  const whole = held === undefined || (held.count === country.facilities.length && held.least === held.most);
  if (!whole) totals.partial += 1;
  assert.ok(whole, `${block.element} ${block.period} is there in part: ${JSON.stringify(held)} (seed ${kSeed})`);
  const number = held?.least ?? 0;
  assert.ok(number === block.acknowledged || block.tried.includes(number),
    `${block.element} ${block.period} holds ${number}; acknowledged was ${block.acknowledged}, sent ${block.tried} (seed ${kSeed})`);
  if (block.tried.includes(number)) totals.unansweredWhole += 1;
  block.acknowledged = number;
  block.tried = [];
}

function checkStore() {
  const found = blocksInStore();
  const month = (period) => Number(period.slice(0, 4)) * 12 + Number(period.slice(4)) - 1;
  for (const block of blocks) checkBlock(block, found.get(`${uid(block.element)} ${month(block.period)}`));
}

// The figures the server gives are those of the store, and its own check finds nothing.
async function checkServer(server) {
  const check = await server.ask('/v1/check');
  assert.equal(check.status, 200, check.text);
  assert.deepEqual(check.json().problems, []);
  const periods = [...new Set(blocks.map((block) => block.period))];
  const reply = await server.ask(`/api/analytics?dimension=dx:${kElements.map(uid).join(';')}&dimension=pe:${periods.join(';')}&filter=ou:${country.root}&skipMeta=true`);
  assert.equal(reply.status, 200, reply.text);
  const sums = new Map(reply.json().rows.map(([element, period, value]) => [`${element} ${period}`, Number(value)]));
  for (const block of blocks) {
    assert.equal(sums.get(`${uid(block.element)} ${block.period}`) ?? 0, block.acknowledged * country.facilities.length,
      `${block.element} ${block.period} (seed ${kSeed})`);
  }
}

async function importOne(server, block) {
  const number = ++version;
  block.tried.push(number);
  const reply = await server.ask('/v1/imports?kind=values&file=blok.json', { method: 'POST', body: fileOf(block, number) });
  assert.equal(reply.status, 200, reply.text);
  acknowledge(block, number);
}

// Imports until the server is killed in the middle of one; others ask for figures meanwhile.
async function killWhileServing(server, usualMs) {
  for (let i = kSlow ? 2 : 1; i > 0; --i) await importOne(server, pick(blocks));
  const block = pick(blocks);
  const number = ++version;
  block.tried.push(number);
  totals.unanswered += 1;
  const sent = server.ask('/v1/imports?kind=values&file=blok.json', { method: 'POST', body: fileOf(block, number) });
  const asked = server.ask(`/v1/figures?indicator=K4&unit=N&period=${block.period}`).catch(() => 'the connection broke');
  const answered = sent.then((reply) => {
    assert.equal(reply.status, 200, reply.text);
    acknowledge(block, number);
    totals.unanswered -= 1;
  }, () => 'the connection broke');
  await sleep(random() * usualMs);
  await server.kill();
  await Promise.allSettled([answered, asked]);
}

// The same through the command, which also writes the checkpoint at its end.
async function killTheCommand(usualMs) {
  const block = pick(blocks);
  const number = ++version;
  block.tried.push(number);
  totals.unanswered += 1;
  const file = join(folder, 'blok.json');
  writeFileSync(file, fileOf(block, number));
  const command = begin('import', data, file);
  await Promise.race([sleep(random() * 2 * usualMs), command.ended]);
  await command.kill();
  if (/perubahan nomor/.test(command.said)) {
    acknowledge(block, number);
    totals.unanswered -= 1;
  }
}

test(`killed ${kRounds} times during imports: every acknowledged import is whole, none is there in part`, async () => {
  console.log(`seed ${kSeed} (SINERGI_SEED repeats it)`);
  let server = await serve(data);
  const made = await server.ask('/v1/imports?kind=metadata&file=negara.json', { method: 'POST', body: country.metadata });
  assert.equal(made.status, 200, made.text);
  assert.equal(made.json().new, country.units + kElements.length);
  const began = Date.now();
  await importOne(server, blocks[0]);
  const usualMs = Date.now() - began;
  await server.stop();
  if (kSlow) {
    server = await serve(data);
    for (const block of blocks) await importOne(server, block);
    await server.kill();
    checkStore();
  }
  for (let round = 1; round <= kRounds; ++round) {
    if (round % 3 === 0) {
      await killTheCommand(usualMs);
    } else {
      server = await serve(data);
      await checkServer(server);
      await killWhileServing(server, usualMs);
    }
    checkStore();
    // With a million values the check takes its time; the next server's own check looks at the same.
    if (!kSlow || round % 5 === 0) {
      const checked = sinergi('check', data);
      assert.equal(checked.status, 0, `seed ${kSeed}: ${checked.said}`);
    }
    totals.rounds += 1;
    if (kSlow) console.log(`round ${round}: ${JSON.stringify(totals)}`);
  }
  server = await serve(data);
  await checkServer(server);
  await server.stop();
  checkStore();
  console.log(`${totals.rounds} rounds, ${totals.acknowledged} acknowledged imports (${totals.cells} cells) whole, `
    + `${totals.unanswered} unanswered of which ${totals.unansweredWhole} were whole and the rest absent, ${totals.partial} partial`);
  assert.equal(totals.partial, 0);
});
