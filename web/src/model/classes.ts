// SPDX-License-Identifier: Apache-2.0
// Which class of the map a unit falls in, and the legend with its counts. Every unit is in exactly
// one entry, so the counts add up to the number of units.
import type { Reason, Row } from './figures';
import { formatNumber, type Lang } from './number';

export type ClassKey =
  | 'k1'
  | 'k2'
  | 'k3'
  | 'k4'
  | 'k5'
  | 'few'
  | 'none'
  | 'blank'
  | 'not_applicable'
  | 'undefined'
  | 'suppressed'
  | 'hidden';

export interface LegendEntry {
  readonly key: ClassKey;
  readonly count: number;
  readonly from: number | null; // Inclusive.
  readonly to: number | null; // Exclusive.
  readonly only: number | null; // All values are this one.
}

export type Ramp = 'coverage' | 'burden';

const kOfReason: Record<Exclude<Reason, ''>, ClassKey> = {
  not_reported: 'none',
  blank: 'blank',
  not_applicable: 'not_applicable',
  zero_denominator: 'undefined',
  suppressed: 'suppressed',
  no_access: 'hidden',
};
const kClasses = ['k1', 'k2', 'k3', 'k4', 'k5'] as const;

// Ascending, finite, without doubles, at most four; from the values' range where the server gave none.
export function usableBreaks(breaks: readonly number[], values: readonly number[]): number[] {
  const given = [...new Set(breaks.filter(Number.isFinite))].sort((a, b) => a - b).slice(0, 4);
  if (given.length > 0) return given;
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low) || low === high) return [];
  return [1, 2, 3, 4].map((i) => low + ((high - low) * i) / 5);
}

// Class i holds breaks[i-1] <= v < breaks[i]. Fewer classes than five spread over the ramp.
type Classed = Pick<Row, 'value' | 'reason'> & { readonly few?: boolean };

export function classOf(row: Classed, breaks: readonly number[]): ClassKey {
  if (row.value === null) return kOfReason[row.reason === '' ? 'not_reported' : row.reason];
  if (row.few) return 'few';
  const value = row.value;
  const index = breaks.filter((b) => value >= b).length;
  const spread = breaks.length === 0 ? 2 : Math.round((index * 4) / breaks.length);
  return kClasses[spread] ?? 'k5';
}

export function legendOf(rows: readonly Classed[], breaks: readonly number[]): LegendEntry[] {
  const values = rows.flatMap((r) => (r.value === null || r.few ? [] : [r.value]));
  const used = usableBreaks(breaks, values);
  const counts = new Map<ClassKey, number>();
  for (const row of rows) {
    const key = classOf(row, used);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const same = values.length > 1 && values.every((v) => v === values[0]) ? (values[0] ?? null) : null;
  const entries: LegendEntry[] = [];
  for (let i = 0; i <= used.length; ++i) {
    const from = used[i - 1] ?? null;
    const key = classOf({ value: from ?? -Infinity, reason: '' }, used);
    const count = counts.get(key) ?? 0;
    if (values.length === 0 || (same !== null && count === 0)) continue;
    entries.push({ key, count, from, to: used[i] ?? null, only: same });
  }
  for (const key of ['few', 'none', 'blank', 'not_applicable', 'undefined', 'suppressed', 'hidden'] as const) {
    const count = counts.get(key) ?? 0;
    if (count > 0 || key === 'none') entries.push({ key, count, from: null, to: null, only: null });
  }
  return entries;
}

// "< 70", "70–79,9", "≥ 95". The upper end is the last number that still prints below the break.
export function rangeText(entry: LegendEntry, decimals: number, lang: Lang): string {
  const number = (v: number): string => formatNumber(v, decimals, lang);
  const edge = (v: number): string => (Number.isInteger(v) ? formatNumber(v, 0, lang) : number(v));
  if (entry.only !== null) return number(entry.only);
  if (entry.from === null && entry.to === null) return '';
  if (entry.from === null) return `< ${edge(entry.to ?? 0)}`;
  if (entry.to === null) return `\u2265 ${edge(entry.from)}`;
  const step = 10 ** -decimals;
  const last = Math.ceil(entry.to / step - 1e-9) * step - step;
  if (last <= entry.from) return edge(entry.from);
  return `${edge(entry.from)}\u2013${number(last)}`;
}

export const kRampColors: Record<Ramp, Record<(typeof kClasses)[number], string>> = {
  coverage: { k1: '#e3f3f1', k2: '#97d2da', k3: '#479fb8', k4: '#1f688c', k5: '#0d3557' },
  burden: { k1: '#f8efd8', k2: '#f1c27d', k3: '#cd8138', k4: '#964e2d', k5: '#571f1a' },
};

export const kFewColor = '#e6e1d3'; // A plain ground for a count: no class of either ramp.

export const isValueClass = (key: ClassKey): key is (typeof kClasses)[number] => /^k[1-5]$/.test(key);

// Text on class 4 and 5 is white, on all others ink.
export const isDark = (key: ClassKey): boolean => key === 'k4' || key === 'k5';
