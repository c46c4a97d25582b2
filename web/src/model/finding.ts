// SPDX-License-Identifier: Apache-2.0
// The sentence at the head of a figure, written from the figure's own numbers. It never says more than
// they do: no ranking of few events, and a difference inside the interval is called that.
import type { Indicator } from '../api/schema';
import { isFew } from './detail';
import type { PeriodRows, Row } from './figures';
import {
  formatCount,
  formatDifference,
  formatList,
  formatNumber,
  formatTarget,
  formatValue,
  type Lang,
} from './number';
import { inPeriod, lastMonth, type Period } from './period';

export interface FindingInput {
  readonly indicator: Indicator;
  readonly period: Period;
  readonly now: PeriodRows;
  readonly before: PeriodRows | null; // The same period a year earlier, if it was asked for.
  readonly unitName: string;
  readonly noun?: string; // What the units below are called: "kecamatan".
  readonly lang: Lang;
}

// A target that is compared before the year is over is the path to it, not the target itself.
// Only what grows with the months towards a target is held against the part that is due; deaths and
// indices have the year's own.
export function targetWord(
  period: Period,
  indicator: Pick<Indicator, 'period_rule' | 'direction' | 'proportion'>,
  lang: Lang,
): string {
  const grows = indicator.period_rule === 'cumulative' && indicator.direction === 'higher' && indicator.proportion;
  const path = grows && lastMonth(period) < 12;
  if (lang === 'id') return path ? 'lintasan target' : 'target';
  return path ? 'target path' : 'target';
}

const kNouns: Record<string, Record<Lang, string>> = {
  province: { id: 'provinsi', en: 'provinces' },
  district: { id: 'kabupaten/kota', en: 'districts' },
  subdistrict: { id: 'kecamatan', en: 'subdistricts' },
  facility: { id: 'fasilitas', en: 'facilities' },
};

// What units of these types are called together; "wilayah" where they differ or are not known.
export function nounOf(types: readonly string[], lang: Lang): string {
  const kinds = new Set(types);
  const only = kinds.size === 1 ? kNouns[types[0] ?? ''] : undefined;
  return only?.[lang] ?? (lang === 'id' ? 'wilayah' : 'areas');
}

const same = (a: number, b: number, decimals: number): boolean =>
  formatNumber(a, decimals, 'id') === formatNumber(b, decimals, 'id');

function missesTarget(row: Row, direction: Indicator['direction']): boolean {
  if (row.value === null || row.target === null) return false;
  if (direction === 'higher') return row.value < row.target;
  if (direction === 'lower') return row.value > row.target;
  return direction === 'range' && (row.value < row.target || row.value > (row.targetUpper ?? Infinity));
}

// "turun 1,8 poin", "tetap"; empty without an earlier value.
export function changeWords(now: number | null, before: number | null, indicator: Indicator, lang: Lang): string {
  if (now === null || before === null) return '';
  const d = now - before;
  if (same(Math.abs(d), 0, indicator.decimals)) return lang === 'id' ? 'tetap' : 'unchanged';
  const size = formatDifference(d, indicator, lang);
  if (lang === 'id') return `${d > 0 ? 'naik' : 'turun'} ${size}`;
  return `${d > 0 ? 'up' : 'down'} ${size}`;
}

// "60–85%", or "60% ke atas" where the range is open.
export function rangeText(from: number, to: number | null, indicator: Indicator, lang: Lang): string {
  if (to === null) return `${formatTarget(from, indicator, lang)} ${lang === 'id' ? 'ke atas' : 'and above'}`;
  return `${formatTarget(from, indicator, lang).replace('%', '')}\u2013${formatTarget(to, indicator, lang)}`;
}

function targetWords(input: FindingInput, rows: readonly Row[]): string {
  const { indicator, lang } = input;
  const withTarget = rows.filter((r) => r.value !== null && r.target !== null);
  if (withTarget.length === 0) return '';
  const missing = withTarget.filter((r) => missesTarget(r, indicator.direction)).length;
  const targets = new Set(withTarget.map((r) => r.target));
  const shown = targets.size === 1 ? ` ${formatTarget(withTarget[0]?.target ?? 0, indicator, lang)}` : '';
  const n = withTarget.length;
  const noun = input.noun ?? nounOf([], lang);
  const word = targetWord(input.period, indicator, lang);
  if (indicator.direction === 'range') {
    const range =
      targets.size === 1
        ? ` ${rangeText(withTarget[0]?.target ?? 0, withTarget[0]?.targetUpper ?? null, indicator, lang)}`
        : '';
    if (lang === 'id') {
      return missing === 0
        ? `; semua ${n} ${noun} dalam rentang${range}`
        : `; ${missing} dari ${n} ${noun} di luar rentang${range}`;
    }
    return missing === 0
      ? `; all ${n} ${noun} within the range${range}`
      : `; ${missing} of ${n} ${noun} outside the range${range}`;
  }
  if (lang === 'id') {
    if (missing === 0) return `; semua ${n} ${noun} mencapai ${word}${shown}`;
    if (missing === n) return `; tidak satu pun dari ${n} ${noun} mencapai ${word}${shown}`;
    return `; ${missing} dari ${n} ${noun} belum mencapai ${word}${shown}`;
  }
  if (missing === 0) return `; all ${n} ${noun} reach the ${word}${shown}`;
  if (missing === n) return `; none of ${n} ${noun} reaches the ${word}${shown}`;
  return `; ${missing} of ${n} ${noun} have not reached the ${word}${shown}`;
}

function fewEvents(input: FindingInput): string {
  const { indicator, lang, now, unitName, period } = input;
  const when = inPeriod(period, lang, indicator.period_rule === 'cumulative');
  const self = now.self;
  const counted = now.rows.filter((r) => r.numerator !== null);
  const total = self?.numerator ?? null;
  if (total === null) {
    return lang === 'id'
      ? `Jumlah kasus di ${unitName} ${when} sangat sedikit, jadi wilayah tidak diperingkat.`
      : `Very few cases in ${unitName} ${when}, so areas are not ranked.`;
  }
  const most = Math.max(...counted.map((r) => r.numerator ?? 0));
  const where = counted.filter((r) => r.numerator === most && most > 0).map((r) => r.name);
  const rate = self?.value != null ? ` (${formatValue(self.value, indicator, lang)})` : '';
  if (lang === 'id') {
    const at =
      where.length > 0 && where.length < 3
        ? `, terbanyak di ${formatList(where, lang)} (${formatCount(most, lang)})`
        : '';
    return `${formatCount(total, lang)} kasus di ${unitName} ${when}${rate}${at}; terlalu sedikit untuk memeringkat semua ${input.noun ?? nounOf([], lang)}.`;
  }
  const at =
    where.length > 0 && where.length < 3 ? `, most in ${formatList(where, lang)} (${formatCount(most, lang)})` : '';
  return `${formatCount(total, lang)} cases in ${unitName} ${when}${rate}${at}; too few to rank all ${input.noun ?? nounOf([], lang)}.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// One unit alone: value, distance to target, change.
export function ownFinding(input: FindingInput): string {
  const { indicator, lang, now, before, unitName, period } = input;
  const when = inPeriod(period, lang, indicator.period_rule === 'cumulative');
  const self = now.self;
  if (!self || self.value === null) {
    return lang === 'id' ? `Belum ada angka untuk ${unitName} ${when}.` : `No figure yet for ${unitName} ${when}.`;
  }
  const value = formatValue(self.value, indicator, lang);
  const parts: string[] = [];
  const changed = changeWords(self.value, before?.self?.value ?? null, indicator, lang);
  if (changed) parts.push(lang === 'id' ? `${changed} dari setahun sebelumnya` : `${changed} on a year earlier`);
  if (self.target !== null && indicator.direction !== 'context' && indicator.direction !== 'range') {
    const gap = self.value - self.target;
    const mark = formatTarget(self.target, indicator, lang);
    const word = targetWord(period, indicator, lang);
    if (same(gap, 0, indicator.decimals)) {
      // What prints like the target may still miss it by less than a digit.
      const short = missesTarget(self, indicator.direction);
      if (lang === 'id') parts.push(`${short ? 'hampir' : 'tepat'} pada ${word} ${mark}`);
      else parts.push(`${short ? 'almost ' : ''}on the ${word} of ${mark}`);
    } else {
      const size = formatDifference(gap, indicator, lang);
      if (lang === 'id') parts.push(`${size} di ${gap > 0 ? 'atas' : 'bawah'} ${word} ${mark}`);
      else parts.push(`${size} ${gap > 0 ? 'above' : 'below'} the ${word} of ${mark}`);
    }
  }
  const tail = parts.length > 0 ? `; ${parts.join(', ')}` : '';
  return `${unitName} ${when}: ${value}${tail}.`;
}

export function finding(input: FindingInput): string {
  const { indicator, lang, now, before, unitName, period } = input;
  const when = inPeriod(period, lang, indicator.period_rule === 'cumulative');
  const noun = input.noun ?? nounOf([], lang);
  const rows = now.rows.filter((r): r is Row & { value: number } => r.value !== null);
  if (now.rows.length === 0) return ownFinding(input);
  if (rows.length === 0) {
    return lang === 'id'
      ? `Belum ada angka dari wilayah di ${unitName} ${when}.`
      : `No figures yet from the areas of ${unitName} ${when}.`;
  }
  const directed = indicator.direction === 'higher' || indicator.direction === 'lower';
  const ranked = rows.filter((r) => r.rank !== null);
  const unranked = rows.length - ranked.length;
  if (directed && unranked > 0 && rows.length > 1) {
    if (indicator.events_small || (ranked.length === 0 && rows.every((r) => isFew(r, indicator))))
      return fewEvents(input);
  }
  const values = rows.map((r) => r.value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const d = indicator.decimals;
  const value = (v: number): string => formatValue(v, indicator, lang);
  if (rows.length > 1 && same(low, high, d)) {
    return lang === 'id'
      ? `Semua ${rows.length} ${noun} sama: ${value(low)}.`
      : `All ${rows.length} ${noun} are equal: ${value(low)}.`;
  }
  const at = (v: number): Row[] => rows.filter((r) => same(r.value, v, d));
  const names = (found: readonly Row[]): string =>
    found.length <= 3
      ? formatList(
          found.map((r) => r.name),
          lang,
        )
      : `${found.length} ${noun}`;
  if (indicator.direction === 'context' || indicator.direction === 'range' || rows.length === 1) {
    if (rows.length === 1)
      return ownFinding({
        ...input,
        now: { self: rows[0] ?? null, rows: [] },
        before: null,
        unitName: rows[0]?.name ?? '',
      });
    return lang === 'id'
      ? capital(
          `${names(at(high))} tertinggi (${value(high)}), ${names(at(low))} terendah (${value(low)})${targetWords(input, rows)}.`,
        )
      : capital(
          `${names(at(high))} highest (${value(high)}), ${names(at(low))} lowest (${value(low)})${targetWords(input, rows)}.`,
        );
  }
  // Units with few events are not called worst: their figure is too unsure.
  const sure = ranked.length > 0 ? ranked : rows;
  const worstValue = (indicator.direction === 'higher' ? Math.min : Math.max)(...sure.map((r) => r.value));
  const worst = sure.filter((r) => same(r.value, worstValue, d));
  const word =
    indicator.direction === 'higher'
      ? lang === 'id'
        ? 'terendah'
        : 'lowest'
      : lang === 'id'
        ? 'tertinggi'
        : 'highest';
  let change = '';
  const only = worst.length === 1 ? worst[0] : undefined;
  if (only) {
    const earlier = before?.rows.find((r) => r.uid === only.uid)?.value ?? null;
    const words = changeWords(only.value, earlier, indicator, lang);
    if (words) change = lang === 'id' ? ` dan ${words}` : `, ${words}`;
  }
  let doubt = '';
  const whole = now.self?.value ?? null;
  if (only && whole !== null && only.low !== null && only.high !== null && only.low <= whole && whole <= only.high) {
    doubt =
      lang === 'id'
        ? `; selisihnya dari angka ${unitName} bisa kebetulan`
        : `; its distance from ${unitName} may be chance`;
  }
  return capital(`${names(worst)} ${word} (${value(worstValue)})${change}${targetWords(input, rows)}${doubt}.`);
}
