// SPDX-License-Identifier: Apache-2.0
// The server's event stream: a change saved by anyone makes what depends on it stale here, and every
// figure on screen asks again by itself.
import { signal } from '@preact/signals';

import { saw } from './client';
import { client } from './queries';

export const online = signal(navigator.onLine);
export const lastChange = signal(0); // Number of the newest change heard of on this page.

const kOnValues = new Set(['figures', 'published', 'reporting', 'changes', 'values', 'history', 'session']);

function refresh(everything: boolean): void {
  void client.invalidateQueries({ predicate: (q) => everything || kOnValues.has(String(q.queryKey[0])) });
}

function heard(event: MessageEvent<string>): void {
  let metadata = 1;
  try {
    const data = JSON.parse(event.data) as { change?: number; metadata?: number | boolean };
    lastChange.value = data.change ?? lastChange.value;
    metadata = Number(data.metadata ?? 0);
    saw(data.change ?? 0);
  } catch {
    // An event we cannot read still says that something changed.
  }
  refresh(metadata > 0);
}

export function listen(): void {
  window.addEventListener('online', () => {
    online.value = true;
    refresh(true);
  });
  window.addEventListener('offline', () => (online.value = false));
  let missed = false;
  const source = new EventSource('/v1/events');
  source.addEventListener('change', heard);
  source.addEventListener('error', () => (missed = true));
  source.addEventListener('open', () => {
    if (missed) refresh(true);
    missed = false;
  });
}
