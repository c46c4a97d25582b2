// SPDX-License-Identifier: Apache-2.0
// What is known about one unit's figure, in one text: the same from the map, the list and the table.
import type { Indicator } from '../api/schema';
import { kFewEvents, type Reason, type Row, type Status } from './figures';
import { formatCount, formatNumber, formatTarget, formatValue, type Lang } from './number';

const kStatus: Record<Lang, Record<Status, string>> = {
  id: { achieved: 'Tercapai', near: 'Hampir', below: 'Kurang', critical: 'Kritis', none: 'Belum ada data' },
  en: { achieved: 'Achieved', near: 'Near', below: 'Below', critical: 'Critical', none: 'No data yet' },
};
const kReason: Record<Lang, Record<Exclude<Reason, ''>, string>> = {
  id: {
    not_reported: 'belum ada data',
    blank: 'dilaporkan kosong',
    not_applicable: 'tidak berlaku',
    zero_denominator: 'penyebut nol',
    suppressed: 'disamarkan',
    no_access: 'tak berwenang',
  },
  en: {
    not_reported: 'no data yet',
    blank: 'reported blank',
    not_applicable: 'not applicable',
    zero_denominator: 'zero denominator',
    suppressed: 'suppressed',
    no_access: 'no access',
  },
};

export const statusWord = (status: Status, lang: Lang): string => kStatus[lang][status];
export const reasonWord = (reason: Reason, lang: Lang): string =>
  kReason[lang][reason === '' ? 'not_reported' : reason];

export function valueOrReason(row: Row, indicator: Indicator, lang: Lang): string {
  return row.value === null ? reasonWord(row.reason, lang) : formatValue(row.value, indicator, lang);
}

export function intervalText(row: Row, indicator: Indicator, lang: Lang): string {
  if (row.low === null || row.high === null) return '';
  const n = (v: number): string => formatNumber(v, indicator.decimals, lang);
  return `${n(row.low)}\u2013${n(row.high)}`;
}

// Fewer than ten events: the count comes first and no rank is given.
export function isFew(row: Row, indicator: Indicator): boolean {
  if (row.numerator === null || row.numerator >= kFewEvents || indicator.kind !== 'routine') return false;
  return indicator.events_small || (indicator.proportion && Number.isInteger(row.numerator));
}

// People or things counted over people or things; an index has no such counts to show.
export function hasCounts(row: Row): boolean {
  return (
    row.value !== null &&
    row.numerator !== null &&
    Number.isInteger(row.numerator) &&
    row.denominator !== null &&
    row.denominator > 1
  );
}

export function detailText(row: Row, indicator: Indicator, lang: Lang): string {
  const id = lang === 'id';
  const parts: string[] = [];
  const value = valueOrReason(row, indicator, lang);
  const few = isFew(row, indicator);
  if (hasCounts(row) && row.numerator !== null && row.denominator !== null) {
    const counts = `${formatCount(row.numerator, lang)} ${id ? 'dari' : 'of'} ${formatCount(row.denominator, lang)}`;
    parts.push(
      few ? `${counts} (${value}), ${id ? 'sangat sedikit kasus' : 'very few cases'}` : `${value} (${counts})`,
    );
  } else {
    parts.push(few ? `${value}, ${id ? 'sangat sedikit kasus' : 'very few cases'}` : value);
  }
  const interval = intervalText(row, indicator, lang);
  if (interval) parts.push(`${id ? 'selang 95%' : '95% interval'} ${interval}`);
  if (row.status !== 'none') {
    const target = row.target === null ? '' : `, target ${formatTarget(row.target, indicator, lang)}`;
    parts.push(`${statusWord(row.status, lang)}${target}`);
  }
  if (row.reported !== null && row.expected !== null && row.expected > 0) {
    parts.push(
      id
        ? `laporan masuk ${formatCount(row.reported, lang)} dari ${formatCount(row.expected, lang)}`
        : `${formatCount(row.reported, lang)} of ${formatCount(row.expected, lang)} reports in`,
    );
  }
  if (row.incomplete) parts.push(id ? 'sebagian unsur belum ada' : 'some items are missing');
  return `${row.name}: ${parts.join('; ')}.`;
}
