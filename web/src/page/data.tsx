// SPDX-License-Identifier: Apache-2.0
// Step 1, Data: how complete the reports are, one facility's values, and files to import.
import { Link } from 'wouter-preact';

import { reportingQuery, useQuery } from '../api/queries';
import type { Reporting } from '../api/schema';
import { hrefTo, loginHref, useGo, type Context } from '../context';
import { lang, t } from '../i18n';
import { formatCount, formatNumber } from '../model/number';
import { parsePeriod, periodId, periodName, shortMonth, type Period } from '../model/period';
import { unitKey } from '../model/route';
import { Figure, sourceLine } from '../view/figure';
import { ImportForm } from '../view/import_form';
import { PublishedList } from '../view/published';
import { Empty, Loaded } from '../view/states';
import { PageTitle } from '../view/title';
import { ValuesForm } from '../view/values_form';
import { Ancestors } from '../view/place';

const idOf = (period: Reporting['periods'][number]): string => (typeof period === 'string' ? period : period.id);

// 0 none, 1 under half, 2 under 80%, 3 under 100%, 4 all; -1 where nothing is expected.
export function completeness(reported: number | null, expected: number | null): number {
  if (!expected) return -1;
  const share = (reported ?? 0) / expected;
  if (share === 0) return 0;
  if (share < 0.5) return 1;
  if (share < 0.8) return 2;
  return share < 1 ? 3 : 4;
}

function completenessSentence(data: Reporting, facility: boolean): string {
  const last = data.periods.length - 1;
  const late = data.units.filter(
    (u) => (u.expected[last] ?? 0) > 0 && (u.reported[last] ?? 0) < (u.expected[last] ?? 0),
  );
  const period = parsePeriod(idOf(data.periods[last] ?? ''));
  const name = period ? periodName(period, lang.value) : '';
  const due = data.units.filter((u) => (u.expected[last] ?? 0) > 0).length;
  if (due === 0) return t('Tidak ada laporan yang jatuh tempo untuk {periode}.', { periode: name });
  if (facility) {
    if (late.length === 0) return t('Laporan {periode} sudah lengkap.', { periode: name });
    return (data.units[0]?.reported[last] ?? 0) > 0
      ? t('Laporan {periode} belum lengkap.', { periode: name })
      : t('Laporan {periode} belum masuk.', { periode: name });
  }
  if (late.length === 0) return t('Laporan {periode} lengkap dari semua {n} wilayah.', { periode: name, n: due });
  return t('{n} dari {m} wilayah belum lengkap laporannya untuk {periode}.', { n: late.length, m: due, periode: name });
}

function Strip({ data, context }: { data: Reporting; context: Context }) {
  const periods = data.periods.map((p) => parsePeriod(idOf(p)));
  return (
    <div class="gulir" role="region" tabIndex={0} aria-label={t('Kelengkapan laporan per wilayah dan bulan')}>
      <table class="kelengkapan">
        <thead>
          <tr>
            <th scope="col">{t('Wilayah')}</th>
            {periods.map((p, i) => (
              <th scope="col" key={i}>
                {p ? (
                  <abbr title={periodName(p, lang.value)}>
                    {p.kind === 'month' ? shortMonth(p.n, lang.value) : p.year}
                  </abbr>
                ) : (
                  idOf(data.periods[i] ?? '')
                )}
                {p?.kind === 'month' && (i === 0 || p.n === 1) && <small>{p.year}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.units.map((u) => (
            <tr key={u.uid} data-code={u.code ?? ''}>
              <th scope="row">
                <Link href={hrefTo(context, { unit: unitKey(u) })}>{u.short_name || u.name}</Link>
              </th>
              {data.periods.map((_, i) => {
                const reported = u.reported[i] ?? null,
                  expected = u.expected[i] ?? null;
                const level = completeness(reported, expected);
                const text =
                  level < 0
                    ? t('tidak ada yang jatuh tempo')
                    : t('{n} dari {m} laporan masuk', { n: reported ?? 0, m: expected ?? 0 });
                return (
                  <td key={i} class={`lengkap l${level < 0 ? 'x' : level}`} title={text}>
                    <span aria-hidden="true">
                      {level < 0
                        ? '\u00b7'
                        : level === 4
                          ? '100'
                          : formatNumber(Math.floor((100 * (reported ?? 0)) / (expected ?? 1)), 0, lang.value)}
                    </span>
                    <span class="khusus-pembaca">{text}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function MonthPicker({ context, month }: { context: Context; month: Period }) {
  const go = useGo(context);
  return (
    <label class="kolom">
      <span class="nama-kendali">{t('Bulan')}</span>
      <select value={periodId(month)} onChange={(e) => go({ query: { per: e.currentTarget.value } })}>
        {Array.from({ length: 12 }, (_, i): Period => ({ kind: 'month', year: month.year, n: i + 1 })).map((p) => (
          <option key={p.n} value={periodId(p)}>
            {periodName(p, lang.value)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function DataPage({ context }: { context: Context }) {
  const { here, session, period } = context;
  const month: Period =
    period.kind === 'month'
      ? period
      : {
          kind: 'month',
          year: period.year,
          n: period.kind === 'quarter' ? period.n * 3 : period.kind === 'half' ? period.n * 6 : 12,
        };
  const reporting = useQuery(reportingQuery(here.unit.uid, periodId(month)));
  const facility = here.unit.type === 'facility';
  const rights = session.user?.rights ?? [];
  const mayImport = rights.includes('operate') || rights.includes('enter');
  return (
    <div class="isi">
      <Ancestors context={context} />
      <PageTitle>{t('Data {wilayah}', { wilayah: here.unit.name })}</PageTitle>
      <p class="temuan" data-finding>
        {reporting.data ? completenessSentence(reporting.data, facility) : '\u00a0'}
      </p>
      <div class="kendali-baris" role="group" aria-label={t('Pilihan data')}>
        <MonthPicker context={context} month={month} />
      </div>
      {facility && <ValuesForm context={context} month={month} />}
      <Loaded result={reporting} height={300}>
        {(data) => (
          <Figure
            name="kelengkapan"
            title={t('Kelengkapan laporan')}
            subtitle={t('Persen laporan yang sudah masuk, 12 bulan sampai {periode}', {
              periode: periodName(month, lang.value),
            })}
            source={sourceLine(t('laporan fasilitas'), '', session.demo)}
          >
            {data.units.length === 0 ? (
              <Empty>{t('Tidak ada fasilitas yang wajib melapor di wilayah ini.')}</Empty>
            ) : (
              <Strip data={data} context={context} />
            )}
            {data.missing.length > 0 && (
              <details class="lipat">
                <summary>
                  {t('{n} fasilitas belum melapor', { n: formatCount(data.missing.length, lang.value) })}
                </summary>
                <ul class="kolom-tiga" role="list">
                  {data.missing.map((m) => (
                    <li key={m.uid}>
                      <Link href={hrefTo(context, { unit: m.uid })}>{m.name}</Link> <small>{m.parent}</small>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </Figure>
        )}
      </Loaded>
      <PublishedList context={context} />
      {!facility && here.children.length > 0 && (
        <p class="catatan">
          {t('Untuk mengisi angka, buka satu fasilitas: pilih wilayah di tabel atau cari namanya.')}
        </p>
      )}
      {mayImport ? (
        <ImportForm demo={session.demo} username={session.user?.username ?? ''} />
      ) : facility ? null : (
        <p class="catatan">
          {session.user ? (
            t('Akun ini hanya dapat melihat. Mintalah hak mengisi kepada operator sistem.')
          ) : (
            <Link href={loginHref()}>{t('Masuk untuk mengisi atau mengimpor data')}</Link>
          )}
        </p>
      )}
    </div>
  );
}
