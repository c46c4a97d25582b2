// SPDX-License-Identifier: Apache-2.0
// A file or a pasted block in two moves: first a trial that keeps nothing and shows what would change,
// then the same for real, which can be undone.
import { useRef, useState } from 'preact/hooks';

import { ApiError, query, upload } from '../api/client';
import { client } from '../api/queries';
import { importSchema, type ImportSummary } from '../api/schema';
import { lang, t, type Text } from '../i18n';
import { formatCount } from '../model/number';
import { Figure } from './figure';
import { ImportColumns, ImportQuestions, NumberStyle } from './import_answers';
import { ImportDiff } from './import_diff';
import { ImportMemory, RecentChanges, UndoButton } from './import_history';

type Kind = 'auto' | 'values' | 'figures' | 'units' | 'boundaries' | 'metadata' | 'areas';
const kKinds: Record<Kind, Text> = {
  auto: 'Kenali dari isinya',
  values: 'Nilai laporan (Excel, CSV, JSON)',
  figures: 'Angka terbit (Excel, CSV)',
  units: 'Unit organisasi (Excel, CSV)',
  boundaries: 'Batas wilayah (GeoJSON)',
  metadata: 'Metadata DHIS2 (JSON)',
  areas: 'Wilayah administrasi (CSV)',
};
const kPasted = 'tempel-impor'; // sessionStorage: a reload loses nothing.

interface Source {
  name: string;
  bytes: Blob;
}

// What the sender has said about this file so far.
export interface Told {
  answers: readonly string[];
  columns: readonly string[];
  numbers: '' | 'id' | 'en';
}
const kNothing: Told = { answers: [], columns: [], numbers: '' };

function kept(): string {
  try {
    return sessionStorage.getItem(kPasted) ?? '';
  } catch {
    return '';
  }
}

function keep(text: string): void {
  try {
    sessionStorage.setItem(kPasted, text);
  } catch {
    // Without storage the text lasts as long as the page.
  }
}

const parameters = (kind: Kind, source: Source, told: Told, dry: boolean, seen: number): string => {
  const all = new URLSearchParams(query({ kind, file: source.name, dry_run: String(dry) }));
  for (const answer of told.answers) all.append('answer', answer);
  for (const column of told.columns) all.append('column', column);
  if (told.numbers) all.set('numbers', told.numbers);
  if (!dry) all.set('compared_at', String(seen));
  return all.toString();
};

function Chooser({ busy, onSource }: { busy: boolean; onSource: (source: Source) => void }) {
  const [over, setOver] = useState(false);
  const [pasted, setPasted] = useState(kept);
  const take = (file: File | undefined): void => {
    if (file) onSource({ name: file.name, bytes: file });
  };
  return (
    <div class="sumber-impor">
      <label
        class={`jatuhan ${over ? 'di-atas' : ''}`}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault();
          setOver(false);
          take(e.dataTransfer?.files[0]);
        }}
      >
        <b>{t('Jatuhkan berkas di sini')}</b>
        <span>{t('atau pilih: Excel (.xlsx), CSV, atau JSON')}</span>
        <input
          class="khusus-pembaca"
          type="file"
          disabled={busy}
          accept=".xlsx,.xlsm,.csv,.txt,.tsv,.json,.geojson"
          onChange={(e) => {
            take(e.currentTarget.files?.[0]);
            e.currentTarget.value = ''; // The same file, mended, can be chosen again.
          }}
        />
      </label>
      <div class="tempelan">
        <label class="kolom">
          <span class="nama-kendali">{t('Atau tempel dari Excel, dengan baris judulnya')}</span>
          <textarea
            rows={4}
            value={pasted}
            spellcheck={false}
            onInput={(e) => {
              setPasted(e.currentTarget.value);
              keep(e.currentTarget.value);
            }}
          />
        </label>
        <button
          type="button"
          class="tombol"
          aria-disabled={busy || pasted.trim() === ''}
          onClick={() => pasted.trim() && onSource({ name: t('tempelan'), bytes: new Blob([pasted]) })}
        >
          {t('Periksa tempelan')}
        </button>
      </div>
    </div>
  );
}

function Saved({ result, name, onUndone }: { result: ImportSummary; name: string; onUndone: () => void }) {
  return (
    <div class="tersimpan" role="status">
      <h3>{t('{berkas} tersimpan sebagai perubahan {n}', { berkas: name, n: result.change })}</h3>
      <p>
        {t('{baru} baru, {berubah} berubah, {sama} sama, {ditolak} ditolak.', {
          baru: formatCount(result.new, lang.value),
          berubah: formatCount(result.changed, lang.value),
          sama: formatCount(result.same, lang.value),
          ditolak: formatCount(result.rejected, lang.value),
        })}
      </p>
      {result.change > 0 && <UndoButton change={result.change} onDone={onUndone} />}
    </div>
  );
}

export function ImportForm({ demo, username }: { demo: boolean; username: string }) {
  const [kind, setKind] = useState<Kind>('auto');
  const [source, setSource] = useState<Source | null>(null);
  const [told, setTold] = useState<Told>(kNothing);
  const [result, setResult] = useState<ImportSummary | null>(null);
  const [progress, setProgress] = useState<number | null>(null); // Share sent; null: nothing under way.
  const [problem, setProblem] = useState('');
  const latest = useRef(0); // A slower, older trial must not overwrite a newer one.

  const run = async (from: Source, how: Told, dry: boolean, as: Kind = kind): Promise<void> => {
    const mine = ++latest.current;
    setProgress(0);
    setProblem('');
    try {
      const path = `/v1/imports?${parameters(as, from, how, dry, result?.compared_at ?? 0)}`;
      const reply = await upload(importSchema, path, from.bytes, (share) => {
        if (mine === latest.current) setProgress(share);
      });
      if (mine !== latest.current) return;
      setResult(reply);
      if (!dry) {
        keep('');
        void client.invalidateQueries();
      }
    } catch (error) {
      if (mine !== latest.current) return;
      const known = error instanceof ApiError ? error : null;
      setProblem(
        `${known?.message || t('Server tidak terjangkau. Periksa sambungan jaringan.')} ${t('Tidak ada yang tersimpan.')}`,
      );
    } finally {
      if (mine === latest.current) setProgress(null);
    }
  };
  const begin = (from: Source): void => {
    setSource(from);
    setTold(kNothing);
    setResult(null);
    void run(from, kNothing, true);
  };
  const tell = (how: Told): void => {
    setTold(how);
    if (source) void run(source, how, true);
  };
  const clear = (): void => {
    latest.current++;
    setProgress(null);
    setSource(null);
    setResult(null);
    setProblem('');
  };
  const busy = progress !== null;
  const trial = result?.dry_run ? result : null;
  const cells = trial ? trial.new + trial.changed : 0;
  return (
    <Figure
      name="impor"
      title={t('Impor berkas')}
      subtitle={t('Berkas diperiksa dulu dan bedanya ditunjukkan; yang tersimpan hanya yang Anda setujui.')}
      {...(demo ? { source: t('DATA CONTOH') } : {})}
    >
      {!source && (
        <>
          <div class="kendali-baris">
            <label class="kolom">
              <span class="nama-kendali">{t('Isi berkas')}</span>
              <select value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)}>
                {(Object.keys(kKinds) as Kind[]).map((k) => (
                  <option key={k} value={k}>
                    {t(kKinds[k])}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <Chooser busy={busy} onSource={begin} />
        </>
      )}
      {source && busy && (
        <p class="sedang" role="status">
          {(progress ?? 0) < 1
            ? t('Mengirim {berkas}: {n} persen', { berkas: source.name, n: Math.floor(100 * (progress ?? 0)) })
            : t('Memeriksa {berkas}…', { berkas: source.name })}
          <progress max={1} {...((progress ?? 0) < 1 ? { value: progress ?? 0 } : {})} />
        </p>
      )}
      {problem && (
        <p class="salah" role="alert">
          {problem}
        </p>
      )}
      {source && trial && (
        <div class="ringkasan" role="group" aria-label={t('Hasil pemeriksaan')}>
          <h3>{t('Hasil uji {berkas}; belum ada yang tersimpan', { berkas: source.name })}</h3>
          {trial.sheet && <p class="meta">{t('Lembar {nama}', { nama: trial.sheet })}</p>}
          <ImportQuestions result={trial} told={told} onTell={tell} />
          <NumberStyle result={trial} told={told} onTell={tell} />
          <ImportColumns result={trial} told={told} onTell={tell} />
          <ImportDiff result={trial} />
        </div>
      )}
      {source && result && !result.dry_run && <Saved result={result} name={source.name} onUndone={clear} />}
      {source && !busy && (
        <p class="tindakan">
          {trial && cells > 0 && (
            <button type="button" class="tombol utama" onClick={() => void run(source, told, false)}>
              {t('Simpan {n} perubahan', { n: formatCount(cells, lang.value) })}
            </button>
          )}
          {problem && (
            <button type="button" class="tombol" onClick={() => void run(source, told, true)}>
              {t('Periksa lagi')}
            </button>
          )}
          <button type="button" class="tombol" onClick={clear}>
            {trial || problem ? t('Batal') : t('Impor berkas lain')}
          </button>
        </p>
      )}
      {!source && <RecentChanges username={username} />}
      {!source && <ImportMemory />}
    </Figure>
  );
}
