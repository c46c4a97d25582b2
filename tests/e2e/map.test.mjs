// SPDX-License-Identifier: Apache-2.0
// Peta kesehatan: what the map page promises, in a real browser over the demonstration province.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { gzipSync, inflateSync } from 'node:zlib';

import { api, axeFindings, closePage, demoServer, figuresByCode, openBrowser, openPage, settled, visit } from './harness.mjs';

let server, browser;
before(async () => {
  server = await demoServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const kPath = '/2025/99/peta/SPM-K01?per=202510';
const kAreas = '[data-figure=peta] svg.peta path[data-unit]';
const kSource = /Sumber: .+ · ditarik \d{1,2} [A-Z][a-z]+ \d{4} .*· DATA CONTOH/;

// A number as an Indonesian reads it, made here without the client's formatter.
function written(value, decimals = 0) {
  const [whole, rest] = value.toFixed(decimals).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, '.') + (rest ? `,${rest}` : '');
}

const legendCounts = (page) => page.locator('.legenda li').evaluateAll((items) => items.map((li) => Number(li.dataset.count)));
const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);

async function download(page, label) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: label }).first().click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

describe('Peta kesehatan', { concurrency: false }, () => {
  test('the legend counts every district once, those without data included', async () => {
    for (const path of [kPath, '/2025/99/peta/AKI?per=202510', '/2025/99/peta/PENDUDUK?per=2030', '/2025/99/peta/IPM?per=2024']) {
      const page = await openPage(browser, server.base, path);
      const counts = await legendCounts(page);
      assert.equal(sum(counts), 8, `${path}: ${counts}`);
      assert.equal(await page.locator(kAreas).count(), 8, path);
      assert.equal(await page.locator('.legenda li[data-class=none]').count(), 1, `${path}: the legend has an entry for no data`);
      assert.deepEqual(page.troubles, [], path);
      await closePage(page);
    }
  });

  test('every area has the colour of the class its value lies in', async () => {
    const page = await openPage(browser, server.base, kPath);
    const reply = await api(server.base, '/v1/figures?indicator=SPM-K01&unit=99&below=1&period=202510');
    const rows = figuresByCode(reply);
    const drawn = await page.locator(kAreas).evaluateAll((areas) => areas.map((a) => [a.dataset.code, a.dataset.class]));
    for (const [code, key] of drawn) {
      const index = reply.breaks.filter((b) => rows.get(code).value >= b).length;
      assert.equal(key, `k${Math.round((index * 4) / reply.breaks.length) + 1}`, code);
    }
    await closePage(page);
  });

  test('values that are all equal give one class and do not hang the page', async () => {
    const page = await openPage(browser, server.base);
    await page.route('**/v1/figures?*', async (route) => {
      const reply = await (await route.fetch()).json();
      reply.cells.value = reply.cells.value.map(() => 50);
      reply.breaks = [50, 50, 50, 50];
      await route.fulfill({ json: reply });
    });
    await visit(page, kPath);
    const counts = await legendCounts(page);
    assert.equal(sum(counts), 8);
    assert.equal(counts.filter((n) => n > 0).length, 1, String(counts));
    const classes = await page.locator(kAreas).evaluateAll((areas) => areas.map((a) => a.dataset.class));
    assert.equal(new Set(classes).size, 1, String(classes));
    await page.unroute('**/v1/figures?*');
    await closePage(page);
  });

  test('Tab to a district and Enter: its code is in the address and the heading changes', async () => {
    const page = await openPage(browser, server.base, kPath);
    const before_ = await page.locator('h1').innerText();
    let reached = '';
    for (let i = 0; i < 120 && !reached.includes('Sulamraya'); ++i) {
      await page.keyboard.press('Tab');
      reached = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    }
    assert.match(reached, /Sulamraya/, 'Tab reaches the district');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/99\.04\//);
    await settled(page);
    const heading = await page.locator('h1').innerText();
    assert.notEqual(heading, before_);
    assert.match(heading, /Kab\. Sulamraya/);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the heading has the focus');
    assert.match(await page.title(), /Sulamraya/);
    await closePage(page);
  });

  test('on the map arrows walk in code order, Enter goes in and Esc goes up', async () => {
    const page = await openPage(browser, server.base, kPath);
    await page.locator(kAreas).first().focus();
    const walked = [];
    for (let i = 0; i < 8; ++i) {
      walked.push(await page.evaluate(() => document.activeElement?.dataset.code));
      await page.keyboard.press('ArrowRight');
    }
    assert.deepEqual(walked, ['99.01', '99.02', '99.03', '99.04', '99.05', '99.71', '99.72', '99.73']);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/99\.02\//);
    await settled(page);
    await page.locator(kAreas).first().focus();
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/99\/peta/);
    await closePage(page);
  });

  test('click on the map, the keyboard, the list and the table give one and the same detail', async () => {
    const page = await openPage(browser, server.base, kPath);
    const detail = page.locator('[data-detail-text]');
    const texts = {};
    await page.locator(`${kAreas}[data-code="99.03"]`).dispatchEvent('click');
    texts.click = await detail.innerText();
    await page.mouse.move(2, 2);
    await page.locator(`${kAreas}[data-code="99.01"]`).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    texts.keyboard = await detail.innerText();
    await page.locator(`${kAreas}[data-code="99.01"]`).focus();
    await page.locator('[data-figure=peringkat] li[data-code="99.03"] a').focus();
    texts.list = await detail.innerText();
    await page.locator(`${kAreas}[data-code="99.01"]`).focus();
    await page.locator('[data-figure=peta] details summary').click();
    await page.locator('[data-figure=peta] tr[data-code="99.03"] td').first().click();
    texts.table = await detail.innerText();
    const row = figuresByCode(await api(server.base, '/v1/figures?indicator=SPM-K01&unit=99&below=1&period=202510')).get('99.03');
    assert.ok(texts.click.startsWith(`Kab. Tapiswara: ${written(row.value, 1)}% (${written(row.numerator)} dari ${written(row.denominator)}); selang 95% ${written(row.low, 1)}–${written(row.high, 1)}; `), texts.click);
    assert.equal(new Set(Object.values(texts)).size, 1, JSON.stringify(texts, null, 1));
    await closePage(page);
  });

  test('JavaScript before the first touch is at most 90 KB, the first visit 200 KB, the province\'s shapes 3 KB', async () => {
    const page = await openPage(browser, server.base);
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const kinds = new Map(), sizes = new Map();
    network.on('Network.responseReceived', (e) => kinds.set(e.requestId, { type: e.type, url: e.response.url, encoding: e.response.headers['content-encoding'] ?? e.response.headers['Content-Encoding'] }));
    network.on('Network.loadingFinished', (e) => sizes.set(e.requestId, e.encodedDataLength));
    await visit(page, kPath);
    await page.waitForLoadState('load');
    const all = [...sizes].map(([id, bytes]) => ({ bytes, ...kinds.get(id) }));
    const scripts = all.filter((r) => /\.js(\?|$)/.test(r.url ?? ''));
    assert.ok(scripts.length >= 2, 'scripts were seen');
    for (const script of scripts) assert.match(script.encoding ?? 'none', /^(gzip|br)$/, script.url);
    const list = all.map((r) => `${r.bytes} ${r.url}`).join('\n');
    assert.ok(sum(scripts.map((r) => r.bytes)) <= 90 * 1024, list);
    assert.ok(sum(all.map((r) => r.bytes)) <= 200 * 1024, list);
    const shapes = all.find((r) => /\/map\?/.test(r.url ?? ''));
    assert.ok(shapes, list);
    assert.equal(shapes.encoding, 'gzip');
    assert.ok(shapes.bytes <= 3 * 1024 + 600, `with its headers: ${shapes.bytes}`);
    const body = await (await fetch(shapes.url)).arrayBuffer();
    assert.ok(gzipSync(Buffer.from(body)).length <= 3 * 1024, String(gzipSync(Buffer.from(body)).length));
    await closePage(page);
  });

  test('forced colours keep the borders and the patterns', async () => {
    const page = await openPage(browser, server.base, '/2025/99/peta/PENDUDUK?per=2030', { forcedColors: 'active' });
    assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
    const border = await page.locator('[data-figure=peta] svg.peta path.tepi').evaluate((e) => {
      const style = getComputedStyle(e);
      return { stroke: style.stroke, width: parseFloat(style.strokeWidth) };
    });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.ok(border.width >= 1 && border.stroke !== 'none' && border.stroke !== paper, JSON.stringify({ border, paper }));
    const areas = await page.locator(kAreas).evaluateAll((list) => list.map((a) => getComputedStyle(a).fill));
    assert.equal(areas.length, 8);
    for (const fill of areas) assert.match(fill, /^url\(/, 'no data stays a hatch');
    const strokes = await page.locator('pattern').evaluateAll((list) => list.map((p) => getComputedStyle(p.querySelector('path, circle, rect:nth-child(2)') ?? p).stroke));
    assert.ok(strokes.some((s) => s !== 'none' && s !== paper), String(strokes));
    await closePage(page);
  });

  test('the SVG, PNG and CSV files carry the source line and DATA CONTOH', async () => {
    const page = await openPage(browser, server.base, kPath);
    const onScreen = await page.locator('[data-figure=peta] .sumber > span').first().innerText();
    assert.match(onScreen, kSource);

    const svg = await download(page, 'Unduh SVG');
    const text = svg.bytes.toString('utf8');
    assert.match(svg.name, /^SPM-K01_99_202510_DATA-CONTOH\.svg$/);
    const drawn = [...text.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => m[1]);
    assert.ok(drawn.includes(onScreen.replaceAll('&', '&amp;')) || drawn.join(' ').includes(onScreen), drawn.join('\n'));
    assert.ok(drawn.includes('DATA CONTOH'), drawn.join('\n'));

    // A PNG holds pixels: what was painted is heard while it is painted, and the file must be as large
    // as the sheet and hold ink where the line stands.
    await page.evaluate(() => {
      window.painted = [];
      const fillText = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (words, ...rest) {
        window.painted.push({ words, y: rest[1] });
        return fillText.call(this, words, ...rest);
      };
    });
    const png = await download(page, 'Unduh PNG');
    assert.equal(png.bytes.subarray(1, 4).toString('latin1'), 'PNG');
    const painted = await page.evaluate(() => window.painted);
    assert.ok(painted.map((p) => p.words).join(' ').includes(onScreen), JSON.stringify(painted));
    assert.ok(painted.some((p) => p.words === 'DATA CONTOH'));
    const line = painted.find((p) => p.words.startsWith('Sumber:'));
    const height = png.bytes.readUInt32BE(20);
    assert.ok(line.y * 2 < height, `the line stands inside the picture: ${line.y * 2} of ${height}`);
    assert.ok(darkPixels(png.bytes, Math.round((line.y - 10) * 2), Math.round(line.y * 2)) > 200, 'ink where the source line stands');

    const csv = await download(page, 'Unduh CSV');
    const rows = csv.bytes.toString('utf8');
    assert.ok(rows.includes('DATA CONTOH') && rows.includes('Sumber:'), rows);
    const value = figuresByCode(await api(server.base, '/v1/figures?indicator=SPM-K01&unit=99&below=1&period=202510')).get('99.04').value;
    assert.ok(rows.includes(`\r\n99.04;Kab. Sulamraya;202510;${String(value).replace('.', ',')};%;`), rows);
    await closePage(page);
  });

  test('drills from the province to the puskesmas; where no border is known there are tiles', async () => {
    const page = await openPage(browser, server.base, kPath);
    const into = async (code) => {
      await page.locator(`[data-figure=peringkat] li[data-code="${code}"] a`).click();
      await page.waitForURL(new RegExp(`/${code.replaceAll('.', '\\.')}/peta/SPM-K01`));
      await settled(page);
      return page.locator('h1').innerText();
    };
    assert.match(await into('99.01'), /Kab\. Lungsin/);
    assert.equal(await page.locator(kAreas).count(), 10, 'ten kecamatan');
    assert.equal(sum(await legendCounts(page)), 10);
    assert.match(await page.locator('[data-figure=peta] h2').first().innerText(), /Peta per wilayah/);
    assert.match(await into('99.01.03'), /Kec\. Lungsin Hulu/);
    assert.match(await page.locator('[data-figure=peta] h2').first().innerText(), /Petak per wilayah/);
    assert.equal(await page.locator(kAreas).count(), 4, 'a tile for each facility');
    const tiles = await page.locator(kAreas).evaluateAll((list) => list.map((a) => a.getBBox()).map((b) => `${Math.round(b.width)}×${Math.round(b.height)}`));
    assert.equal(new Set(tiles).size, 1, `tiles are of one size: ${tiles}`);
    assert.match(await into('P9901003'), /Puskesmas Lungsin Hulu/);
    assert.match(await page.locator('.isi').innerText(), /Puskesmas Lungsin Hulu: .*\d/);
    assert.deepEqual(page.troubles, []);
    await page.goBack();
    await page.waitForURL(/99\.01\.03/);
    await closePage(page);
  });

  test('two levels below are counted and drawn, each once', async () => {
    const page = await openPage(browser, server.base, `${kPath}&turun=2`);
    const shown = await page.locator(kAreas).evaluateAll((list) => list.map((a) => a.dataset.code));
    assert.equal(shown.length, 60, String(shown.slice(0, 5)));
    assert.ok(shown.every((code) => /^99\.\d\d\.\d\d$/.test(code)));
    assert.equal(sum(await legendCounts(page)), 60);
    await closePage(page);
  });

  test('two levels below are drawn with their own borders', async () => {
    const map = await api(server.base, '/v1/units/99/map?below=2');
    assert.equal(map.objects.units.geometries.length, 60);
    const page = await openPage(browser, server.base, `${kPath}&turun=2`);
    assert.match(await page.locator('[data-figure=peta] h2').first().innerText(), /Peta per wilayah/);
    await closePage(page);
  });

  test('two periods stand side by side under one legend', async () => {
    const page = await openPage(browser, server.base, `${kPath}&banding=202410`);
    const maps = page.locator('[data-figure=peta] .berdampingan svg.peta');
    assert.equal(await maps.count(), 2);
    assert.equal(await page.locator('.legenda').count(), 1);
    const boxes = await maps.evaluateAll((list) => list.map((m) => m.getBoundingClientRect()).map((b) => ({ top: Math.round(b.top), left: Math.round(b.left) })));
    assert.equal(boxes[0].top, boxes[1].top);
    assert.ok(boxes[0].left < boxes[1].left);
    const headings = await page.locator('.berdampingan h3').allInnerTexts();
    assert.match(headings[0], /Oktober 2024/);
    assert.match(headings[1], /Oktober 2025/);
    for (const [index, period] of [[0, '202410'], [1, '202510']]) {
      const reply = figuresByCode(await api(server.base, `/v1/figures?indicator=SPM-K01&unit=99&below=1&period=${period}`));
      const label = await maps.nth(index).locator('path[data-code="99.04"]').getAttribute('aria-label');
      assert.ok(label.includes(reply.get('99.04').value.toFixed(1).replace('.', ',')), `${period}: ${label}`);
    }
    await closePage(page);
  });

  test('the list shows intervals and leaves counts below ten without a rank', async () => {
    const page = await openPage(browser, server.base, kPath);
    const ranks = await page.locator('[data-figure=peringkat] li').evaluateAll((list) => list.map((li) => Number(li.dataset.rank)));
    assert.deepEqual(ranks, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(await page.locator('[data-figure=peringkat] li .selang').count(), 8);
    await visit(page, '/2025/99/peta/AKI?per=202510');
    assert.equal(await page.locator('[data-figure=peringkat] li[data-rank]').count(), 0);
    const item = await page.locator('[data-figure=peringkat] li[data-code="99.03"]').innerText();
    const deaths = figuresByCode(await api(server.base, '/v1/figures?indicator=AKI&unit=99&below=1&period=202510')).get('99.03').numerator;
    assert.ok(deaths >= 5 && deaths < 10, `a district with few deaths, not hidden: ${deaths}`);
    assert.match(item, new RegExp(`${deaths} kasus`));
    await closePage(page);
  });

  test('four small maps show four years with the classes of the large one', async () => {
    const page = await openPage(browser, server.base, kPath);
    const years = await page.locator('[data-figure=tahun] [data-year]').evaluateAll((list) => list.map((e) => e.dataset.year));
    assert.deepEqual(years, ['2022', '2023', '2024', '2025']);
    const last = await page.locator('[data-figure=tahun] [data-year="2025"] path.wilayah').evaluateAll((l) => l.map((a) => a.dataset.class));
    const large = await page.locator(kAreas).evaluateAll((l) => l.map((a) => a.dataset.class));
    assert.deepEqual(last, large);
    await closePage(page);
  });

  test('when the shapes do not come, the list and the table still work', async () => {
    const page = await openPage(browser, server.base);
    await page.route('**/v1/units/*/map*', (route) => route.fulfill({ status: 503, json: { code: 'Unavailable', message: 'no' } }));
    await page.goto(kPath);
    await page.locator('[data-figure=peringkat] li[data-rank]').nth(7).waitFor();
    assert.equal(await page.locator('[data-figure=peringkat] li').count(), 8);
    await page.unroute('**/v1/units/*/map*');
    await closePage(page);
  });

  test('an indicator that does not exist is said so, without a map', async () => {
    const page = await openPage(browser, server.base, '/2025/99/peta/TIDAK-ADA?per=202510');
    assert.equal(await page.locator('svg.peta path[data-unit]').count(), 0);
    assert.deepEqual(await axeFindings(page), []);
    await closePage(page);
  });
});

// Dark pixels in the rows of a PNG with 8 bits per channel, as browsers write them.
function darkPixels(png, from, to) {
  const width = png.readUInt32BE(16), channels = png[25] === 6 ? 4 : 3;
  const parts = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts)), stride = width * channels;
  let above = Buffer.alloc(stride), dark = 0;
  for (let y = 0; y < Math.min(to, raw.length / (stride + 1)); ++y) {
    const filter = raw[y * (stride + 1)], row = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; ++i) {
      const a = i >= channels ? row[i - channels] : 0, b = above[i], c = i >= channels ? above[i - channels] : 0;
      const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
      const add = [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter];
      row[i] = (row[i] + add) & 255;
    }
    if (y >= from) for (let i = 0; i < stride; i += channels) if (row[i] + row[i + 1] + row[i + 2] < 450) ++dark;
    above = row;
  }
  return dark;
}
