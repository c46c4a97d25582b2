// SPDX-License-Identifier: Apache-2.0
// Real input, end to end: administrative areas, boundaries and the population of December 2024 of two
// provinces, from the published files to the map. The files stand beside the repository; where they do
// not, this says so and skips. SINERGI_SHOTS names a folder to keep the screenshots in.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { api, axeFindings, closePage, figuresByCode, openBrowser, openPage, removeFolder, serve, sinergi, temporaryFolder } from '../e2e/harness.mjs';
import { kSource, readCsv } from './source.mjs';

const there = existsSync(join(kSource, 'population_dukcapil_2024s2.csv'));
if (!there) console.log('SKIPPED: tests/real_data needs ../shared/domain/data beside the repository; it is not here.');

const summary = (text) => {
  const numbers = /baru (\d+)\s+berubah (\d+)\s+sama (\d+)\s+dihapus \d+\s+ditolak (\d+)/.exec(text);
  assert.ok(numbers, text);
  const [fresh, changed, same, rejected] = numbers.slice(1).map(Number);
  return { fresh, changed, same, rejected };
};
const summaries = (text) => text.split(/^(?=\S.*: disimpan \()/m).filter((part) => part.includes(': disimpan (')).map(summary);

const kProvinces = { 19: { districts: 7, total: 1549562 }, 36: { districts: 8, total: null } };

describe('real data of two provinces', { skip: !there && 'no ../shared/domain/data', concurrency: false }, () => {
  const folder = there ? temporaryFolder() : '';
  const data = join(folder, 'data');
  const people = there ? readCsv('population_dukcapil_2024s2.csv') : [];
  const districts = people.filter((row) => /^(19|36)\.\d\d$/.test(row.kode_kemendagri));
  const shots = process.env.SINERGI_SHOTS ?? folder;
  let server, browser;

  before(() => mkdirSync(data));
  after(async () => {
    await browser?.close();
    await server?.stop();
    removeFolder(folder);
  });

  test('two provinces and their fifteen districts are taken, and nothing outside them', () => {
    const said = sinergi('import', join(kSource, 'admin/provinces.csv'), join(kSource, 'admin/regencies.csv'),
      '--data', data, '--kind', 'areas', '--only-below', '19', '--only-below', '36');
    assert.deepEqual(summaries(said), [{ fresh: 2, changed: 0, same: 0, rejected: 0 }, { fresh: 15, changed: 0, same: 0, rejected: 0 }]);
    assert.match(said, /ODbL/);
  });

  test('the same areas once more change nothing', () => {
    const said = sinergi('import', join(kSource, 'admin/provinces.csv'), join(kSource, 'admin/regencies.csv'),
      '--data', data, '--kind', 'areas', '--only-below', '19', '--only-below', '36');
    assert.deepEqual(summaries(said), [{ fresh: 0, changed: 0, same: 2, rejected: 0 }, { fresh: 0, changed: 0, same: 15, rejected: 0 }]);
  });

  test('the boundaries of all seven and all eight districts are taken', () => {
    const said = sinergi('import', join(kSource, 'boundaries/kab_19.geojson'), join(kSource, 'boundaries/kab_36.geojson'), '--data', data, '--kind', 'boundaries');
    assert.deepEqual(summaries(said), [{ fresh: 0, changed: 7, same: 0, rejected: 0 }, { fresh: 0, changed: 8, same: 0, rejected: 0 }]);
  });

  // Rows of the nation and of provinces are left out: they are the sums of the districts.
  test('the population of each district is taken from its row', () => {
    assert.equal(districts.length, 15);
    const file = join(folder, 'penduduk.csv');
    writeFileSync(file, ['kode_kemendagri,nama,total', ...districts.map((r) => `${r.kode_kemendagri},${r.nama},${r.total}`), ''].join('\n'));
    const said = sinergi('import', file, '--data', data, '--kind', 'values', '--column', 'unit=kode_kemendagri', '--column', 'value=total',
      '--period', '2024', '--element', 'PENDUDUK');
    assert.deepEqual(summaries(said), [{ fresh: 15, changed: 0, same: 0, rejected: 0 }]);
  });

  test('the same digits by BPS and by Kemendagri are two districts', () => {
    const crosswalk = readCsv('admin/crosswalk_bps_kemendagri_4prov.csv').filter((r) => /^(19|36)\./.test(r.kode_kemendagri));
    assert.equal(crosswalk.length, 15);
    assert.equal(crosswalk.find((r) => r.kode_bps === '1903').kode_kemendagri, '19.05');
    const names = new Map(districts.map((r) => [r.kode_kemendagri, r.nama]));
    const units = join(folder, 'unit.csv');
    writeFileSync(units, ['kode_kemendagri,kode_bps,nama', ...crosswalk.map((r) => `${r.kode_kemendagri},${r.kode_bps},${names.get(r.kode_kemendagri)}`), ''].join('\n'));
    assert.deepEqual(summaries(sinergi('import', units, '--data', data, '--kind', 'units')), [{ fresh: 0, changed: 15, same: 0, rejected: 0 }]);
    // The published number of the district meant is the one already there; that of the other is a change.
    const total = (code) => districts.find((r) => r.kode_kemendagri === code).total;
    const told = (title, number) => {
      const file = join(folder, `${title}.csv`);
      writeFileSync(file, `${title},periode,elemen,nilai\n1903,2024,PENDUDUK,${number}\n`);
      const [said] = summaries(sinergi('import', file, '--data', data, '--kind', 'values', '--dry-run').replace(/: [^(\n]+ \(values\)/, ': disimpan (values)'));
      return said;
    };
    const same = { fresh: 0, changed: 0, same: 1, rejected: 0 }, other = { fresh: 0, changed: 1, same: 0, rejected: 0 };
    assert.deepEqual(told('kode_bps', total('19.05')), same, 'BPS 1903 is Bangka Barat');
    assert.deepEqual(told('kode_bps', total('19.03')), other);
    assert.deepEqual(told('kode_kemendagri', total('19.03')), same, 'Kemendagri 1903 is Bangka Selatan');
    assert.deepEqual(told('kode_kemendagri', total('19.05')), other);
  });

  test('sinergi check finds nothing wrong with the folder', () => {
    assert.match(sinergi('check', '--data', data), /sehat: /);
  });

  test('every query agrees with the file row by row, and the provinces with the sums', async () => {
    server = await serve(data);
    for (const [code, province] of Object.entries(kProvinces)) {
      const rows = figuresByCode(await api(server.base, `/v1/figures?indicator=PENDUDUK&unit=${code}&below=1&period=2024`));
      const inFile = districts.filter((r) => r.kode_kemendagri.startsWith(`${code}.`));
      assert.equal(rows.size, province.districts + 1);
      assert.equal(inFile.length, province.districts);
      for (const row of inFile) assert.equal(rows.get(row.kode_kemendagri).value, Number(row.total), row.nama);
      const whole = Number(people.find((r) => r.kode_kemendagri === code).total);
      assert.equal(rows.get('self').value, whole);
      assert.equal(inFile.reduce((sum, r) => sum + Number(r.total), 0), whole);
      if (province.total !== null) assert.equal(whole, province.total);
    }
  });

  test('the shapes of seven and eight districts are served, and the licence of the areas is named', async () => {
    for (const [code, province] of Object.entries(kProvinces)) {
      const map = await api(server.base, `/v1/units/${code}/map?below=1`);
      assert.equal(map.objects.units.geometries.length, province.districts);
      assert.deepEqual(map.objects.units.geometries.map((g) => g.properties.code).sort(), districts.map((r) => r.kode_kemendagri).filter((k) => k.startsWith(`${code}.`)).sort());
    }
    const session = await api(server.base, '/v1/session');
    assert.ok(session.attributions.some((a) => /ODbL/.test(a)), JSON.stringify(session.attributions));
    assert.equal(session.demo, false);
  });

  test('the browser shows both provinces as maps with the numbers of the file', async () => {
    browser = await openBrowser();
    for (const [code, province] of Object.entries(kProvinces)) {
      for (const width of [1280, 360]) {
        const page = await openPage(browser, server.base, `/2024/${code}/peta/PENDUDUK?per=2024`, { width });
        assert.equal(await page.locator('[data-figure=peta] h2').first().innerText(), 'Peta per wilayah');
        const areas = page.locator('[data-figure=peta] svg.peta path[data-unit]');
        assert.equal(await areas.count(), province.districts);
        const counts = await page.locator('.legenda li').evaluateAll((items) => items.map((li) => Number(li.dataset.count)));
        assert.equal(counts.reduce((a, b) => a + b, 0), province.districts);
        for (const row of districts.filter((r) => r.kode_kemendagri.startsWith(`${code}.`))) {
          const label = await areas.and(page.locator(`[data-code="${row.kode_kemendagri}"]`)).getAttribute('aria-label');
          assert.ok(label.includes(row.total.replace(/\B(?=(\d{3})+$)/g, '.')), `${row.nama}: ${label}`);
        }
        const text = await page.locator('body').innerText();
        assert.ok(text.includes('ODbL'), 'the attribution is on the page');
        assert.ok(!text.includes('DATA CONTOH'), 'real data are not called an example');
        assert.deepEqual(await axeFindings(page), []);
        assert.deepEqual(page.troubles, []);
        await page.screenshot({ path: join(shots, `penduduk-${code}-${width}.png`), fullPage: true });
        await closePage(page);
      }
    }
  });
});
