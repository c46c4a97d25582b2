// SPDX-License-Identifier: Apache-2.0
// What holds on every page: accessible, no sideways scroll, numbers as the language writes them, a clean
// console, DATA CONTOH, the language switch, and the way through by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { axeFindings, closePage, demoServer, openBrowser, openPage, scrollsSideways, settled, visit } from './harness.mjs';

let server, browser;
before(async () => {
  server = await demoServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const kPages = {
  Beranda: '/2025/99',
  Peta: '/2025/99/peta/SPM-K01?per=202510',
  'Peta AKI': '/2025/99/peta/AKI?per=202510',
  Rincian: '/2025/99.04/rincian/SPM-K01?per=202510',
  Data: '/2025/99/data?per=202510',
};
const kMore = {
  'Peta dua periode': '/2025/99/peta/SPM-K01?per=202510&banding=202410',
  'Peta tabel': '/2025/99/peta/SPM-K01?per=202510&tampil=tabel',
  'Data fasilitas': '/2025/P9901001/data?per=202510',
  Prioritas: '/2025/99/prioritas',
  Masuk: '/masuk',
  'tidak ada': '/bukan/halaman',
};

// Numbers in the text that a person reads, without what only looks like one (codes, clock times).
function oddNumbers(text, form) {
  assert.match(text, /\d/, 'there are numbers to look at');
  const words = text
    .replace(/\b[A-Z]+-?[A-Z]?\d+\b/g, ' ')            // SPM-K01
    .replace(/\b\d{2}\.\d{2}(\.\d{2})?\b(?= (WIB|WITA|WIT))/g, ' ')
    .replace(/\b99(\.\d{2}){1,2}\b/g, ' ')             // unit codes
    .replace(/\bSinergi \d+\.\d+\.\d+\b/g, ' ')
    .replace(/\b\d+\/\d{4}\b/g, ' ');                  // Permenkes 4/2019
  const found = words.match(/[−-]?(?<![\p{L}\d])\d[\d.,]*(?![\p{L}])/gu) ?? [];
  return found.map((n) => n.replace(/[.,]$/, '').replace(/^-/, '')).filter((n) => !form.test(n) && !/^(19|20)\d{2}$/.test(n));
}
const kIndonesian = /^−?(\d{1,3}(\.\d{3})*|\d{1,3})(,\d+)?$/;
const kEnglish = /^−?(\d{1,3}(,\d{3})*|\d{1,3})(\.\d+)?$/;

describe('every page', { concurrency: false }, () => {
  for (const [name, path] of Object.entries({ ...kPages, ...kMore })) {
    test(`${name}: no accessibility findings at 360 and 1280 pixels, a clean console, DATA CONTOH`, async () => {
      for (const width of [360, 1280]) {
        const page = await openPage(browser, server.base, path, { width });
        assert.deepEqual(await axeFindings(page), [], `${width}`);
        assert.equal(await page.locator('h1').count(), 1);
        if (!/tidak ada/.test(name)) assert.ok((await page.locator('main').innerText()).includes('DATA CONTOH'));
        assert.deepEqual(page.troubles, [], `${width}`);
        await closePage(page);
      }
    });

    test(`${name}: nothing scrolls sideways from 320 to 1280 pixels`, async () => {
      const page = await openPage(browser, server.base, path, { width: 320 });
      for (const width of [320, 360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        assert.ok((await scrollsSideways(page)) <= 0, `${width}: ${await scrollsSideways(page)} px too wide`);
      }
      await closePage(page);
    });
  }

  for (const [name, path] of Object.entries(kPages)) {
    test(`${name}: numbers are written as Indonesian and English write them`, async () => {
      const page = await openPage(browser, server.base, path);
      await page.locator('details').evaluateAll((all) => all.forEach((d) => (d.open = true)));
      assert.deepEqual(oddNumbers(await page.locator('main').innerText(), kIndonesian), []);
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'id');
      await page.getByRole('button', { name: 'English' }).click();
      await page.waitForFunction(() => document.documentElement.lang === 'en');
      await settled(page);
      const english = await page.locator('main').innerText();
      assert.deepEqual(oddNumbers(english, kEnglish), []);
      assert.match(page.url(), /bahasa=en/);
      assert.doesNotMatch(english, /\b(Sumber|Peringkat|Kelengkapan|belum ada data|Tercapai|Yang berubah)\b/, 'nothing stays Indonesian');
      await closePage(page);
    });
  }

  test('the switch to English says the same number and lasts on the next page', async () => {
    const page = await openPage(browser, server.base, kPages.Peta);
    const own = /(\d+[.,]\d)%/;
    const indonesian = own.exec(await page.locator('.sendiri').innerText())[1];
    await page.getByRole('button', { name: 'English' }).click();
    await page.waitForFunction(() => document.documentElement.lang === 'en');
    const english = own.exec(await page.locator('.sendiri').innerText())[1];
    assert.equal(english, indonesian.replace(',', '.'));
    assert.match(await page.locator('h1').innerText(), /Pregnant women/);
    await page.locator('nav.rel-atas a').first().click();
    await settled(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await page.reload();
    await settled(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await closePage(page);
  });

  test('steps 3 to 8 say that they are not there yet', async () => {
    const page = await openPage(browser, server.base, kPages.Beranda);
    for (const [i, step] of ['prioritas', 'rencana', 'rapat', 'kesepakatan', 'tindak-lanjut', 'monev'].entries()) {
      await visit(page, `/2025/99/${step}`);
      assert.match(await page.locator('h1').innerText(), new RegExp(`^Langkah ${i + 3}: `));
      const text = await page.locator('main').innerText();
      assert.match(text, /Langkah ini belum dibangun\./);
      assert.match(text, /DATA CONTOH/);
    }
    assert.equal(await page.locator('nav.rel-atas li.belum').count(), 6);
    assert.equal(await page.locator('nav.rel-atas li:not(.belum)').count(), 2);
    assert.deepEqual(page.troubles, []);
    await closePage(page);
  });

  test('from Beranda to a puskesmas by keyboard alone, the focus always seen', async () => {
    const page = await openPage(browser, server.base, kPages.Beranda);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'lompat', 'the first stop is the skip link');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id === 'utama' || document.activeElement.tagName === 'H1'), true);
    await page.keyboard.press('g');
    await page.keyboard.press('2');
    await page.waitForURL(/\/peta/);
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
    for (const code of ['99.01', '99.01.03', 'P9901003']) {
      let found = false;
      for (let i = 0; i < 150 && !found; ++i) {
        await page.keyboard.press('Tab');
        const [here, ring] = await page.evaluate(() => {
          const element = document.activeElement, style = getComputedStyle(element);
          const mark = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.closest('svg') !== null;
          return [element.closest('[data-figure=peringkat] li')?.dataset.code, mark || element === document.body];
        });
        assert.ok(ring, `a focus ring at stop ${i}`);
        found = here === code;
      }
      assert.ok(found, `Tab reaches ${code}`);
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`/${code.replaceAll('.', '\\.')}/peta`));
      await settled(page);
    }
    assert.match(await page.locator('h1').innerText(), /Puskesmas Lungsin Hulu/);
    await closePage(page);
  });

  test('the key indicators do not run into each other on a phone', async () => {
    for (const width of [320, 360]) {
      const page = await openPage(browser, server.base, kPages.Beranda, { width });
      await page.waitForFunction(() => [...document.querySelectorAll('.kunci-daftar .angka')].every((e) => !/…/.test(e.textContent)));
      const rows = await page.locator('.kunci-daftar li').evaluateAll((list) => {
        // The box of the text itself, which may be wider than that of its element.
        const textBox = (element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          const { left, right, top, bottom } = range.getBoundingClientRect();
          return { left, right, top, bottom };
        };
        return list.map((li) => [li.innerText, textBox(li.querySelector('a')), textBox(li.querySelector('.angka'))]);
      });
      assert.ok(rows.length >= 5, 'there are key indicators');
      for (const [text, name, number] of rows) assert.ok(name.right <= number.left + 1 || name.bottom <= number.top + 1, `${width}: ${text}`);
      await closePage(page);
    }
  });

  test('"/" finds a unit and an indicator', async () => {
    const page = await openPage(browser, server.base, kPages.Beranda);
    await page.keyboard.press('/');
    await page.keyboard.type('Tapiswara');
    await page.getByRole('option', { name: /Tapiswara/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/99\.03/);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('ibu hamil');
    await page.getByRole('option', { name: /SPM-K01|ibu hamil/i }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/SPM-K01/);
    await closePage(page);
  });

  test('without the network a strip says so, and what was typed stays', async () => {
    const page = await openPage(browser, server.base, '/masuk');
    await page.locator('input[name=username]').fill('puskesmas');
    await page.context().setOffline(true);
    await page.locator('.luring').waitFor();
    assert.equal(await page.locator('input[name=username]').inputValue(), 'puskesmas');
    await page.context().setOffline(false);
    await page.locator('.luring').waitFor({ state: 'detached' });
    await closePage(page);
  });
});
