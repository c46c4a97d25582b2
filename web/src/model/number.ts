// SPDX-License-Identifier: Apache-2.0
// Numbers, money, dates and lists as the office writes them, in Indonesian and English. The one place
// on the client where a number becomes text.
export type Lang = 'id' | 'en';

const kLocale: Record<Lang, string> = { id: 'id-ID', en: 'en-US' };
const formats = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number, decimals: number, lang: Lang): string {
  const key = `${lang}${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(kLocale[lang], { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(key, format);
  }
  const text = format.format(Math.abs(value));
  const isZero = !/[1-9]/.test(text);
  return value < 0 && !isZero ? `\u2212${text}` : text;
}

export const formatCount = (value: number, lang: Lang): string =>
  formatNumber(value, Number.isInteger(value) ? 0 : 1, lang);

export interface Measure {
  readonly unit: { readonly id: string; readonly en: string };
  readonly decimals: number;
}

export const isPercent = (measure: Measure): boolean => /^(%|persen|percent)/i.test(measure.unit.id.trim());

// "66,9%", "93,0 per 100.000 KH", "71,4 tahun".
export function formatValue(value: number, measure: Measure, lang: Lang): string {
  const number = formatNumber(value, measure.decimals, lang);
  if (isPercent(measure)) return `${number}%`;
  const unit = measure.unit[lang].trim();
  return unit === '' ? number : `${number} ${unit}`;
}

// A target prints without needless decimals: "100%", "88,3".
export function formatTarget(value: number, measure: Measure, lang: Lang): string {
  return formatNumber(value, Number.isInteger(value) ? 0 : measure.decimals, lang) + (isPercent(measure) ? '%' : '');
}

// "1,8 poin" for percentages, never "%"; the number alone otherwise. Without a sign.
export function formatDifference(difference: number, measure: Measure, lang: Lang): string {
  const number = formatNumber(Math.abs(difference), measure.decimals, lang);
  if (!isPercent(measure)) return number;
  return `${number} ${lang === 'id' ? 'poin' : 'points'}`;
}

// "Rp1.234.567".
export const formatRupiah = (value: number, lang: Lang): string =>
  `${value < 0 ? '\u2212' : ''}Rp${formatNumber(Math.abs(value), 0, lang)}`;

// "Rp1,2 miliar"; never M, T or B.
export function formatLargeRupiah(value: number, lang: Lang): string {
  const words = lang === 'id' ? ['triliun', 'miliar', 'juta'] : ['trillion', 'billion', 'million'];
  const size = Math.abs(value);
  for (const [i, scale] of [1e12, 1e9, 1e6].entries()) {
    if (size < scale) continue;
    const scaled = size / scale;
    const decimals = scaled >= 100 || Number.isInteger(scaled) ? 0 : 1;
    return `${value < 0 ? '\u2212' : ''}Rp${formatNumber(scaled, decimals, lang)} ${words[i]}`;
  }
  return formatRupiah(value, lang);
}

export function formatList(items: readonly string[], lang: Lang): string {
  const word = lang === 'id' ? 'dan' : 'and';
  if (items.length < 2) return items[0] ?? '';
  if (items.length === 2) return `${items[0]} ${word} ${items[1]}`;
  return `${items.slice(0, -1).join(', ')}, ${word} ${items.at(-1)}`;
}

export type Typed =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'blank' | 'not_applicable' | 'suppressed' | 'invalid' }
  | { readonly kind: 'ambiguous'; readonly readings: readonly [number, number] };

// Reads what a person types into a cell. One group of three digits after one separator can be a
// thousand or a decimal: both readings are handed back, nothing is guessed.
export function parseTyped(text: string): Typed {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'blank' };
  if (/^tb$/i.test(trimmed)) return { kind: 'not_applicable' };
  if (trimmed === '*') return { kind: 'suppressed' };
  const sign = /^[-\u2212]/.test(trimmed) ? -1 : 1;
  const body = trimmed.replace(/^[-\u2212]/, '').replace(/\s/g, '');
  if (/^\d+$/.test(body)) return { kind: 'number', value: sign * Number(body) };
  const one = /^(\d{1,3})[.,](\d{3})$/.exec(body);
  if (one && one[1] !== '0') {
    return { kind: 'ambiguous', readings: [sign * Number(`${one[1]}${one[2]}`), sign * Number(`${one[1]}.${one[2]}`)] };
  }
  if (/^\d+[.,]\d+$/.test(body)) return { kind: 'number', value: sign * Number(body.replace(',', '.')) };
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(body)) {
    return { kind: 'number', value: sign * Number(body.replaceAll('.', '').replace(',', '.')) };
  }
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(body))
    return { kind: 'number', value: sign * Number(body.replaceAll(',', '')) };
  return { kind: 'invalid' };
}
