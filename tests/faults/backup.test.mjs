// SPDX-License-Identifier: Apache-2.0
// A backup taken while imports go on, restored into an empty folder and served on another port: sound,
// and with the figures that stood at its change. And backup, restore and checkpoint cut off in the middle.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { begin, chance, kSlow, nation, removeFolder, serve, sinergi, sleep, temporaryFolder, uid } from './nation.mjs';

const kSeed = Number(process.env.SINERGI_SEED ?? Date.now() % 1_000_000);
const random = chance(kSeed);
const folder = temporaryFolder();
const data = join(folder, 'data');
const country = nation(['V1'], { facilities: 3000 });
const kPeriod = '202401';

after(() => removeFolder(folder));

const fileOf = (number) => JSON.stringify({
  period: kPeriod, dataValues: country.facilities.map((orgUnit) => ({ dataElement: uid('V1'), orgUnit, value: String(number) })),
});

async function sumOf(server) {
  const reply = await server.ask(`/api/analytics?dimension=dx:${uid('V1')}&dimension=pe:${kPeriod}&filter=ou:${country.root}&skipMeta=true`);
  assert.equal(reply.status, 200, reply.text);
  return Number(reply.json().rows[0][2]);
}

describe('backup and restore', { concurrency: false }, () => {
  const sumAt = new Map(); // change number -> the sum of the figures after it
  const copies = [];

  test('backups are taken while imports go on', async () => {
    const server = await serve(data);
    const made = await server.ask('/v1/imports?kind=metadata&file=negara.json', { method: 'POST', body: country.metadata });
    assert.equal(made.status, 200, made.text);
    let going = true;
    const importing = (async () => {
      for (let version = 1; going; ++version) {
        const reply = await server.ask('/v1/imports?kind=values&file=x.json', { method: 'POST', body: fileOf(version) });
        assert.equal(reply.status, 200, reply.text);
        sumAt.set(reply.json().change, version * country.facilities.length);
      }
    })();
    while (sumAt.size === 0) await sleep(20);
    for (let i = 0; i < (kSlow ? 10 : 3); ++i) {
      const file = join(folder, `salinan-${i}.db`);
      const command = begin('backup', data, file);
      assert.equal(await command.ended, 0, command.said);
      copies.push(file);
      await sleep(random() * 300);
    }
    going = false;
    await importing;
    await server.stop();
    assert.ok(sumAt.size >= 3, `only ${sumAt.size} imports went on meanwhile`);
  });

  test('each restores into an empty folder, is sound, and gives the figures of its change', async () => {
    for (const [i, file] of copies.entries()) {
      const restored = join(folder, `pulih-${i}`);
      const done = sinergi('restore', restored, file);
      assert.equal(done.status, 0, done.said);
      assert.match(done.said, /sehat: /);
      const server = await serve(restored);
      const health = (await server.ask('/healthz')).json();
      assert.ok(sumAt.has(health.change), `change ${health.change} is none of the imports'`);
      assert.equal(await sumOf(server), sumAt.get(health.change));
      assert.deepEqual((await server.ask('/v1/check')).json().problems, []);
      await server.stop();
    }
    console.log(`${copies.length} backups taken during ${sumAt.size} imports, each restored, sound, with the figures of its change`);
  });

  test('a restore does not touch a folder that holds anything', () => {
    const done = sinergi('restore', data, copies[0]);
    assert.notEqual(done.status, 0);
    assert.match(done.said, /tidak kosong/);
  });

  test('a backup, a restore and a checkpoint that are killed leave what was there', async () => {
    const target = join(folder, 'salinan.db');
    copyFileSync(copies[0], target);
    const size = statSync(target).size;
    for (let i = 0; i < (kSlow ? 20 : 4); ++i) {
      const backup = begin('backup', data, target);
      await Promise.race([sleep(random() * 400), backup.ended]);
      await backup.kill();
      assert.ok(statSync(target).size >= size);
      const restored = join(folder, `putus-${i}`);
      const restore = begin('restore', restored, target);
      await Promise.race([sleep(random() * 400), restore.ended]);
      await restore.kill();
      const again = existsSync(join(restored, 'sinergi.db')) ? sinergi('check', restored) : sinergi('restore', restored, target);
      assert.equal(again.status, 0, `seed ${kSeed}: ${again.said}`);
      assert.match(again.said, /sehat: /);
    }
  });

  test('a checkpoint that is torn, cut short or another file is passed over and made anew', () => {
    const file = join(data, 'columns.checkpoint');
    const names = readdirSync(data);
    assert.ok(names.includes('columns.checkpoint'), names.join(' '));
    for (const spoil of [() => truncateSync(file, Math.floor(random() * statSync(file).size)), () => truncateSync(file, 0), () => writeFileSync(file, 'bukan checkpoint')]) {
      spoil();
      const done = sinergi('check', data);
      assert.equal(done.status, 0, `seed ${kSeed}: ${done.said}`);
      assert.match(done.said, /sehat: /);
    }
  });
});
