// SPDX-License-Identifier: Apache-2.0
// A table as the spreadsheet of an Indonesian or English office opens it.
import type { Lang } from './number';

const quoted = (text: string): string =>
  /[";,\n]/.test(text) || /^[=+\-@]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

// Semicolons and decimal commas in Indonesian, commas and points in English. A text that a spreadsheet
// would run as a formula is kept a text.
export function csvOf(rows: readonly (readonly (string | number | null)[])[], lang: Lang): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return '';
    if (typeof value === 'number') return lang === 'id' ? String(value).replace('.', ',') : String(value);
    return quoted(/^[=+@]/.test(value) || /^-[^\d]/.test(value) ? `'${value}` : value);
  };
  const separator = lang === 'id' ? ';' : ',';
  return `\uFEFF${rows.map((row) => row.map(cell).join(separator)).join('\r\n')}\r\n`;
}
