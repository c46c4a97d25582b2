// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import type { Figures } from '../api/schema';
import { csvOf } from './csv';
import { detailText } from './detail';
import { publishedIn, publishedYears, rowsOf } from './figures';
import { indicator, row } from './fixtures';
import { clockTime, stamp, zoneOf } from './time';

const both = { id: '', en: '' };
function figures(): Figures {
  const two = <T>(a: T, b: T): T[] => [a, b, a, b, a, b];
  return {
    indicator: 'X',
    change: 1,
    pulled: '2024-09-01T23:10:00Z',
    suppressed: false,
    periods: [
      { id: '2023', name: both },
      { id: '2024', name: both },
    ],
    units: [
      { uid: 'p', code: '99', name: 'Provinsi', short_name: '', self: true },
      { uid: 'b', code: '99.02', name: 'Kab. B', short_name: 'B', self: false },
      { uid: 'a', code: '99.01', name: 'Kab. A', short_name: 'A', self: false },
    ],
    cells: {
      value: [1, 2, 3, 4, null, null],
      numerator: two(1, 2),
      denominator: two(3, 4),
      low: two(null, null),
      high: two(null, null),
      reported: two(1, 1),
      expected: two(2, 2),
      reason: ['', '', '', '', 'blank', 'who_knows'],
      incomplete: two(false, true),
      status: ['none', 'near', 'below', 'odd', 'none', 'none'],
      rank: [null, null, 1, 1, null, null],
      published: [],
    },
    target: two(5, 6),
    target_upper: two(null, null),
    breaks: [1, 2, 3, 4],
    breaks_from: 'target',
    ramp: 'coverage',
    interval: 'none',
    published: [
      { unit: 'a', period: '2024', value: 17.5, low: 15, high: 20, source: 'Survei', basis: '', kind: 'survey', measure: '%', question: '' },
      {
        indicator: 'Y',
        unit: 'a',
        period: '2023',
        value: 99,
        low: null,
        high: null,
        source: '',
        basis: '',
        kind: 'survey',
        measure: '%',
        question: '',
      },
    ],
    events_small: false,
    rankable: true,
    note: both,
  };
}

test('cells are read unit by period, and the units below come in code order', () => {
  const { self, rows } = rowsOf(figures(), '2024');
  expect(self?.value).toBe(2);
  expect(rows.map((r) => [r.code, r.value, r.target])).toEqual([
    ['99.01', null, 6],
    ['99.02', 4, 6],
  ]);
});

test('a reason or status this client does not know becomes "no data", never a value', () => {
  const [a, b] = rowsOf(figures(), '2024').rows;
  expect(a?.reason).toBe('not_reported');
  expect(b?.status).toBe('none');
  expect(rowsOf(figures(), '2023').rows[0]?.reason).toBe('blank');
});

test('a period that was not asked for has no rows', () => {
  expect(rowsOf(figures(), '2022')).toEqual({ self: null, rows: [] });
});

test('what the server shows as published is told from a report, with its source', () => {
  const shown = figures();
  shown.cells.value = [1, 2, 3, 4, 99, 17.5];
  shown.cells.published = [false, false, false, false, false, true];
  const { rows } = rowsOf(shown, '2024');
  expect(rows.map((r) => r.published)).toEqual([true, false]);
  expect(publishedIn(shown, rows, '2024').map((p) => p.source)).toEqual(['Survei']);
  expect(publishedIn(shown, rows, '2023')).toEqual([]);
});

test('the years a survey was held are those of its own figures', () => {
  expect(publishedYears(figures())).toEqual([{ year: 2024, units: 1 }]);
});

test('the detail of a unit names counts, interval, status, target and reports', () => {
  const one = row('A', 66.9, {
    numerator: 669,
    denominator: 1000,
    low: 63.9,
    high: 69.7,
    status: 'below',
    target: 100,
    reported: 12,
    expected: 13,
  });
  expect(detailText(one, indicator(), 'id')).toBe(
    'Kab. A: 66,9% (669 dari 1.000); selang 95% 63,9\u201369,7; Kurang, target 100%; laporan masuk 12 dari 13.',
  );
  expect(detailText(row('A', null, { reason: 'suppressed' }), indicator(), 'id')).toBe(
    'Kab. A: disamarkan; laporan masuk 3 dari 3.',
  );
});

test('where there are few events the count comes before the rate', () => {
  const deaths = indicator({
    events_small: true,
    proportion: false,
    unit: { id: 'per 100.000 KH', en: '' },
    decimals: 0,
    direction: 'lower',
  });
  expect(detailText(row('A', 93, { numerator: 7, denominator: 7527 }), deaths, 'id')).toMatch(
    /^Kab\. A: 7 dari 7\.527 \(93 per 100\.000 KH\), sangat sedikit kasus/,
  );
});

test('a spreadsheet cell that begins like a formula stays text', () => {
  expect(csvOf([['=1+1', 'a;b', 1.5, null]], 'id')).toBe('\uFEFF\'=1+1;"a;b";1,5;\r\n');
  expect(csvOf([['a,b', 1.5]], 'en')).toBe('\uFEFF"a,b",1.5\r\n');
});

test('a time names its Indonesian zone', () => {
  expect(stamp('2024-09-01T23:10:00Z', 'id', 'WIB')).toBe('2 Sep 2024 06.10 WIB');
  expect(clockTime('2024-09-01T23:10:00Z', 'en', 'WIT')).toBe('08:10 WIT');
  expect([420, 480, 540, 0].map(zoneOf)).toEqual(['WIB', 'WITA', 'WIT', 'WIB']);
});
