// SPDX-License-Identifier: Apache-2.0
// Step 1 in the browser: a file dropped or a block pasted from Excel, its differences looked at cell by
// cell, questions answered once, kept, and undone as a new change.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { api, axeFindings, closePage, demoServer, logIn, openBrowser, openPage, root, scrollsSideways, settled, visit } from './harness.mjs';

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
const shots = process.env.SINERGI_SHOTS;
const shoot = async (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });

const form = (page) => page.locator('[data-figure=impor]');
const counts = async (page) =>
  Object.fromEntries(await form(page).locator('[data-summary]').evaluateAll((tabs) => tabs.map((tab) => [tab.dataset.summary, Number(tab.querySelector('b').textContent.replaceAll('.', ''))])));
async function importer(page, account = ['operator', 'contoh-operator']) {
  await logIn(page, ...account);
  await visit(page, '/2025/99/data');
}
async function paste(page, text) {
  await form(page).locator('textarea').fill(text);
  await form(page).getByRole('button', { name: 'Periksa tempelan' }).click();
  await form(page).locator('.ringkasan, [role=alert]').first().waitFor();
}
async function drop(page, name, bytes) {
  const transfer = await page.evaluateHandle(([title, base64]) => {
    const all = new DataTransfer();
    all.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], title));
    return all;
  }, [name, bytes.toString('base64')]);
  await form(page).locator('.jatuhan').dispatchEvent('drop', { dataTransfer: transfer });
  await form(page).locator('.ringkasan, [role=alert]').first().waitFor();
}
async function stored(unit, period, element) {
  const values = await api(server.base, `/v1/values?unit=${unit}&period=${period}`, kOperator);
  const row = values.rows.find((r) => r.data_element.code === element);
  return `${row.state} ${row.value}`;
}

describe('importing in the browser', { concurrency: false }, () => {
  for (const width of [1280, 360]) {
    test(`a pasted block is shown as differences, kept only when agreed to, and undone (${width} px)`, async () => {
      const page = await openPage(browser, server.base, '', { width });
      await importer(page);
      const was = await stored('P9901001', '202510', 'SPM_K01_LAYAN');
      const before_ = (await api(server.base, '/v1/session')).change;
      await paste(page, 'Puskesmas\tElemen\tPeriode\tNilai\nP9901001\tSPM_K01_LAYAN\t202510\t5\nP9901001\tSPM_K01_LAYAN\t2025-99\t5\nTIDAK ADA\tSPM_K01_LAYAN\t202510\t5\n');
      assert.deepEqual(await counts(page), { new: 0, changed: 1, rejected: 2, same: 0 });
      assert.equal((await api(server.base, '/v1/session')).change, before_, 'a trial keeps nothing');
      const cells = await form(page).locator('.beda tbody tr').first().locator('td, th').allInnerTexts();
      assert.equal(cells[0], 'D2');
      assert.deepEqual(cells.slice(-2), [was.replace('number ', ''), '5']);
      await form(page).locator('[data-summary=rejected]').click();
      const refused = await form(page).locator('.tolakan li').allInnerTexts();
      assert.match(refused.join('\n'), /Baris 3.*2025-99/s);
      assert.match(refused.join('\n'), /Baris 4.*TIDAK ADA/s);
      await shoot(page, `impor-beda-${width}`);
      assert.ok((await scrollsSideways(page)) <= 0);
      assert.deepEqual(await axeFindings(page), []);

      await form(page).getByRole('button', { name: 'Simpan 1 perubahan' }).click();
      await form(page).locator('.tersimpan').waitFor();
      assert.equal(await stored('P9901001', '202510', 'SPM_K01_LAYAN'), 'number 5');
      await form(page).getByRole('button', { name: 'Urungkan' }).click();
      await form(page).getByRole('button', { name: 'Ya, urungkan' }).click();
      await form(page).getByText(/diurungkan sebagai perubahan/).waitFor();
      assert.equal(await stored('P9901001', '202510', 'SPM_K01_LAYAN'), was);
      assert.equal((await api(server.base, '/v1/session')).change, before_ + 2, 'undoing is a change of its own');
      await shoot(page, `impor-urung-${width}`);
      assert.deepEqual(page.troubles, []);
      await closePage(page);
    });
  }

  test('a workbook made by another program is dropped, asked about once, and remembered', async () => {
    const page = await openPage(browser, server.base);
    await importer(page);
    await drop(page, 'laporan.xlsx', readFileSync(join(root, 'tests/e2e/books/libreoffice.xlsx')));
    await form(page).locator('.pertanyaan').first().waitFor();
    await shoot(page, 'impor-tanya-1280');
    await form(page).getByRole('button', { name: /Seribu dua ratus/ }).click();
    await form(page).locator('.ringkasan').waitFor();
    await settled(page);
    const sums = await counts(page);
    assert.equal(sums.rejected, 1, JSON.stringify(sums));
    await form(page).locator('[data-summary=rejected]').click();
    assert.match(await form(page).locator('.tolakan').innerText(), /#REF!/);
    await form(page).getByRole('button', { name: /^Simpan / }).click();
    await form(page).locator('.tersimpan').waitFor();
    assert.equal(await stored('P9901001', '202502', 'SPM_K01_LAYAN'), 'number 1234');
    await form(page).getByRole('button', { name: 'Impor berkas lain' }).click();
    await form(page).getByText(/Yang diingat tentang berkas Anda/).click();
    assert.match(await form(page).innerText(), /cara menulis angka.*titik untuk ribuan/s);
    await drop(page, 'laporan.xlsx', readFileSync(join(root, 'tests/e2e/books/libreoffice.xlsx')));
    await form(page).locator('.ringkasan').waitFor();
    assert.equal((await counts(page)).new + (await counts(page)).changed, 0, 'the same again is the same, and nobody is asked twice');
    await closePage(page);
  });

  const send = async (name) => {
    const reply = await fetch(`${server.base}/v1/imports?kind=auto&file=${name}&dry_run=true&numbers=id`, {
      method: 'POST', body: readFileSync(join(root, 'tests/e2e/books', name)),
      headers: { Authorization: `Basic ${Buffer.from(kOperator).toString('base64')}`, 'X-Requested-With': 'XMLHttpRequest' },
    });
    return { status: reply.status, body: await reply.json() };
  };
  test('one table saved by five programs is one report', async () => {
    const told = {};
    for (const program of ['openpyxl', 'libreoffice', 'gnumeric', 'exceljs', 'sheetjs']) {
      const { status, body } = await send(`${program}.xlsx`);
      assert.equal(status, 200, `${program}: ${JSON.stringify(body)}`);
      told[program] = { kind: body.kind, new: body.new, changed: body.changed, same: body.same, rejected: body.rejected, problems: body.problems, changes: body.changes };
    }
    assert.equal(told.openpyxl.new + told.openpyxl.changed + told.openpyxl.same, 4, JSON.stringify(told.openpyxl));
    assert.equal(told.openpyxl.rejected, 1);
    for (const program of Object.keys(told)) assert.deepEqual(told[program], told.openpyxl, program);
  });

  test('the same table in a format that is not read is refused with what to do', async () => {
    for (const name of ['sheetjs.xls', 'sheetjs.xlsb', 'libreoffice.ods']) {
      const { status, body } = await send(name);
      assert.equal(status, 400, name);
      assert.match(JSON.stringify(body), /simpan.*\.xlsx/i, name);
    }
  });

  test('titles the server does not know are explained by the sender', async () => {
    const page = await openPage(browser, server.base);
    await importer(page);
    await paste(page, 'Faskes kita\tApa\tKapan\tIsi\nP9901001\tSPM_K01_LAYAN\t202504\t6\n');
    const columns = form(page).locator('.arti-kolom select');
    for (const [i, role] of ['unit', 'element', 'period', 'value'].entries()) await columns.nth(i).selectOption(role);
    await form(page).getByRole('button', { name: 'Pakai arti ini' }).click();
    await form(page).locator('[data-summary=changed] b').filter({ hasText: '1' }).waitFor();
    assert.equal((await counts(page)).rejected, 0);
    await shoot(page, 'impor-kolom-1280');
    await form(page).getByRole('button', { name: 'Batal' }).click();
    await form(page).locator('.jatuhan').waitFor();
    await closePage(page);
  });

  test('what cannot be read is said in one sentence and nothing is kept', async () => {
    const page = await openPage(browser, server.base);
    await importer(page);
    const before_ = (await api(server.base, '/v1/session')).change;
    await drop(page, 'lama.xls', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]));
    const said = await form(page).getByRole('alert').innerText();
    assert.match(said, /xls/i);
    assert.match(said, /Tidak ada yang tersimpan/);
    assert.equal((await api(server.base, '/v1/session')).change, before_);
    await closePage(page);
  });

  test('published figures are recognised, and a misprinted one is kept with its question', async () => {
    const page = await openPage(browser, server.base);
    await importer(page);
    const titles = 'kode_kemendagri\twilayah\tindikator\ttahun\tnilai\tsatuan\tsumber\n';
    const { unit } = await api(server.base, '/v1/units/99.71');
    const printed = `${titles}99.71\t${unit.name}\tAKI\t2016\t12,65\tper 100.000 KH\tkoran contoh\n99.71\t${unit.name}\tPENDUDUK\t2016\t242285\tjiwa\tregister contoh\n`;
    await paste(page, printed);
    const sums = await counts(page);
    assert.deepEqual([sums.new, sums.questioned, sums.rejected], [2, 1, 0], JSON.stringify(sums));
    await form(page).locator('[data-summary=questioned]').click();
    await shoot(page, 'impor-ragu-1280');
    const keep = async () => {
      await form(page).getByRole('button', { name: /^Simpan / }).click();
      await form(page).locator('.tersimpan').waitFor();
      return (await api(server.base, '/v1/published?unit=99.71&indicator=AKI&period=2016')).total;
    };
    assert.equal(await keep(), 1);
    await form(page).getByRole('button', { name: 'Urungkan' }).click();
    await form(page).getByRole('button', { name: 'Ya, urungkan' }).click();
    await form(page).getByRole('button', { name: 'Selesai' }).click();
    assert.equal((await api(server.base, '/v1/published?unit=99.71&indicator=AKI&period=2016')).total, 0);
    await paste(page, printed);
    assert.equal(await keep(), 1);
    await visit(page, '/2025/99.71/rincian/AKI');
    assert.match(await page.locator('[data-figure=terbit] [data-question]').innerText(), /Dipertanyakan/);
    await shoot(page, 'rincian-terbit-1280');
    assert.deepEqual(page.troubles, []);
    await closePage(page);
  });
});
