// SPDX-License-Identifier: Apache-2.0
// Periods as the server writes them (DHIS2 identifiers): 202510, 2025Q4, 2025S2, 2025.
import type { Indicator } from '../api/schema';
import type { Lang } from './number';

export type PeriodKind = 'month' | 'quarter' | 'half' | 'year';

export interface Period {
  readonly kind: PeriodKind;
  readonly year: number;
  readonly n: number; // Month 1..12, quarter 1..4, half 1..2; 1 for a year.
}

const kMonthsIn: Record<PeriodKind, number> = { month: 1, quarter: 3, half: 6, year: 12 };
const kMonths: Record<Lang, readonly string[]> = {
  id: [
    'Januari',
    'Februari',
    'Maret',
    'April',
    'Mei',
    'Juni',
    'Juli',
    'Agustus',
    'September',
    'Oktober',
    'November',
    'Desember',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};
const kShortMonths: Record<Lang, readonly string[]> = {
  id: ['Jan', 'Feb', 'Mar', 'Apr', 'Mei', 'Jun', 'Jul', 'Agu', 'Sep', 'Okt', 'Nov', 'Des'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
};
const kRoman = ['I', 'II', 'III', 'IV'];

export const monthName = (n: number, lang: Lang): string => kMonths[lang][n - 1] ?? '';
export const shortMonth = (n: number, lang: Lang): string => kShortMonths[lang][n - 1] ?? '';

export function parsePeriod(text: string): Period | null {
  const year = Number(text.slice(0, 4));
  if (!/^\d{4}/.test(text) || year < 1900 || year > 2199) return null;
  const rest = text.slice(4);
  if (rest === '') return { kind: 'year', year, n: 1 };
  const n = Number(rest.replace(/^[QS]/, ''));
  if (/^Q[1-4]$/.test(rest)) return { kind: 'quarter', year, n };
  if (/^S[12]$/.test(rest)) return { kind: 'half', year, n };
  if (/^\d{2}$/.test(rest) && n >= 1 && n <= 12) return { kind: 'month', year, n };
  return null;
}

export function periodId(p: Period): string {
  if (p.kind === 'year') return `${p.year}`;
  if (p.kind === 'month') return `${p.year}${String(p.n).padStart(2, '0')}`;
  return `${p.year}${p.kind === 'quarter' ? 'Q' : 'S'}${p.n}`;
}

export const lastMonth = (p: Period): number => p.n * kMonthsIn[p.kind];

export function plainName(p: Period, lang: Lang): string {
  switch (p.kind) {
    case 'year':
      return lang === 'id' ? `Tahun ${p.year}` : `${p.year}`;
    case 'month':
      return `${monthName(p.n, lang)} ${p.year}`;
    case 'quarter':
      return lang === 'id' ? `Triwulan ${kRoman[p.n - 1]} ${p.year}` : `Quarter ${p.n} ${p.year}`;
    case 'half':
      return lang === 'id' ? `Semester ${kRoman[p.n - 1]} ${p.year}` : `Half-year ${p.n} ${p.year}`;
  }
}

// "s.d. Oktober 2025": an indicator that adds up from January says so wherever its period is named.
export function periodName(p: Period, lang: Lang, cumulative = false): string {
  const name = plainName(p, lang);
  if (!cumulative || p.kind === 'year') return name;
  return lang === 'id' ? `s.d. ${name}` : `to ${name}`;
}

// How a sentence names it: "pada Oktober 2025", "s.d. Oktober 2025", "pada tahun 2025".
export function inPeriod(p: Period, lang: Lang, cumulative: boolean): string {
  const name = periodName(p, lang, cumulative);
  if (cumulative && p.kind !== 'year') return name;
  return lang === 'id' ? `pada ${name.replace('Tahun', 'tahun')}` : `in ${name}`;
}

export function add(p: Period, count: number): Period {
  const perYear = 12 / kMonthsIn[p.kind];
  const index = p.year * perYear + (p.n - 1) + count;
  return { kind: p.kind, year: Math.floor(index / perYear), n: (index % perYear) + 1 };
}

export const inYear = (p: Period, year: number): Period => ({ ...p, year });

// The newest month with data, if it lies in `p`, a year that is not over; null otherwise.
export function partialYear(p: Period, newest: string): Period | null {
  const last = parsePeriod(newest);
  return p.kind === 'year' && last?.kind === 'month' && last.year === p.year && last.n < 12 ? last : null;
}

// The kinds of period an indicator has values for.
export function kindsOf(rule: Indicator['period_rule']): readonly PeriodKind[] {
  if (rule === 'yearly') return ['year'];
  if (rule === 'fixed') return ['month'];
  return ['month', 'quarter', 'half', 'year'];
}

// The nearest period, not later, for which the indicator has values: the year for a yearly one, the
// last of its fixed months, otherwise the period itself.
export function fitPeriod(p: Period, indicator: Pick<Indicator, 'period_rule' | 'months'>): Period {
  if (indicator.period_rule === 'yearly') return { kind: 'year', year: p.year, n: 1 };
  if (indicator.period_rule !== 'fixed' || indicator.months.length === 0) return p;
  const months = [...indicator.months].sort((a, b) => a - b);
  const before = months.filter((m) => m <= lastMonth(p)).at(-1);
  if (before !== undefined) return { kind: 'month', year: p.year, n: before };
  return { kind: 'month', year: p.year - 1, n: months.at(-1) ?? 12 };
}

// The choices of one kind in one year.
export function choices(
  kind: PeriodKind,
  year: number,
  indicator: Pick<Indicator, 'period_rule' | 'months'>,
): Period[] {
  const all = Array.from({ length: 12 / kMonthsIn[kind] }, (_, i): Period => ({ kind, year, n: i + 1 }));
  if (indicator.period_rule !== 'fixed' || indicator.months.length === 0) return all;
  return all.filter((p) => indicator.months.includes(p.n));
}

// The period a page opens with: the newest with data, moved into the cycle of the address.
export function openingPeriod(newest: string, cycle: number): Period {
  const p = parsePeriod(newest);
  if (p && p.year === cycle) return p;
  if (p?.kind === 'year') return inYear(p, cycle); // A server with published figures only.
  return { kind: 'month', year: cycle, n: 12 };
}

// The periods of a trend that ends with `p`, oldest first.
export function trendPeriods(p: Period, indicator: Pick<Indicator, 'period_rule' | 'months'>): Period[] {
  if (indicator.period_rule === 'yearly' || p.kind === 'year') {
    return Array.from({ length: 6 }, (_, i) => ({ kind: 'year' as const, year: p.year - 5 + i, n: 1 }));
  }
  if (indicator.period_rule === 'fixed') {
    return [p.year - 3, p.year - 2, p.year - 1, p.year]
      .flatMap((year) => choices('month', year, indicator))
      .filter((q) => q.year * 12 + q.n <= p.year * 12 + p.n);
  }
  const first = { kind: p.kind, year: p.year - (p.kind === 'month' ? 1 : 3), n: 1 };
  const out: Period[] = [];
  for (let q: Period = first; q.year * 100 + q.n <= p.year * 100 + p.n; q = add(q, 1)) out.push(q);
  return out;
}
