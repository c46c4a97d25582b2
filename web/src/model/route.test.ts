// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { parsePlace, pathOf, stepOf, withQuery } from './route';

test('an address and its parts are each other\u2019s inverse', () => {
  const place = { page: 'peta', cycle: 2025, unit: '99.01', rest: 'SPM-K01' } as const;
  expect(parsePlace(pathOf(place))).toEqual(place);
  expect(pathOf({ page: 'beranda', cycle: 2025, unit: '99' })).toBe('/2025/99');
  expect(parsePlace('/2025/99')).toEqual({ page: 'beranda', cycle: 2025, unit: '99', rest: '' });
});

test('an address that is no page is said to be none', () => {
  for (const path of ['/x', '/2025/99/hal-lain', '/2025/99/peta/A/B/C', '/20255/99/peta']) {
    expect(parsePlace(path).page).toBe('tak-ada');
  }
});

test('a query keeps what is not changed and drops what is emptied', () => {
  expect(withQuery('?per=202510&bahasa=en', { per: '202509' })).toBe('?per=202509&bahasa=en');
  expect(withQuery('?per=202510', { per: null })).toBe('');
});

test('the indicator page belongs to the map step', () => {
  expect(stepOf('rincian')).toBe(stepOf('peta'));
  expect(stepOf('masuk')).toBe(-1);
});
