// SPDX-License-Identifier: Apache-2.0
// A cell saved in one browser until the map is redrawn in another, both behind a slow link. From the
// Enter key to the frame after the map's label changed; both pages read the same machine's clock.
// Chromium delays replies only: the way of the write to the server and of the event back, half the latency
// each, is added. Prints milliseconds as JSON.
import { demoServer, logIn, openBrowser, openPage, visit } from '../tests/e2e/harness.mjs';

const kSaves = 40;
const kLink = { offline: false, latency: 100, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const kUnit = 'P9901001';

const server = await demoServer();
const browser = await openBrowser();
const slow = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', kLink);
};

try {
  const reader = await openPage(browser, server.base, '/2025/99.01.01/peta/SPM-K01?per=202510');
  const writer = await openPage(browser, server.base);
  await logIn(writer, 'puskesmas', 'contoh-puskesmas');
  await visit(writer, `/2025/${kUnit}/data?per=202510`);
  await Promise.all([slow(reader), slow(writer)]);

  await reader.evaluate((unit) => {
    window.drawn = [];
    const label = () => document.querySelector(`svg.peta path[data-code="${unit}"]`)?.getAttribute('aria-label');
    let last = label();
    new MutationObserver(() => {
      const now = label();
      if (!now || now === last) return;
      last = now;
      requestAnimationFrame(() => setTimeout(() => window.drawn.push(Date.now())));
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] });
  }, kUnit);
  await writer.evaluate(() => {
    window.pressed = [];
    document.addEventListener('keydown', (event) => event.key === 'Enter' && window.pressed.push(Date.now()), true);
  });

  const input = writer.locator('tr[data-element=SPM_K01_LAYAN] input');
  const first = Number((await input.inputValue()).replace(',', '.'));
  for (let save = 1; save <= kSaves; ++save) {
    await input.fill(String(first + save));
    await input.press('Enter');
    await reader.waitForFunction((count) => window.drawn.length >= count, save, { polling: 50 });
    // Somewhere between 0.3 and 0.8 s, so that saves do not fall into step with anything.
    await writer.waitForTimeout(300 + (save * 137) % 500);
  }
  const [pressed, drawn] = [await writer.evaluate(() => window.pressed), await reader.evaluate(() => window.drawn)];
  if (pressed.length !== kSaves || drawn.length !== kSaves) throw new Error(`${pressed.length} saves, ${drawn.length} drawings`);
  if (reader.troubles.length + writer.troubles.length > 0) throw new Error([...reader.troubles, ...writer.troubles].join('\n'));
  console.log(JSON.stringify({ latency: kLink.latency, milliseconds: drawn.map((time, i) => time - pressed[i] + kLink.latency) }));
} finally {
  await browser.close();
  await server.close();
}
