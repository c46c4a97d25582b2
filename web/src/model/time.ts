// SPDX-License-Identifier: Apache-2.0
// Dates and times of Indonesia: "29 Mei 2024", "09.30 WIB".
import { monthName, shortMonth } from './period';
import type { Lang } from './number';

export type Zone = 'WIB' | 'WITA' | 'WIT';
const kHours: Record<Zone, number> = { WIB: 7, WITA: 8, WIT: 9 };

// The zone of a computer whose clock is `offset` minutes ahead of UTC; WIB outside Indonesia.
export function zoneOf(offset: number): Zone {
  if (offset === 480) return 'WITA';
  return offset === 540 ? 'WIT' : 'WIB';
}

function shifted(iso: string, zone: Zone): Date | null {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : new Date(time + kHours[zone] * 3_600_000);
}

const two = (n: number): string => String(n).padStart(2, '0');

export function clockTime(iso: string, lang: Lang, zone: Zone): string {
  const at = shifted(iso, zone);
  if (!at) return iso;
  return `${two(at.getUTCHours())}${lang === 'id' ? '.' : ':'}${two(at.getUTCMinutes())} ${zone}`;
}

export function date(iso: string, lang: Lang, zone: Zone, form: 'long' | 'short' = 'long'): string {
  const at = shifted(iso, zone);
  if (!at) return iso;
  const month = (form === 'long' ? monthName : shortMonth)(at.getUTCMonth() + 1, lang);
  return `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}`;
}

// "2 Sep 2024 06.10 WIB".
export const stamp = (iso: string, lang: Lang, zone: Zone): string =>
  `${date(iso, lang, zone, 'short')} ${clockTime(iso, lang, zone)}`;

export type PartOfDay = 'pagi' | 'siang' | 'sore' | 'malam';

export function partOfDay(now: Date, zone: Zone): PartOfDay {
  const hour = new Date(now.getTime() + kHours[zone] * 3_600_000).getUTCHours();
  if (hour >= 4 && hour < 11) return 'pagi';
  if (hour >= 11 && hour < 15) return 'siang';
  return hour >= 15 && hour < 18 ? 'sore' : 'malam';
}
