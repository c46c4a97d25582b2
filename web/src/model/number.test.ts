// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import {
  formatDifference,
  formatLargeRupiah,
  formatList,
  formatNumber,
  formatRupiah,
  formatTarget,
  formatValue,
  parseTyped,
} from './number';

const percent = { unit: { id: '%', en: '%' }, decimals: 1 };
const rate = { unit: { id: 'per 100.000 KH', en: 'per 100,000 LB' }, decimals: 0 };

test('Indonesian numbers have a decimal comma and dots at the thousands', () => {
  expect(formatNumber(1234.5, 1, 'id')).toBe('1.234,5');
  expect(formatNumber(1234.5, 1, 'en')).toBe('1,234.5');
});

test('a negative number has a real minus, and a zero has none', () => {
  expect(formatNumber(-12.5, 1, 'id')).toBe('\u221212,5');
  expect(formatNumber(-0.04, 1, 'id')).toBe('0,0');
});

test('a percentage has no space, a rate names its unit', () => {
  expect(formatValue(66.94, percent, 'id')).toBe('66,9%');
  expect(formatValue(103.2, percent, 'id')).toBe('103,2%');
  expect(formatValue(93.4, rate, 'id')).toBe('93 per 100.000 KH');
  expect(formatValue(3.14159, { unit: { id: '', en: '' }, decimals: 2 }, 'id')).toBe('3,14');
});

test('a difference of percentages is in points and without a sign', () => {
  expect(formatDifference(-1.8, percent, 'id')).toBe('1,8 poin');
  expect(formatDifference(-1.8, percent, 'en')).toBe('1.8 points');
  expect(formatDifference(-6, rate, 'id')).toBe('6');
});

test('a target prints no decimals it does not have', () => {
  expect(formatTarget(100, percent, 'id')).toBe('100%');
  expect(formatTarget(83.333, percent, 'id')).toBe('83,3%');
});

test('money never says M, T or B', () => {
  expect(formatRupiah(1234567, 'id')).toBe('Rp1.234.567');
  expect(formatLargeRupiah(1_200_000_000, 'id')).toBe('Rp1,2 miliar');
  expect(formatLargeRupiah(850_000_000, 'id')).toBe('Rp850 juta');
  expect(formatLargeRupiah(3.4e12, 'id')).toBe('Rp3,4 triliun');
  expect(formatLargeRupiah(-12_345, 'id')).toBe('\u2212Rp12.345');
});

test('a list ends with "dan"', () => {
  expect(formatList(['A', 'B', 'C'], 'id')).toBe('A, B, dan C');
  expect(formatList(['A', 'B'], 'en')).toBe('A and B');
  expect(formatList(['A'], 'id')).toBe('A');
});

test('zero, blank, TB and * are four different things', () => {
  expect(parseTyped('0')).toEqual({ kind: 'number', value: 0 });
  expect(parseTyped('  ')).toEqual({ kind: 'blank' });
  expect(parseTyped('tb')).toEqual({ kind: 'not_applicable' });
  expect(parseTyped('*')).toEqual({ kind: 'suppressed' });
});

test('a number with two readings is not guessed', () => {
  expect(parseTyped('1,234')).toEqual({ kind: 'ambiguous', readings: [1234, 1.234] });
  expect(parseTyped('1.234')).toEqual({ kind: 'ambiguous', readings: [1234, 1.234] });
});

test('a number with one reading is taken in either notation', () => {
  for (const text of ['1234,5', '1234.5', '1.234,5', '1,234.5', ' 1 234,5 ']) {
    expect(parseTyped(text)).toEqual({ kind: 'number', value: 1234.5 });
  }
  expect(parseTyped('0,125')).toEqual({ kind: 'number', value: 0.125 });
  expect(parseTyped('1.234.567')).toEqual({ kind: 'number', value: 1234567 });
  expect(parseTyped('-3')).toEqual({ kind: 'number', value: -3 });
});

test('what is no number is said to be none', () => {
  for (const text of ['abc', '1,2,3', '12.34.5', '1..2', '--1', '1.23.456'])
    expect(parseTyped(text)).toEqual({ kind: 'invalid' });
});
