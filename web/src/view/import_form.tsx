// SPDX-License-Identifier: Apache-2.0
// A file in two moves: first a trial that keeps nothing and says what would happen, then the same file
// for real.
import { useRef, useState } from 'preact/hooks';

import { ApiError, post, query } from '../api/client';
import { client } from '../api/queries';
import { importSchema, type ImportSummary } from '../api/schema';
import { lang, t, type Text } from '../i18n';
import { formatCount } from '../model/number';
import { Figure } from './figure';

type Kind = 'values' | 'units' | 'boundaries' | 'metadata' | 'areas';
const kKinds: Record<Kind, Text> = {
  values: 'Nilai laporan (CSV, JSON)',
  units: 'Unit organisasi (CSV)',
  boundaries: 'Batas wilayah (GeoJSON)',
  metadata: 'Metadata DHIS2 (JSON)',
  areas: 'Wilayah administrasi (CSV)',
};

function Summary({ result, file }: { result: ImportSummary; file: string }) {
  const n = (v: number): string => formatCount(v, lang.value);
  const counts: readonly (readonly [Text, number, string])[] = [
    ['baru', result.new, 'new'],
    ['berubah', result.changed, 'changed'],
    ['sama', result.same, 'same'],
    ['ditolak', result.rejected, 'rejected'],
  ];
  return (
    <div class="ringkasan" role="status">
      <h3>
        {result.dry_run
          ? t('Hasil uji {berkas}; belum ada yang tersimpan', { berkas: file })
          : t('{berkas} tersimpan sebagai perubahan {n}', { berkas: file, n: result.change ?? 0 })}
      </h3>
      <dl class="hitung">
        {counts.map(([word, count, key]) => (
          <div key={key} data-summary={key}>
            <dt>{t(word)}</dt>
            <dd>{n(count)}</dd>
          </div>
        ))}
      </dl>
      {result.dropped_columns.length > 0 && (
        <p class="catatan">
          {t('Kolom yang tampak sebagai data pribadi tidak disimpan: {kolom}.', {
            kolom: result.dropped_columns.join(', '),
          })}
        </p>
      )}
      {result.questions.length > 0 && (
        <>
          <h4>{t('Perlu jawaban')}</h4>
          <ul>
            {result.questions.map((q) => (
              <li key={q.text}>{q.text}</li>
            ))}
          </ul>
        </>
      )}
      {result.problems.length > 0 && (
        <>
          <h4>{t('Baris yang ditolak')}</h4>
          <ul>
            {result.problems.slice(0, 100).map((p, i) => (
              <li key={i}>
                {p.row && !/^(Baris|Row) /.test(p.message) && (
                  <b>
                    {t('Baris {n}', { n: p.row })}
                    {p.column ? `, ${t('kolom {k}', { k: p.column })}` : ''}:{' '}
                  </b>
                )}
                {p.message}
              </li>
            ))}
          </ul>
          {result.problems.length > 100 && <p>{t('dan {n} lainnya', { n: result.problems.length - 100 })}</p>}
        </>
      )}
      {result.attribution && <p class="meta">{result.attribution}</p>}
    </div>
  );
}

export function ImportForm({ demo }: { demo: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<Kind>('values');
  const [file, setFile] = useState<File | null>(null);
  const [result, setResult] = useState<ImportSummary | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = async (dry: boolean): Promise<void> => {
    if (!file) {
      field.current?.focus();
      setProblem(t('Pilih berkas dulu.'));
      return;
    }
    setBusy(true);
    setProblem('');
    try {
      setResult(
        await post(importSchema, `/v1/imports?${query({ kind, file: file.name, dry_run: String(dry) })}`, file),
      );
      if (!dry) void client.invalidateQueries();
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      setProblem(
        `${known?.message || t('Server tidak terjangkau. Periksa sambungan jaringan.')} ${t('Tidak ada yang tersimpan.')}`,
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Figure
      name="impor"
      title={t('Impor berkas')}
      subtitle={t('Pilih berkas, uji dulu, lalu simpan. Uji tidak menyimpan apa pun.')}
      {...(demo ? { source: t('DATA CONTOH') } : {})}
    >
      <div class="kendali-baris">
        <label class="kolom">
          <span class="nama-kendali">{t('Isi berkas')}</span>
          <select
            value={kind}
            onChange={(e) => {
              setKind(e.currentTarget.value as Kind);
              setResult(null);
            }}
          >
            {(Object.keys(kKinds) as Kind[]).map((k) => (
              <option key={k} value={k}>
                {t(kKinds[k])}
              </option>
            ))}
          </select>
        </label>
        <label class="tombol">
          {file ? file.name : t('Pilih berkas')}
          <input
            ref={field}
            class="khusus-pembaca"
            type="file"
            accept=".csv,.txt,.tsv,.json,.geojson"
            onChange={(e) => {
              setFile(e.currentTarget.files?.[0] ?? null);
              setResult(null);
              setProblem('');
            }}
          />
        </label>
        <button
          type="button"
          class={`tombol ${file && !result ? 'utama' : ''}`}
          aria-disabled={busy}
          onClick={() => void run(true)}
        >
          {busy ? t('Memeriksa…') : t('Uji berkas')}
        </button>
      </div>
      {problem && (
        <p class="salah" role="alert">
          {problem}
        </p>
      )}
      {result && <Summary result={result} file={file?.name ?? ''} />}
      {result?.dry_run && (
        <p>
          <button type="button" class="tombol utama" aria-disabled={busy} onClick={() => void run(false)}>
            {t('Simpan {n} perubahan', { n: formatCount(result.new + result.changed, lang.value) })}
          </button>
        </p>
      )}
    </Figure>
  );
}
