// SPDX-License-Identifier: Apache-2.0
// What a file would change, cell by cell: new, changed, the same, rejected with the reason.
import { useState } from 'preact/hooks';

import type { ImportSummary } from '../api/schema';
import { lang, t, type Text } from '../i18n';
import { formatCount } from '../model/number';
import { parsePeriod, periodName } from '../model/period';

type Tab = 'changed' | 'new' | 'questioned' | 'rejected' | 'same';
const kWords: Record<Tab, Text> = { new: 'baru', changed: 'berubah', same: 'sama', rejected: 'ditolak', questioned: 'ragu' };

// An empty text is a cell left blank; TB and * keep their own signs.
export const shownValue = (text: string): string => text || t('kosong');

const nameOfPeriod = (id: string): string => {
  const period = parsePeriod(id);
  return period ? periodName(period, lang.value) : id;
};

export function Changes({ rows, total, news }: { rows: ImportSummary['changes']; total: number; news: boolean }) {
  const cells = rows.some((row) => row.period !== '');
  return (
    <>
      <div class="gulir" role="region" tabIndex={0} aria-label={news ? t('Yang baru') : t('Yang berubah')}>
        <table class="beda">
          <thead>
            <tr>
              {cells && <th scope="col">{t('Sel')}</th>}
              <th scope="col">{cells ? t('Wilayah') : t('Nama')}</th>
              <th scope="col">{cells ? t('Elemen data') : t('Jenis')}</th>
              {cells && <th scope="col">{t('Periode')}</th>}
              {cells && !news && <th scope="col">{t('Semula')}</th>}
              {cells && <th scope="col">{t('Menjadi')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {cells && <td>{row.row > 0 ? `${row.column}${row.row}` : ''}</td>}
                <th scope="row">{row.unit}</th>
                <td>{row.element}</td>
                {cells && <td>{nameOfPeriod(row.period)}</td>}
                {cells && !news && <td class="angka">{shownValue(row.before)}</td>}
                {cells && <td class="angka kuat">{shownValue(row.after)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length && <p>{t('dan {n} lainnya', { n: formatCount(total - rows.length, lang.value) })}</p>}
    </>
  );
}

function Problems({ list, total }: { list: ImportSummary['problems']; total: number }) {
  return (
    <>
      <ul class="tolakan">
        {list.map((problem, i) => (
          <li key={i}>
            {problem.row && !/^(Baris|Row) /.test(problem.message) ? (
              <b>
                {problem.column ? `${problem.column}${problem.row}: ` : `${t('Baris {n}', { n: problem.row })}: `}
              </b>
            ) : null}
            {problem.message}
          </li>
        ))}
      </ul>
      {total > list.length && <p>{t('dan {n} lainnya', { n: formatCount(total - list.length, lang.value) })}</p>}
    </>
  );
}

export function ImportDiff({ result }: { result: ImportSummary }) {
  const counts: Record<Tab, number> = {
    changed: result.changed,
    new: result.new,
    rejected: result.rejected,
    same: result.same,
    questioned: result.questioned,
  };
  const always: readonly Tab[] = ['new', 'changed', 'rejected', 'same'];
  const tabs: readonly Tab[] = result.questioned > 0 ? ['new', 'changed', 'questioned', 'rejected', 'same'] : always;
  const first = tabs.find((tab) => tab !== 'same' && counts[tab] > 0) ?? 'same';
  const [chosen, choose] = useState<Tab | null>(null);
  const tab = chosen ?? first;
  const rows = result.changes.filter((row) => row.is_new === (tab === 'new'));
  return (
    <>
      <div class="hitung-tab" role="tablist" aria-label={t('Beda dengan yang tersimpan')}>
        {tabs.map((each) => (
          <button
            type="button"
            role="tab"
            key={each}
            data-summary={each}
            aria-selected={each === tab}
            onClick={() => choose(each)}
          >
            <b>{formatCount(counts[each], lang.value)}</b> {t(kWords[each])}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-label={t(kWords[tab])}>
        {counts[tab] === 0 && <p class="catatan">{t('Tidak ada.')}</p>}
        {tab === 'same' && counts.same > 0 && (
          <p class="catatan">{t('Sudah tersimpan dengan nilai yang sama; tidak disimpan lagi.')}</p>
        )}
        {tab === 'rejected' && counts.rejected > 0 && <Problems list={result.problems} total={result.rejected} />}
        {tab === 'questioned' && counts.questioned > 0 && (
          <>
            <p class="catatan">
              {t('Disimpan seperti dicetak, dengan pertanyaannya di samping angka. Periksa pada sumbernya.')}
            </p>
            <Problems list={result.doubts} total={result.questioned} />
          </>
        )}
        {(tab === 'new' || tab === 'changed') && counts[tab] > 0 && (
          <Changes rows={rows} total={counts[tab]} news={tab === 'new'} />
        )}
      </div>
      {result.dropped_columns.length > 0 && (
        <p class="catatan">
          {t('Kolom yang tampak sebagai data pribadi tidak disimpan: {kolom}.', {
            kolom: result.dropped_columns.join(', '),
          })}
        </p>
      )}
      {result.notes.length > 0 && (
        <details class="lipat">
          <summary>{t('{n} catatan tentang cara berkas dibaca', { n: result.notes.length })}</summary>
          <ul>
            {result.notes.map((note, i) => (
              <li key={i}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {result.attribution && <p class="meta">{result.attribution}</p>}
    </>
  );
}
