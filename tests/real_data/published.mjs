// SPDX-License-Identifier: Apache-2.0
// The figures of ../shared/domain/data/facts.csv, published by many hands: each taken, refused or
// questioned with its reason, shown by survey year, and in step with the totals that were published too.
// What the file says about its own errors (flag, catatan) is read here and never by the product.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { api, axeFindings, closePage, figuresByCode, openBrowser, openPage, removeFolder, serve, sinergi, temporaryFolder } from '../e2e/harness.mjs';
import { kSource, readCsv } from './source.mjs';

const there = existsSync(join(kSource, 'facts.csv'));
if (!there) console.log('SKIPPED: tests/real_data needs ../shared/domain/data beside the repository; it is not here.');

const kSurvey = 'STUNTING_SURVEI';

describe('published figures of many sources', { skip: !there && 'no ../shared/domain/data', concurrency: false }, () => {
  const folder = there ? temporaryFolder() : '';
  const data = join(folder, 'data');
  const facts = there ? readCsv('facts.csv') : [];
  const shots = process.env.SINERGI_SHOTS ?? folder;
  let said = '', server, browser;

  before(() => {
    mkdirSync(data);
    sinergi('import', join(kSource, 'admin/provinces.csv'), join(kSource, 'admin/regencies.csv'), '--data', data, '--kind', 'areas');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    removeFolder(folder);
  });

  test('each row is taken or refused with its reason; the nation has no unit here and is refused', () => {
    said = sinergi('import', join(kSource, 'facts.csv'), '--data', data, '--kind', 'figures', '--english-numbers');
    const [, fresh, rejected] = /baru (\d+) .*ditolak (\d+)/.exec(said).map(Number);
    const nation = facts.filter((row) => row.kode_kemendagri === '0');
    assert.equal(rejected, nation.length);
    assert.equal(fresh + rejected, facts.length);
    const reasons = [...said.matchAll(/Baris (\d+), kolom .*Indonesia/g)].map((m) => Number(m[1]));
    const rows = facts.flatMap((row, i) => (row.kode_kemendagri === '0' ? [i + 2] : []));
    assert.deepEqual([...new Set(reasons)].sort((a, b) => a - b), rows);
  });

  test('what the file knows to be wrong is asked about, and hardly anything else', () => {
    const asked = [...said.matchAll(/^\s*\? Baris (\d+), kolom \w+: (.+)$/gm)].map((m) => ({ row: Number(m[1]), sentence: m[2] }));
    const flagOf = (row) => facts[row - 2].flag;
    const sound = facts.filter((row) => row.flag === 'ok' && row.kode_kemendagri !== '0');
    const wronged = asked.filter(({ row }) => flagOf(row) === 'ok');
    console.log(`questioned: ${asked.length}; of ${sound.length} sound rows ${wronged.length}`);
    for (const { row, sentence } of asked) console.log(`  row ${row} (${flagOf(row)}): ${sentence}`);
    assert.ok(asked.length > 0 && asked.length > wronged.length);
    assert.ok(wronged.length <= 0.02 * sound.length, JSON.stringify(wronged));
    assert.ok(asked.some(({ row }) => facts[row - 2].indikator === 'AKI' && facts[row - 2].nilai === '12.65'), 'the comma put in the wrong place');
    for (const { sentence } of asked) assert.ok(sentence.length > 30, sentence);
  });

  test('the stunting survey of Bangka Belitung is shown by its years, each district as published', async () => {
    server = await serve(data);
    const years = [...new Set(facts.filter((r) => r.kode_kemendagri.startsWith('19') && r.indikator === kSurvey).map((r) => r.tahun))].sort();
    assert.ok(years.length >= 3, String(years));
    const reply = await api(server.base, `/v1/figures?indicator=${kSurvey}&unit=19&below=1&period=${years.join(';')}`);
    let compared = 0;
    years.forEach((year, i) => {
      const shown = figuresByCode(reply, i);
      for (const [code, row] of shown) {
        const published = facts.filter((r) => r.kode_kemendagri === (code === 'self' ? '19' : code) && r.indikator === kSurvey && r.tahun === year);
        if (published.length === 0) assert.equal(row.value, null, `${code} ${year}`);
        else {
          assert.ok(published.some((r) => Number(r.nilai) === row.value), `${code} ${year}: ${row.value}`);
          ++compared;
        }
      }
    });
    console.log(`stunting survey of 19: ${compared} figures of ${years.join(', ')} agree with the file`);
    browser = await openBrowser();
    for (const width of [1280, 360]) {
      const page = await openPage(browser, server.base, `/2024/19/peta/${kSurvey}?per=2023&tampil=petak`, { width });
      const options = await page.locator('select').filter({ has: page.locator('option[value="2021"]') }).first().locator('option').allInnerTexts();
      for (const year of years) assert.ok(options.some((text) => text.includes(year)), `${year} in ${options}`);
      const tiles = page.locator('[data-figure=peta] svg.peta path[data-unit], [data-figure=peta] svg.peta rect[data-unit]');
      assert.equal(await tiles.count(), 7);
      assert.match(await page.locator('[data-published-note]').innerText(), /Angka terbit.*SKI 2023/);
      assert.deepEqual(await axeFindings(page), []);
      assert.deepEqual(page.troubles, []);
      await page.screenshot({ path: join(shots, `terbit-19-${width}.png`), fullPage: true });
      await closePage(page);
    }
  });

  test('the eight districts of Banten sum to the families at risk of stunting published for the province', async () => {
    const reply = await api(server.base, '/v1/published?unit=36&below=1&indicator=N_KRS&period=2024');
    const province = reply.units.find((u) => u.code === '36').uid;
    const districts = reply.figures.filter((f) => f.unit !== province);
    assert.equal(districts.length, 8);
    assert.equal(districts.reduce((sum, f) => sum + f.value, 0), 283_250);
    assert.equal(reply.figures.find((f) => f.unit === province).value, 283_250);
  });

  test('the sixteen puskesmas of Kota Serang sum to its 63 infant deaths of 2023', async () => {
    const reply = await api(server.base, '/v1/published?unit=36.73&below=1&indicator=N_KEMATIAN_BAYI&period=2023');
    const city = reply.units.find((u) => u.code === '36.73').uid;
    const facilities = reply.figures.filter((f) => f.unit !== city);
    assert.equal(facilities.length, 16);
    assert.ok(reply.units.filter((u) => u.uid !== city).every((u) => /^Puskesmas /.test(u.name)));
    assert.equal(facilities.reduce((sum, f) => sum + f.value, 0), 63);
    assert.equal(reply.figures.find((f) => f.unit === city).value, 63);
  });

  test('sinergi check finds nothing wrong with the folder', async () => {
    await server.stop();
    server = undefined;
    assert.match(sinergi('check', '--data', data), /sehat: /);
  });
});
