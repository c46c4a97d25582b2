// SPDX-License-Identifier: Apache-2.0
// Numbers on their way: saved in one browser and seen in another, hidden from the public where few,
// and four kinds of "no number" kept apart from a CSV file to the map.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { api, closePage, demoServer, figuresByCode, importCsv, logIn, openBrowser, openPage, visit } from './harness.mjs';

let server, browser;
before(async () => {
  server = await demoServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const kOperator = 'operator:contoh-operator';
const kHead = 'kepala:contoh-kepala';

const detailOf = (page, code) => page.locator(`[data-figure=peta] svg.peta path[data-code="${code}"]`).getAttribute('aria-label');
const tableOf = (page) =>
  page.locator('[data-figure=peta] tbody tr').evaluateAll((rows) => Object.fromEntries(rows.map((r) => [r.dataset.code, r.children[2].textContent])));

describe('numbers on their way', { concurrency: false }, () => {
  test('a value saved in one browser redraws the map open in another by itself', async () => {
    const map = '/2025/99.01.01/peta/SPM-K01?per=202510';
    const reader = await openPage(browser, server.base, map);
    const before_ = await detailOf(reader, 'P9901001');
    const finding = await reader.locator('.sendiri').innerText();
    let loads = 0;
    reader.on('framenavigated', () => ++loads);

    const writer = await openPage(browser, server.base);
    await logIn(writer, 'puskesmas', 'contoh-puskesmas');
    await visit(writer, '/2025/P9901001/data?per=202510');
    const cell = writer.locator('tr[data-element=SPM_K01_LAYAN]');
    const old = Number((await cell.locator('input').inputValue()).replace(',', '.'));
    const now = old + 7;
    await cell.locator('input').fill(String(now));
    await cell.locator('input').press('Enter');
    await cell.getByText('Tersimpan').waitFor();

    await reader.waitForFunction(
      ([code, was]) => document.querySelector(`svg.peta path[data-code="${code}"]`)?.getAttribute('aria-label') !== was,
      ['P9901001', before_],
    );
    const counts = (text) => /\(([\d.]+) dari ([\d.]+)\)/.exec(text).slice(1).map((n) => Number(n.replaceAll('.', '')));
    const after_ = await detailOf(reader, 'P9901001');
    assert.equal(counts(after_)[0], counts(before_)[0] + 7, `${before_} -> ${after_}`);
    assert.equal(counts(after_)[1], counts(before_)[1]);
    assert.notEqual(await reader.locator('.sendiri').innerText(), finding, 'the kecamatan follows');
    assert.equal(loads, 0, 'without loading the page again');
    const rows = figuresByCode(await api(server.base, '/v1/figures?indicator=SPM-K01&unit=99.01.01&below=1&period=202510'));
    assert.equal(rows.get('P9901001').numerator, counts(after_)[0]);
    assert.deepEqual(writer.troubles, []);
    assert.deepEqual(reader.troubles, []);
    await closePage(writer);
    await closePage(reader);
  });

  test('what was typed can be seen with who and when; a puskesmas cannot write for another', async () => {
    const page = await openPage(browser, server.base);
    await logIn(page, 'puskesmas', 'contoh-puskesmas');
    await visit(page, '/2025/P9901001/data?per=202510');
    const cell = page.locator('tr[data-element=SPM_K02_LAYAN]');
    await cell.locator('input').fill('1.234');
    await cell.locator('input').press('Enter');
    await cell.getByText('Maksudnya yang mana?').waitFor();
    assert.equal(await cell.locator('.tanya button').count(), 2, 'an ambiguous number is asked about');
    await cell.locator('input').fill('TB');
    await cell.locator('input').press('Enter');
    await cell.getByText('Tersimpan').waitFor();
    await page.waitForFunction(() => document.querySelector('tr[data-element=SPM_K02_LAYAN]')?.dataset.state === 'not_applicable');
    await cell.getByRole('button', { name: 'Riwayat' }).click();
    assert.match(await cell.locator('.riwayat li').last().innerText(), /tidak berlaku \(TB\).*puskesmas.*berlaku$/s);
    await visit(page, '/2025/P9901003/data?per=202510');
    const refused = await page.evaluate(async () => {
      const reply = await fetch('/v1/values', {
        method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
        body: JSON.stringify({ unit: 'P9901003', period: '202510', data_element: 'SPM_K01_LAYAN', value: '1' }),
      });
      return reply.status;
    });
    assert.equal(refused, 403);
    await closePage(page);
  });

  test('the public does not see 1 to 4 deaths, nor can it work them out; who logs in sees them', async () => {
    const path = '/v1/figures?indicator=AKI&unit=99.01.01&below=1&period=202510';
    const all = figuresByCode(await api(server.base, path, kHead));
    const few = [...all].filter(([, row]) => row.numerator >= 1 && row.numerator <= 4).map(([code]) => code);
    assert.ok(few.length > 0 && few.some((code) => code.startsWith('P')), 'the demonstration has a puskesmas with few deaths');
    const open = figuresByCode(await api(server.base, path));
    for (const code of few) {
      assert.deepEqual([open.get(code).value, open.get(code).numerator, open.get(code).denominator, open.get(code).reason], [null, null, null, 'suppressed'], code);
    }
    for (const unit of ['99', '99.01', '99.02', '99.03', '99.04', '99.05', '99.71', '99.72', '99.73']) {
      const hidden = figuresByCode(await api(server.base, `/v1/figures?indicator=AKI&unit=${unit}&below=1&period=202510`));
      const children = [...hidden].filter(([code]) => code !== 'self');
      const missing = children.filter(([, row]) => row.reason === 'suppressed');
      const total = hidden.get('self');
      const known = children.reduce((sum, [, row]) => sum + (row.numerator ?? 0), 0);
      for (const [code, row] of children) assert.ok(!(row.numerator >= 1 && row.numerator <= 4), `${code} shows ${row.numerator}`);
      if (missing.length === 1) assert.ok(total.numerator === null || total.numerator === known, `${unit}: one hidden cell is the total less the others`);
    }

    const map = '/2025/99.01.01/peta/AKI?per=202510';
    const page = await openPage(browser, server.base, map);
    const code = few.find((c) => c.startsWith('P'));
    assert.match(await detailOf(page, code), /disamarkan/);
    assert.equal((await tableOf(page))[code], 'disamarkan');
    assert.equal(await page.locator(`svg.peta path[data-code="${code}"]`).getAttribute('data-class'), 'suppressed');
    assert.ok((await page.locator('main').innerText()).includes('Nilai dengan 1–4 kejadian disamarkan'));
    await logIn(page, 'kepala', 'contoh-kepala');
    await visit(page, map);
    assert.match(await detailOf(page, code), new RegExp(`: ${all.get(code).numerator} dari .*sangat sedikit kasus`));
    await page.locator('header').getByRole('button', { name: 'Keluar' }).click();
    await page.waitForFunction((c) => document.querySelector(`svg.peta path[data-code="${c}"]`)?.dataset.class === 'suppressed', code);
    await closePage(page);
  });

  const kLeak = 'a cell hidden for the sake of another in the table above is shown on its own page';
  test('what one public page hides, no other page gives back', async () => {
    const periods = ['2022', '2023', '2024', '2025'].flatMap((year) => ['01', '03', '05', '07', '10'].map((month) => year + month));
    const ask = (indicator, unit, below) => api(server.base, `/v1/figures?indicator=${indicator}&unit=${unit}&below=${below}&period=${periods.join(';')}`);
    for (const indicator of ['AKI', 'AKB']) {
      const table = await ask(indicator, '99', 1);
      const own = new Map();
      for (const unit of table.units.filter((u) => !u.self)) own.set(unit.code, await ask(indicator, unit.code, 0));
      periods.forEach((period, i) => {
        const rows = figuresByCode(table, i);
        const total = rows.get('self').numerator;
        const counts = [...own].map(([code, reply]) => [code, rows.get(code).numerator ?? figuresByCode(reply, i).get('self').numerator]);
        const unknown = counts.filter(([, n]) => n === null);
        const rest = total === null ? null : total - counts.reduce((sum, [, n]) => sum + (n ?? 0), 0);
        assert.ok(unknown.length !== 1 || rest === null || rest === 0, `${indicator} ${period}: ${unknown} must be ${rest}`);
      });
    }
  });

  for (const [indicator, element, period, year] of [['SPM-K01', 'SPM_K01_LAYAN', '202501', '2025'], ['PENDUDUK', 'PENDUDUK', '2027', '2027']]) {
    test(`0, blank, TB and missing stay four things from the CSV file to the map (${indicator})`, async () => {
      const { children } = await api(server.base, '/v1/units/99.01.03');
      const codes = children.map((u) => u.code);
      assert.equal(codes.length, 4);
      const [zero, blank, notApplicable, missing] = codes;
      const reply = await importCsv(server.base, kOperator, 'values', 'empat.csv', [
        'kode_unit;periode;elemen;nilai', `${zero};${period};${element};0`, `${blank};${period};${element};`, `${notApplicable};${period};${element};TB`, '',
      ].join('\r\n'));
      assert.equal(reply.rejected, 0, JSON.stringify(reply));
      assert.equal(reply.new + reply.changed, 3, JSON.stringify(reply));

      const states = {};
      for (const code of codes) {
        const values = await api(server.base, `/v1/values?unit=${code}&period=${period}`, kOperator);
        const row = values.rows.find((r) => r.data_element.code === element);
        states[code] = row ? `${row.state} ${row.value}` : 'no such row';
      }
      if (period.length === 6) {
        assert.equal(states[zero] === 'number 0' || states[zero] === 'no such row', true, JSON.stringify(states));
        assert.deepEqual([states[blank], states[notApplicable]], ['blank null', 'not_applicable null']);
      }
      const rows = figuresByCode(await api(server.base, `/v1/figures?indicator=${indicator}&unit=99.01.03&below=1&period=${period}`));
      const kinds = codes.map((code) => `${rows.get(code).value} ${rows.get(code).reason}`.trim());
      if (indicator === 'PENDUDUK') assert.equal(kinds[0], '0');
      assert.deepEqual(kinds.slice(1), ['null blank', 'null not_applicable', 'null not_reported']);

      const page = await openPage(browser, server.base, `/${year}/99.01.03/peta/${indicator}?per=${period}`);
      await page.locator('[data-figure=peta] details summary').click();
      const table = await tableOf(page);
      if (indicator === 'PENDUDUK') assert.equal(table[zero], '0 jiwa');
      assert.deepEqual([table[blank], table[notApplicable], table[missing]], ['dilaporkan kosong', 'tidak berlaku', 'belum ada data']);
      const classes = await page.locator('[data-figure=peta] svg.peta path[data-unit]').evaluateAll((l) => Object.fromEntries(l.map((a) => [a.dataset.code, a.dataset.class])));
      assert.deepEqual([classes[blank], classes[notApplicable], classes[missing]], ['blank', 'not_applicable', 'none']);
      if (indicator === 'PENDUDUK') assert.match(classes[zero], /^k\d$/);
      const fills = await page.locator('[data-figure=peta] svg.peta path[data-unit]').evaluateAll((l) => l.map((a) => a.getAttribute('fill')));
      assert.equal(new Set(fills).size >= 3, true, String(fills));
      await closePage(page);
    });
  }

  test('a zero among reported numbers is a zero on the map', async () => {
    const reply = await importCsv(server.base, kOperator, 'values', 'nol.csv', 'unit,periode,elemen,nilai\nP9901001,202501,SPM_K01_LAYAN,0\n');
    assert.equal(reply.rejected, 0);
    const page = await openPage(browser, server.base, '/2025/99.01.01/peta/SPM-K01?per=202501');
    assert.match(await detailOf(page, 'P9901001'), /: 0 dari [1-9]\d* \(0,0%\)/);
    assert.equal((await tableOf(page)).P9901001, '0,0%');
    await closePage(page);
  });
});
