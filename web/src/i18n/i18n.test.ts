// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { en } from './en';
import { fill } from './index';

const parts = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').sort();

test('a translation fills in exactly what its source does', () => {
  for (const [source, translation] of Object.entries(en)) expect(parts(translation), source).toEqual(parts(source));
});

test('a missing part stays visible instead of vanishing', () => {
  expect(fill('{n} dari {m}', { n: 3 })).toBe('3 dari {m}');
});
