// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import {
  add,
  choices,
  fitPeriod,
  openingPeriod,
  parsePeriod,
  periodId,
  periodName,
  trendPeriods,
  type Period,
} from './period';

const month = (year: number, n: number): Period => ({ kind: 'month', year, n });

test('an identifier and its period are each other\u2019s inverse', () => {
  for (const id of ['202501', '202512', '2025Q1', '2025Q4', '2025S2', '2025'])
    expect(periodId(parsePeriod(id) as Period)).toBe(id);
});

test('what is no period is none', () => {
  for (const id of ['', '25', '202513', '202500', '2025Q5', '2025S0', '2025W1', 'abcd', '18991'])
    expect(parsePeriod(id)).toBeNull();
});

test('a cumulative period says "s.d.", a year does not', () => {
  expect(periodName(month(2024, 8), 'id', true)).toBe('s.d. Agustus 2024');
  expect(periodName(month(2024, 8), 'id')).toBe('Agustus 2024');
  expect(periodName({ kind: 'quarter', year: 2024, n: 3 }, 'id')).toBe('Triwulan III 2024');
  expect(periodName({ kind: 'half', year: 2024, n: 1 }, 'id')).toBe('Semester I 2024');
  expect(periodName({ kind: 'year', year: 2024, n: 1 }, 'id', true)).toBe('Tahun 2024');
  expect(periodName(month(2024, 8), 'en', true)).toBe('to August 2024');
});

test('counting periods crosses the year', () => {
  expect(add(month(2025, 1), -1)).toEqual(month(2024, 12));
  expect(add({ kind: 'quarter', year: 2024, n: 4 }, 1)).toEqual({ kind: 'quarter', year: 2025, n: 1 });
  expect(add({ kind: 'year', year: 2024, n: 1 }, -3)).toEqual({ kind: 'year', year: 2021, n: 1 });
});

test('an indicator of February and August shows the last of them, not a later one', () => {
  const weighing = { period_rule: 'fixed' as const, months: [2, 8] };
  expect(fitPeriod(month(2025, 10), weighing)).toEqual(month(2025, 8));
  expect(fitPeriod(month(2025, 2), weighing)).toEqual(month(2025, 2));
  expect(fitPeriod(month(2025, 1), weighing)).toEqual(month(2024, 8));
  expect(choices('month', 2025, weighing)).toEqual([month(2025, 2), month(2025, 8)]);
  expect(trendPeriods(month(2025, 8), weighing).map(periodId)).toEqual([
    '202202',
    '202208',
    '202302',
    '202308',
    '202402',
    '202408',
    '202502',
    '202508',
  ]);
});

test('a yearly indicator shows the year of any period in it', () => {
  expect(periodId(fitPeriod(month(2025, 10), { period_rule: 'yearly', months: [] }))).toBe('2025');
});

test('a page opens on the newest month of its cycle, or the cycle\u2019s December', () => {
  expect(openingPeriod('202510', 2025)).toEqual(month(2025, 10));
  expect(openingPeriod('202510', 2024)).toEqual(month(2024, 12));
  expect(openingPeriod('', 2025)).toEqual(month(2025, 12));
});

test('a monthly trend starts with the January of the year before', () => {
  const ids = trendPeriods(month(2025, 3), { period_rule: 'cumulative', months: [] }).map(periodId);
  expect(ids[0]).toBe('202401');
  expect(ids.at(-1)).toBe('202503');
  expect(ids).toHaveLength(15);
});
