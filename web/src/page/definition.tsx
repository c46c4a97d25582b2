// SPDX-License-Identifier: Apache-2.0
// How an indicator is counted: numerator, denominator, rule, sources, and what is not verified yet.
import type { JSX } from 'preact';

import type { Indicator } from '../api/schema';
import type { Context } from '../context';
import { lang, local, t, type Text } from '../i18n';
import { formatCount, formatNumber } from '../model/number';
import { monthName } from '../model/period';

const kRules: Record<Indicator['period_rule'], Text> = {
  monthly: 'Jumlah bulan dalam periode, dibagi penyebut bulan yang sama.',
  cumulative: 'Dijumlahkan sejak Januari, dibagi penyebut setahun atau penyebut bulan-bulan yang sama.',
  latest: 'Angka terbaru dalam tahun itu, tidak lewat akhir periode.',
  fixed: 'Hanya bulan tertentu: {bulan}.',
  yearly: 'Angka tahunan; semua periode dalam tahun itu memakai angka yang sama.',
};
const kDirections: Record<Indicator['direction'], Text> = {
  higher: 'Makin tinggi makin baik.',
  lower: 'Makin rendah makin baik.',
  range: 'Baik di dalam rentang.',
  context: 'Keterangan; tanpa arah baik atau buruk.',
};

export function Definition({ indicator, context }: { indicator: Indicator; context: Context }) {
  const months = indicator.months.map((m) => monthName(m, lang.value)).join(', ');
  const items: (readonly [Text, JSX.Element | string])[] = [
    [
      'Pembilang',
      <>
        {local(indicator.numerator_text)} {indicator.numerator && <code>{indicator.numerator}</code>}
      </>,
    ],
    [
      'Penyebut',
      indicator.denominator || local(indicator.denominator_text) ? (
        <>
          {local(indicator.denominator_text)} {indicator.denominator && <code>{indicator.denominator}</code>}
        </>
      ) : (
        t('tanpa penyebut: jumlah')
      ),
    ],
    ['Pengali', formatCount(indicator.factor, lang.value)],
    ['Periode', t(kRules[indicator.period_rule], { bulan: months })],
    ['Arah', t(kDirections[indicator.direction])],
    ['Jenis', indicator.kind === 'survey' ? t('Survei') : t('Laporan rutin')],
    ['Dasar penyebut', indicator.basis_rule || '\u2014'],
    ['Tingkat terendah', indicator.level || '\u2014'],
    [
      'Sumber definisi',
      <>
        {indicator.source || '\u2014'}{' '}
        {indicator.unverified && <span class="belum-sah">{t('belum diverifikasi')}</span>}
      </>,
    ],
    ['Sistem asal', indicator.system || '\u2014'],
  ];
  return (
    <section class="definisi" aria-labelledby="definisi">
      <h2 id="definisi">{t('Bagaimana dihitung')}</h2>
      <dl>
        {items.map(([name, text]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {local(indicator.note) && <p>{local(indicator.note)}</p>}
      {indicator.targets.length > 0 && (
        <div class="gulir" role="region" tabIndex={0} aria-label={t('Target per tahun')}>
          <table>
            <caption>{t('Target per tahun')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('Tahun')}</th>
                <th scope="col">{t('Target')}</th>
                <th scope="col">{t('Sumber')}</th>
              </tr>
            </thead>
            <tbody>
              {indicator.targets.map((target) => (
                <tr key={target.year}>
                  <th scope="row">{target.year}</th>
                  <td>
                    {formatNumber(target.value, Number.isInteger(target.value) ? 0 : indicator.decimals, lang.value)}
                    {target.upper != null &&
                      `\u2013${formatNumber(target.upper, Number.isInteger(target.upper) ? 0 : indicator.decimals, lang.value)}`}
                  </td>
                  <td>
                    {target.source} {target.unverified && <span class="belum-sah">{t('belum diverifikasi')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {context.session.demo && <p class="meta">{t('DATA CONTOH')}</p>}
    </section>
  );
}
