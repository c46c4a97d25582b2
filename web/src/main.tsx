// SPDX-License-Identifier: Apache-2.0
import { render } from 'preact';

import { listen } from './api/live';
import { App } from './app';
import { setLanguage, wantedLanguage } from './i18n';

async function start(): Promise<void> {
  await setLanguage(wantedLanguage(location.search));
  const root = document.getElementById('sinergi');
  if (root) render(<App />, root);
  listen();
  // The serif face is for headlines only: it comes after the first paint.
  requestAnimationFrame(() => setTimeout(() => void import('./style/serif.css'), 0));
}

void start();
