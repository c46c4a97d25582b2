// SPDX-License-Identifier: Apache-2.0
// One indicator's figures, as rows a person would recognise instead of parallel arrays.
import type { Figures, Published } from '../api/schema';

export type Reason = '' | 'not_reported' | 'blank' | 'not_applicable' | 'zero_denominator' | 'suppressed' | 'no_access';
export type Status = 'achieved' | 'near' | 'below' | 'critical' | 'none';

export interface Row {
  readonly uid: string;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reported: number | null;
  readonly expected: number | null;
  readonly reason: Reason;
  readonly incomplete: boolean;
  readonly status: Status;
  readonly rank: number | null;
  readonly target: number | null;
  readonly targetUpper: number | null;
  readonly published: boolean; // A published figure, nobody's report.
  readonly few: boolean; // Too few events to be coloured or ranked: only the count is shown.
}

const kReasons: readonly string[] = [
  '',
  'not_reported',
  'blank',
  'not_applicable',
  'zero_denominator',
  'suppressed',
  'no_access',
];
const kStatuses: readonly string[] = ['achieved', 'near', 'below', 'critical', 'none'];

export const kFewEvents = 10;

export function rowAt(figures: Figures, unit: number, period: number): Row {
  const i = unit * figures.periods.length + period;
  const u = figures.units[unit];
  const c = figures.cells;
  const value = c.value[i] ?? null;
  const reason = c.reason[i] ?? '';
  const known = kReasons.includes(reason) ? (reason as Reason) : 'not_reported';
  const status = c.status[i] ?? 'none';
  return {
    uid: u?.uid ?? '',
    code: u?.code ?? '',
    name: u?.name ?? '',
    shortName: u?.short_name || u?.name || '',
    value,
    numerator: c.numerator[i] ?? null,
    denominator: c.denominator[i] ?? null,
    low: c.low[i] ?? null,
    high: c.high[i] ?? null,
    reported: c.reported[i] ?? null,
    expected: c.expected[i] ?? null,
    reason: value !== null ? '' : known === '' ? 'not_reported' : known,
    incomplete: c.incomplete[i] ?? false,
    status: kStatuses.includes(status) ? (status as Status) : 'none',
    rank: c.rank[i] ?? null,
    target: figures.target[i] ?? null,
    targetUpper: figures.target_upper[i] ?? null,
    published: c.published[i] ?? false,
    few: figures.events_small && value !== null && (c.numerator[i] ?? kFewEvents) < kFewEvents,
  };
}

export interface PeriodRows {
  readonly self: Row | null;
  readonly rows: readonly Row[]; // The units below, in code order.
}

const byCode = (a: Row, b: Row): number =>
  a.code === b.code ? a.name.localeCompare(b.name, 'id') : a.code < b.code ? -1 : 1;

// The unit itself and those below it in the period with this id; empty where it was not asked for.
export function rowsOf(figures: Figures, periodId: string): PeriodRows {
  const period = figures.periods.findIndex((p) => p.id === periodId);
  if (period < 0) return { self: null, rows: [] };
  const all = figures.units.map((unit, i) => ({ self: unit.self, row: rowAt(figures, i, period) }));
  const self = all.find((r) => r.self)?.row ?? null;
  return {
    self,
    rows: all
      .filter((r) => !r.self)
      .map((r) => r.row)
      .sort(byCode),
  };
}

// The newest of these periods (oldest first) in which any unit has a value; null if none has.
export function newestWithValues<P>(
  figures: Figures,
  periods: readonly P[],
  idOf: (period: P) => string,
): P | null {
  const has = (period: P): boolean => {
    const { self, rows } = rowsOf(figures, idOf(period));
    return (self?.value ?? null) !== null || rows.some((r) => r.value !== null);
  };
  return periods.findLast(has) ?? null;
}

// The published figures that the rows show in this period: of each unit the one the server chose.
export function publishedIn(figures: Figures, rows: readonly Row[], periodId: string): Published[] {
  const year = periodId.slice(0, 4);
  return rows
    .filter((row) => row.published)
    .flatMap((row) => {
      const same = figures.published.filter(
        (p) =>
          p.unit === row.uid &&
          p.value === row.value &&
          p.period.slice(0, 4) === year &&
          (p.indicator ?? figures.indicator) === figures.indicator,
      );
      return same.slice(-1);
    });
}

export interface PublishedYear {
  readonly year: number;
  readonly units: number; // How many of the units below have a figure, in any of their bases.
}

// The years of which figures of this indicator were published for the units below (or, where none of
// them has any, for the unit itself), newest first.
export function publishedYears(figures: Figures): PublishedYear[] {
  const self = figures.units.find((u) => u.self)?.uid;
  const own = figures.published.filter((p) => (p.indicator ?? figures.indicator) === figures.indicator);
  const years = new Map<number, Set<string>>();
  for (const { unit, period } of own) {
    const year = Number(period.slice(0, 4));
    const units = years.get(year) ?? new Set();
    if (unit !== self) units.add(unit);
    years.set(year, units);
  }
  return [...years].map(([year, units]) => ({ year, units: units.size })).sort((a, b) => b.year - a.year);
}

export const isAddress = (source: string): boolean => /^https?:\/\//.test(source);

// What a reader recognises a source by: the survey's name, or the site it was read on.
export function sourceName(one: Pick<Published, 'basis' | 'source'>): string {
  const source = one.source ?? '';
  if (!isAddress(source)) return source || one.basis || '';
  if (one.basis) return one.basis;
  try {
    return new URL(source.split(' ')[0] ?? '').hostname.replace(/^www\./, '');
  } catch {
    return source;
  }
}
