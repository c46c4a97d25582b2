// SPDX-License-Identifier: Apache-2.0
// The classes with how many units each holds. Over all entries the counts add up to the units.
import { lang, t, type Text } from '../i18n';
import { rangeText, type ClassKey, type LegendEntry, type Ramp } from '../model/classes';
import { fillOf } from './patterns';

const kNoValue: Partial<Record<ClassKey, Text>> = {
  few: 'Kurang dari 10 kasus',
  none: 'Belum ada data',
  blank: 'Dilaporkan kosong',
  not_applicable: 'Tidak berlaku',
  undefined: 'Penyebut nol',
  suppressed: 'Disamarkan',
  hidden: 'Tak berwenang',
};

export function legendText(entry: LegendEntry, decimals: number): string {
  const word = kNoValue[entry.key];
  if (word) return t(word);
  const range = rangeText(entry, decimals, lang.value);
  return entry.only !== null ? t('semua {nilai}', { nilai: range }) : range || t('ada nilai');
}

interface LegendProps {
  readonly entries: readonly LegendEntry[];
  readonly before?: readonly LegendEntry[] | null; // Counts of the period compared with.
  readonly ramp: Ramp;
  readonly decimals: number;
}

export function Legend({ entries, before, ramp, decimals }: LegendProps) {
  return (
    <ul class="legenda" role="list" aria-label={t('Legenda: jumlah wilayah per kelas')}>
      {entries.map((entry) => {
        const earlier = before?.find((e) => e.key === entry.key)?.count ?? 0;
        return (
          <li
            key={entry.key}
            data-class={entry.key}
            data-count={entry.count}
            class={/^k/.test(entry.key) ? 'kelas' : 'tanpa-nilai'}
          >
            <svg width="100%" height="18" aria-hidden="true" focusable="false">
              <rect x="0.500" y="0.500" width="99%" height="17" fill={fillOf(entry.key, ramp)} class="kotak-legenda" />
            </svg>
            <span>{legendText(entry, decimals)}</span>{' '}
            <b>({before ? `${earlier} \u00b7 ${entry.count}` : entry.count})</b>
          </li>
        );
      })}
    </ul>
  );
}
