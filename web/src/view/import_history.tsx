// SPDX-License-Identifier: Apache-2.0
// What was imported lately and can be undone, and what the server remembers about one's files.
import { useState } from 'preact/hooks';

import { ApiError, post, query, removeFor } from '../api/client';
import { changesQuery, client, memoryQuery, useQuery } from '../api/queries';
import { memorySchema, undoSchema, type UndoSummary } from '../api/schema';
import { lang, t, zone, type Text } from '../i18n';
import { formatCount } from '../model/number';
import { stamp } from '../model/time';
import { Changes } from './import_diff';

function describe(report: UndoSummary): string {
  return t('{kembali} nilai kembali seperti semula, {hapus} dihapus, {biar} dibiarkan.', {
    kembali: formatCount(report.restored, lang.value),
    hapus: formatCount(report.removed, lang.value),
    biar: formatCount(report.left, lang.value),
  });
}

// Two moves: what undoing would do, then doing it.
export function UndoButton({ change, onDone }: { change: number; onDone?: () => void }) {
  const [report, setReport] = useState<UndoSummary | null>(null);
  const [problem, setProblem] = useState('');
  const run = async (dry: boolean): Promise<void> => {
    setProblem('');
    try {
      setReport(await post(undoSchema, `/v1/changes/${change}/undo?${query({ dry_run: String(dry) })}`, {}));
      if (!dry) void client.invalidateQueries();
    } catch (error) {
      setProblem(error instanceof ApiError && error.message ? error.message : t('Server tidak terjangkau. Periksa sambungan jaringan.'));
    }
  };
  if (report && !report.dry_run) {
    return (
      <p role="status">
        {t('Perubahan {n} diurungkan sebagai perubahan {m}.', { n: change, m: report.change })} {describe(report)}{' '}
        {onDone && (
          <button type="button" class="tombol kecil" onClick={onDone}>
            {t('Selesai')}
          </button>
        )}
      </p>
    );
  }
  return (
    <div class="urungkan">
      {!report && (
        <button type="button" class="tombol kecil" onClick={() => void run(true)}>
          {t('Urungkan')}
        </button>
      )}
      {problem && (
        <p class="salah" role="alert">
          {problem}
        </p>
      )}
      {report && (
        <div role="group" aria-label={t('Urungkan perubahan {n}', { n: change })}>
          <p>{describe(report)}</p>
          <Changes rows={report.changes} total={report.restored + report.removed} news={false} />
          {report.kept.length > 0 && (
            <ul class="tolakan">
              {report.kept.map((sentence, i) => (
                <li key={i}>{sentence}</li>
              ))}
            </ul>
          )}
          <p class="tindakan">
            <button type="button" class="tombol utama kecil" onClick={() => void run(false)}>
              {t('Ya, urungkan')}
            </button>
            <button type="button" class="tombol kecil" onClick={() => setReport(null)}>
              {t('Batal')}
            </button>
          </p>
        </div>
      )}
    </div>
  );
}

export function RecentChanges({ username }: { username: string }) {
  const changes = useQuery(changesQuery(20));
  const own = (changes.data?.changes ?? []).filter((change) => change.values > 0 || change.figures > 0);
  if (own.length === 0) return null;
  return (
    <details class="lipat">
      <summary>{t('Perubahan terakhir')}</summary>
      <ul class="riwayat" role="list">
        {own.map((change) => (
          <li key={change.number}>
            <b>{change.number}</b> {change.reason}
            <small>
              {change.actor === username ? t('Anda') : change.actor}, {stamp(change.time, lang.value, zone)},{' '}
              {change.values > 0
                ? t('{n} nilai', { n: formatCount(change.values, lang.value) })
                : t('{n} angka terbit', { n: formatCount(change.figures, lang.value) })}
            </small>
            <UndoButton change={change.number} />
          </li>
        ))}
      </ul>
    </details>
  );
}

const kKindWords: Record<string, Text> = {
  unit: 'unit',
  element: 'elemen data',
  combo: 'kelompok (disagregasi)',
  columns: 'arti kolom',
  numbers: 'cara menulis angka',
};
const kStyles: Record<string, Text> = { id: 'titik untuk ribuan', en: 'titik untuk pecahan' };

export function ImportMemory() {
  const memory = useQuery(memoryQuery());
  const [problem, setProblem] = useState('');
  const lines = memory.data?.lines ?? [];
  if (lines.length === 0) return null;
  const forget = async (key: string): Promise<void> => {
    setProblem('');
    try {
      await removeFor(memorySchema, `/v1/imports/memory?${query({ key })}`);
      await client.invalidateQueries();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : '');
    }
  };
  return (
    <details class="lipat">
      <summary>{t('Yang diingat tentang berkas Anda ({n})', { n: lines.length })}</summary>
      {problem && (
        <p class="salah" role="alert">
          {problem}
        </p>
      )}
      <ul class="riwayat" role="list">
        {lines.map((line) => (
          <li key={line.key}>
            <span>
              {t(kKindWords[line.kind] ?? 'elemen data')} {line.asked && <q>{line.asked}</q>}:{' '}
              <b>{line.kind === 'numbers' ? t(kStyles[line.meaning] ?? 'titik untuk ribuan') : line.meaning}</b>
            </span>
            <button type="button" class="tombol kecil" onClick={() => void forget(line.key)}>
              {t('Lupakan')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
