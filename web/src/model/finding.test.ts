// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { indicator, row } from './fixtures';
import { changeWords, finding, nounOf, ownFinding, type FindingInput } from './finding';

function input(more: Partial<FindingInput>): FindingInput {
  return {
    indicator: indicator(),
    period: { kind: 'month', year: 2025, n: 10 },
    now: { self: null, rows: [] },
    before: null,
    unitName: 'Provinsi Contoh',
    noun: 'kabupaten/kota',
    lang: 'id',
    ...more,
  };
}

test('the sentence names the worst unit, its change in points, and how many miss the target', () => {
  const rows = [row('A', 66.9, { target: 100 }), row('B', 84.1, { target: 100 }), row('C', 100, { target: 100 })];
  const before = { self: null, rows: [row('A', 68.7)] };
  expect(finding(input({ now: { self: null, rows }, before }))).toBe(
    'Kab. A terendah (66,9%) dan turun 1,8 poin; 2 dari 3 kabupaten/kota belum mencapai target 100%.',
  );
});

test('where lower is better the worst is the highest', () => {
  const rows = [row('A', 12), row('B', 4)];
  expect(finding(input({ indicator: indicator({ direction: 'lower' }), now: { self: null, rows } }))).toBe(
    'Kab. A tertinggi (12,0%).',
  );
});

test('a worst unit whose interval holds the whole\u2019s value is not called different', () => {
  const rows = [row('A', 60, { low: 50, high: 71 }), row('B', 80)];
  expect(finding(input({ now: { self: row('P', 70), rows } }))).toContain('bisa kebetulan');
  const sure = [row('A', 60, { low: 55, high: 65 }), row('B', 80)];
  expect(finding(input({ now: { self: row('P', 70), rows: sure } }))).not.toContain('bisa kebetulan');
});

test('few events are counted, not ranked', () => {
  const deaths = indicator({
    direction: 'lower',
    events_small: true,
    proportion: false,
    decimals: 0,
    unit: { id: 'per 100.000 KH', en: '' },
  });
  const rows = [row('A', 120, { numerator: 4, rank: null }), row('B', 60, { numerator: 3, rank: null })];
  const sentence = finding(
    input({ indicator: deaths, now: { self: row('P', 93, { numerator: 7, rank: null }), rows } }),
  );
  expect(sentence).toBe(
    '7 kasus di Provinsi Contoh pada Oktober 2025 (93 per 100.000 KH), terbanyak di Kab. A (4); terlalu sedikit untuk memeringkat semua kabupaten/kota.',
  );
  expect(sentence).not.toMatch(/tertinggi|terendah/);
});

test('a unit with few events is not called worst while others can be ranked', () => {
  const rows = [
    row('A', 20, { numerator: 2, denominator: 10, rank: null }),
    row('B', 70, { rank: 2 }),
    row('C', 90, { rank: 1 }),
  ];
  expect(finding(input({ now: { self: null, rows } }))).toBe('Kab. B terendah (70,0%).');
});

test('an index without ranks still has a lowest unit', () => {
  const index = indicator({ proportion: false, unit: { id: 'indeks', en: 'index' }, decimals: 2 });
  const rows = [
    row('A', 71.2, { numerator: 0.712, denominator: 1, rank: null }),
    row('B', 74, { numerator: 0.74, denominator: 1, rank: null }),
  ];
  expect(finding(input({ indicator: index, now: { self: null, rows } }))).toBe('Kab. A terendah (71,20 indeks).');
});

test('values that print the same are said to be equal', () => {
  expect(finding(input({ now: { self: null, rows: [row('A', 80.01), row('B', 79.99)] } }))).toBe(
    'Semua 2 kabupaten/kota sama: 80,0%.',
  );
});

test('an indicator with a good range counts the units outside it', () => {
  const range = indicator({ direction: 'range' });
  const rows = [row('A', 74.2, { target: 60, targetUpper: 85 }), row('B', 90, { target: 60, targetUpper: 85 })];
  expect(finding(input({ indicator: range, now: { self: null, rows } }))).toBe(
    'Kab. B tertinggi (90,0%), Kab. A terendah (74,2%); 1 dari 2 kabupaten/kota di luar rentang 60\u201385%.',
  );
});

test('tied worst units are both named', () => {
  expect(finding(input({ now: { self: null, rows: [row('A', 50), row('B', 50), row('C', 90)] } }))).toBe(
    'Kab. A dan Kab. B terendah (50,0%).',
  );
});

test('no figures is said, with the period', () => {
  expect(finding(input({ now: { self: null, rows: [row('A', null)] } }))).toBe(
    'Belum ada angka dari wilayah di Provinsi Contoh pada Oktober 2025.',
  );
});

test('before the year is over a cumulative figure is held against the path to the target', () => {
  const cumulative = indicator({ period_rule: 'cumulative' });
  const self = row('P', 76.8, { target: 83.333 });
  expect(ownFinding(input({ indicator: cumulative, now: { self, rows: [] } }))).toBe(
    'Provinsi Contoh s.d. Oktober 2025: 76,8%; 6,5 poin di bawah lintasan target 83,3%.',
  );
  const year = { kind: 'year' as const, year: 2024, n: 1 };
  expect(
    ownFinding(input({ indicator: cumulative, period: year, now: { self: row('P', 101, { target: 100 }), rows: [] } })),
  ).toBe('Provinsi Contoh pada tahun 2024: 101,0%; 1,0 poin di atas target 100%.');
});

test('a change too small to print is no change', () => {
  expect(changeWords(50.01, 50, indicator(), 'id')).toBe('tetap');
  expect(changeWords(50, null, indicator(), 'id')).toBe('');
  expect(changeWords(48.2, 50, indicator(), 'en')).toBe('down 1.8 points');
});

test('units of one kind have a name, a mixture is "wilayah"', () => {
  expect(nounOf(['subdistrict', 'subdistrict'], 'id')).toBe('kecamatan');
  expect(nounOf(['district', 'facility'], 'id')).toBe('wilayah');
  expect(nounOf([], 'en')).toBe('areas');
});
