// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { classOf, legendOf, rangeText, usableBreaks } from './classes';
import { row } from './fixtures';
import type { Reason } from './figures';

const breaks = [70, 80, 90, 95];

test('a class holds its lower limit and not its upper one', () => {
  expect(classOf(row('1', 69.99), breaks)).toBe('k1');
  expect(classOf(row('1', 70), breaks)).toBe('k2');
  expect(classOf(row('1', 79.99), breaks)).toBe('k2');
  expect(classOf(row('1', 95), breaks)).toBe('k5');
});

test('the counts of the legend add up to the units, whatever the reasons', () => {
  const reasons: Reason[] = ['not_reported', 'blank', 'not_applicable', 'zero_denominator', 'suppressed', 'no_access'];
  const rows = [
    ...[10, 75, 75, 99].map((v, i) => row(String(i), v)),
    ...reasons.map((reason) => row(reason, null, { reason })),
  ];
  const legend = legendOf(rows, breaks);
  expect(legend.reduce((sum, e) => sum + e.count, 0)).toBe(rows.length);
  expect(legend.filter((e) => !e.key.startsWith('k')).map((e) => [e.key, e.count])).toEqual([
    ['none', 1],
    ['blank', 1],
    ['not_applicable', 1],
    ['undefined', 1],
    ['suppressed', 1],
    ['hidden', 1],
  ]);
});

test('a zero is in the lowest class, not among those without a value', () => {
  expect(classOf(row('1', 0), breaks)).toBe('k1');
});

test('few events are counted apart and have no class of the ramp', () => {
  const legend = legendOf([row('1', 300, { few: true }), row('2', 75), row('3', null)], breaks);
  expect(classOf(row('1', 300, { few: true }), breaks)).toBe('few');
  expect(legend.reduce((sum, e) => sum + e.count, 0)).toBe(3);
  expect(legend.find((e) => e.key === 'few')?.count).toBe(1);
});

test('all equal values give one class', () => {
  for (const given of [breaks, []]) {
    const legend = legendOf([row('1', 80), row('2', 80), row('3', 80)], given).filter((e) => e.key.startsWith('k'));
    expect(legend).toHaveLength(1);
    expect(legend[0]).toMatchObject({ count: 3, only: 80 });
  }
});

test('without any value there are no classes, only the count of units without data', () => {
  expect(legendOf([row('1', null), row('2', null)], breaks)).toEqual([
    { key: 'none', count: 2, from: null, to: null, only: null },
  ]);
});

test('breaks that are doubled, unordered or not numbers do no harm', () => {
  expect(usableBreaks([95, 70, 70, Number.NaN, 80], [1])).toEqual([70, 80, 95]);
  expect(usableBreaks([], [5, 5])).toEqual([]);
  expect(usableBreaks([], [0, 10])).toEqual([2, 4, 6, 8]);
});

test('every class has its own place even with two breaks', () => {
  const keys = [1, 5, 9].map((v) => classOf(row('1', v), [4, 8]));
  expect(new Set(keys).size).toBe(3);
});

test('a range ends on the last number that prints below the next class', () => {
  const legend = legendOf([row('1', 50), row('2', 75), row('3', 96)], breaks);
  expect(legend.slice(0, 5).map((e) => rangeText(e, 1, 'id'))).toEqual([
    '< 70',
    '70\u201379,9',
    '80\u201389,9',
    '90\u201394,9',
    '\u2265 95',
  ]);
  expect(rangeText({ key: 'k2', count: 0, from: 58.3333, to: 66.6667, only: null }, 1, 'id')).toBe('58,3\u201366,6');
});
