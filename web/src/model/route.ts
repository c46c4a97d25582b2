// SPDX-License-Identifier: Apache-2.0
// Addresses: /{cycle}/{unit code}/{step}/{rest}. The unit and the cycle of every page stand in its
// address, every filter in its query.
export const kSteps = [
  'data',
  'peta',
  'prioritas',
  'rencana',
  'rapat',
  'kesepakatan',
  'tindak-lanjut',
  'monev',
] as const;
export type Step = (typeof kSteps)[number];
export type PageName = Step | 'beranda' | 'rincian' | 'masuk' | 'tak-ada';

export interface Place {
  readonly page: PageName;
  readonly cycle: number | null;
  readonly unit: string; // Code or uid; empty: the server's own choice.
  readonly rest: string; // The indicator, on the pages that have one.
}

const isPage = (text: string): text is PageName =>
  (kSteps as readonly string[]).includes(text) || text === 'beranda' || text === 'rincian';

export function parsePlace(path: string): Place {
  const parts = path
    .split('/')
    .filter((p) => p !== '')
    .map(decodeURIComponent);
  if (parts.length === 0) return { page: 'beranda', cycle: null, unit: '', rest: '' };
  if (parts[0] === 'masuk' && parts.length === 1) return { page: 'masuk', cycle: null, unit: '', rest: '' };
  const cycle = Number(parts[0]);
  const page = parts[2] ?? 'beranda';
  if (!/^\d{4}$/.test(parts[0] ?? '') || !isPage(page) || parts.length > 4) {
    return { page: 'tak-ada', cycle: null, unit: '', rest: '' };
  }
  return { page, cycle, unit: parts[1] ?? '', rest: parts[3] ?? '' };
}

export function pathOf(place: { cycle: number; unit: string; page: PageName; rest?: string }): string {
  const parts = [String(place.cycle), place.unit];
  if (place.page !== 'beranda') parts.push(place.page);
  if (place.rest) parts.push(place.rest);
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

// The query with some keys set, and those given as null or '' taken out; order is kept.
export function withQuery(search: string, changes: Record<string, string | null | undefined>): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') params.delete(key);
    else params.set(key, value);
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

export const unitKey = (unit: { code?: string | null; uid: string }): string => unit.code || unit.uid;

// The step of the rail a page belongs to; -1 for those outside the cycle.
export function stepOf(page: PageName): number {
  return page === 'rincian' ? 1 : (kSteps as readonly string[]).indexOf(page);
}
