// SPDX-License-Identifier: Apache-2.0
// Pictures of the pages for looking at them: node tools/shots.mjs BASE OUT_DIR [name...]
import { chromium } from 'playwright-core';

const [base, out, ...only] = process.argv.slice(2);
const pages = {
  beranda: '/',
  peta: '/2025/99/peta/SPM-K01?per=202510',
  'peta-kasus': '/2025/99/peta/AKI?per=202510',
  'peta-alasan': '/2025/99/peta/SPM-K02?per=202510',
  'peta-sama': '/2025/99/peta/JKN?per=202510',
  'peta-dua': '/2025/99/peta/SPM-K01?per=202510&banding=202410',
  'peta-kec': '/2025/99/peta/SPM-K01?per=202510&turun=2',
  'peta-pkm': '/2025/99.01.01/peta/SPM-K01?per=202510',
  'peta-tabel': '/2025/99/peta/SPM-K01?per=202510&tampil=tabel',
  rincian: '/2025/99.04/rincian/SPM-K01?per=202510',
  'rincian-gizi': '/2025/99/rincian/GIZI-BURUK?per=202510',
  data: '/2025/99/data?per=202510',
  fasilitas: '/2025/P999901010/data?per=202510',
  prioritas: '/2025/99/prioritas',
  masuk: '/masuk',
  en: '/2025/99/peta/SPM-K01?per=202510&bahasa=en',
};
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--headless'] });
for (const width of [1280, 360]) {
  for (const [name, path] of Object.entries(pages)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const page = await browser.newPage({ viewport: { width, height: width === 360 ? 740 : 900 } });
    page.on('console', (m) => m.type() === 'error' && console.log(name, width, m.text()));
    page.on('pageerror', (e) => console.log(name, width, String(e)));
    await page.goto(base + path);
    await page.waitForTimeout(900);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) console.log(name, width, `scrolls sideways by ${over}`);
    await page.screenshot({ path: `${out}/${name}-${width}.png`, fullPage: true });
    await page.close();
  }
}
await browser.close();
