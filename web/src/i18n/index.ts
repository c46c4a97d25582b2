// SPDX-License-Identifier: Apache-2.0
// The text of the screens. Indonesian is the source: it stands in the code, and is the key under which
// the English stands. A text without English does not compile.
import { signal } from '@preact/signals';

import type { LocalText } from '../api/schema';
import type { Lang } from '../model/number';
import { zoneOf } from '../model/time';
import type { en } from './en';

export type Text = keyof typeof en;
type Parts = Record<string, string | number>;

export const lang = signal<Lang>('id');
export const zone = zoneOf(-new Date().getTimezoneOffset());

let english: Readonly<Record<string, string>> = {};

export function fill(text: string, parts: Parts = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parts[name] ?? whole));
}

export function t(text: Text, parts?: Parts): string {
  return fill(lang.value === 'en' ? (english[text] ?? text) : text, parts);
}

export const local = (text: LocalText): string => text[lang.value] || text.id;

export async function setLanguage(next: Lang): Promise<void> {
  if (next === 'en') english = (await import('./en')).en;
  lang.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem('bahasa', next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

// From the address, else as chosen before, else Indonesian.
export function wantedLanguage(search: string): Lang {
  const asked = new URLSearchParams(search).get('bahasa');
  if (asked === 'id' || asked === 'en') return asked;
  try {
    return localStorage.getItem('bahasa') === 'en' ? 'en' : 'id';
  } catch {
    return 'id';
  }
}
