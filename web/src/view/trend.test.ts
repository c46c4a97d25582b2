// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import type { Period } from '../model/period';
import { segments } from './trend';

const points = (values: (number | null)[], from: Period) =>
  values.map((value, i) => ({
    period: { kind: from.kind, year: from.year + Math.floor((from.n - 1 + i) / 12), n: ((from.n - 1 + i) % 12) + 1 },
    value,
    target: null,
  }));
const sizes = (runs: unknown[][]): number[] => runs.map((r) => r.length);

test('a missing month is a gap in the line', () => {
  expect(sizes(segments(points([1, 2, null, 4, 5, 6], { kind: 'month', year: 2025, n: 1 }), false, null))).toEqual([
    2, 3,
  ]);
});

test('a cumulative line starts anew in January, a monthly one does not', () => {
  const months = points([8, 9, 1, 2], { kind: 'month', year: 2024, n: 11 });
  expect(sizes(segments(months, true, null))).toEqual([2, 2]);
  expect(sizes(segments(months, false, null))).toEqual([4]);
});

test('the year of a split breaks the line', () => {
  expect(sizes(segments(points([8, 9, 10, 11], { kind: 'month', year: 2024, n: 11 }), false, 2025))).toEqual([2, 2]);
});
