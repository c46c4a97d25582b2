// SPDX-License-Identifier: Apache-2.0
// Which unit and which indicator a page is about.
import { Link } from 'wouter-preact';

import type { Indicator } from '../api/schema';
import { hrefTo, type Context } from '../context';
import { lang, t } from '../i18n';
import { monthName, type Period } from '../model/period';
import { unitKey } from '../model/route';
import { PageTitle } from './title';

const kLast = 'indikator'; // Where the last indicator looked at is remembered.

export function defaultIndicator(context: Context): Indicator | undefined {
  const all = context.catalogue.indicators;
  let last = '';
  try {
    last = localStorage.getItem(kLast) ?? '';
  } catch {
    // The first of the catalogue then.
  }
  return all.find((i) => i.code === last) ?? all[0];
}

export function indicatorOf(context: Context): Indicator | undefined {
  const asked = context.catalogue.indicators.find((i) => i.code === context.place.rest);
  if (asked) {
    try {
      localStorage.setItem(kLast, asked.code);
    } catch {
      // Then it is not remembered.
    }
  }
  return asked ?? (context.place.rest === '' ? defaultIndicator(context) : undefined);
}

// " (data s.d. Oktober)": a year that is not over says so.
export const untilText = (until: Period | null): string =>
  until ? ` (${t('data s.d. {bulan}', { bulan: monthName(until.n, lang.value) })})` : '';

export function Ancestors({ context }: { context: Context }) {
  const { ancestors, unit } = context.here;
  if (ancestors.length === 0) return null;
  return (
    <nav class="leluhur" aria-label={t('Letak wilayah')}>
      <ol role="list">
        {ancestors.map((u) => (
          <li key={u.uid}>
            <Link href={hrefTo(context, { unit: unitKey(u), query: { turun: null } })}>{u.name}</Link>
          </li>
        ))}
        <li aria-current="page">{unit.name}</li>
      </ol>
    </nav>
  );
}

export function MissingIndicator({ context }: { context: Context }) {
  if (context.catalogue.indicators.length === 0) {
    return (
      <div class="isi sempit">
        <PageTitle>{t('Katalog indikator masih kosong.')}</PageTitle>
        <p>
          <Link href={hrefTo(context, { page: 'data', rest: '' })}>{t('Isi atau impor data')}</Link>
        </p>
      </div>
    );
  }
  return (
    <div class="isi sempit">
      <PageTitle>{t('Indikator tidak dikenal')}</PageTitle>
      <p>{t('Katalog server ini tidak memuat indikator {kode}.', { kode: context.place.rest })}</p>
      <p>
        <Link href={hrefTo(context, { page: 'peta', rest: '' })}>{t('Buka peta')}</Link>
      </p>
    </div>
  );
}
