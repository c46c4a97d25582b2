// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { row } from './fixtures';
import { listScale, rankRows } from './rank';

test('units without a rank stand apart in code order and are never between ranked ones', () => {
  const rows = [
    row('1', 50, { rank: 2 }),
    row('2', 90, { rank: null }),
    row('3', 70, { rank: 1 }),
    row('4', null),
    row('5', 10, { rank: null }),
  ];
  const { ranked, few, without } = rankRows(rows);
  expect(ranked.map((r) => r.code)).toEqual(['3', '1']);
  expect(few.map((r) => r.code)).toEqual(['2', '5']);
  expect(without.map((r) => r.code)).toEqual(['4']);
});

test('the list\u2019s scale holds every interval and target', () => {
  expect(listScale([row('1', 60, { high: 70, target: 100 })], true)).toBe(100);
  expect(listScale([row('1', 3, { high: 5 })], true)).toBeGreaterThanOrEqual(5);
  expect(listScale([row('1', 120, { target: 100 })], true)).toBeGreaterThan(120);
  expect(listScale([], true)).toBe(1);
});
