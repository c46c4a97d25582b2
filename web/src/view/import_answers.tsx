// SPDX-License-Identifier: Apache-2.0
// What a file leaves open, asked once: which unit a name means, how numbers are written, what a column
// holds. The server remembers the answers of each account.
import { useState } from 'preact/hooks';

import type { ImportSummary } from '../api/schema';
import { lang, t, type Text } from '../i18n';
import { formatCount } from '../model/number';
import type { Told } from './import_form';

interface Asking {
  result: ImportSummary;
  told: Told;
  onTell: (told: Told) => void;
}

export function ImportQuestions({ result, told, onTell }: Asking) {
  const open = result.questions.filter((question) => question.choices.length > 0);
  if (open.length === 0) return null;
  return (
    <section class="pertanyaan" aria-label={t('Perlu jawaban')}>
      <h4>{t('Perlu jawaban')}</h4>
      <ul>
        {open.map((question) => (
          <li key={question.kind + question.asked}>
            <p>
              {question.text} <small>{t('{n} nilai menunggu', { n: formatCount(question.rows, lang.value) })}</small>
            </p>
            <div class="pilihan">
              {question.choices.map((choice) => (
                <button
                  type="button"
                  class="tombol kecil"
                  key={choice.uid}
                  onClick={() =>
                    onTell({
                      ...told,
                      answers: [...told.answers, `${question.kind}:${question.asked}=${choice.uid}`],
                    })
                  }
                >
                  {choice.label}
                </button>
              ))}
            </div>
          </li>
        ))}
      </ul>
      <p class="catatan">{t('Jawaban diingat untuk berkas Anda berikutnya.')}</p>
    </section>
  );
}

export function NumberStyle({ result, told, onTell }: Asking) {
  if (result.ambiguous_numbers === 0 || told.numbers) return null;
  return (
    <section class="pertanyaan" aria-label={t('Cara menulis angka')}>
      <h4>{t('{n} angka dapat dibaca dengan dua cara', { n: formatCount(result.ambiguous_numbers, lang.value) })}</h4>
      <p>{t('Apa arti “1.234” di berkas ini?')}</p>
      <div class="pilihan">
        <button type="button" class="tombol kecil" onClick={() => onTell({ ...told, numbers: 'id' })}>
          {t('Seribu dua ratus tiga puluh empat (titik untuk ribuan)')}
        </button>
        <button type="button" class="tombol kecil" onClick={() => onTell({ ...told, numbers: 'en' })}>
          {t('Satu koma dua tiga empat (titik untuk pecahan)')}
        </button>
      </div>
    </section>
  );
}

const kRoles: readonly (readonly [string, Text])[] = [
  ['', 'menurut judulnya'],
  ['unit', 'unit (puskesmas, wilayah)'],
  ['element', 'elemen data'],
  ['period', 'periode'],
  ['month', 'bulan'],
  ['year', 'tahun'],
  ['option_combo', 'kelompok (disagregasi)'],
  ['value', 'nilai'],
  ['ignore', 'abaikan'],
];

export function ImportColumns({ result, told, onTell }: Asking) {
  const given = (title: string): string => result.columns.find((column) => column.title === title)?.role ?? '';
  const [roles, setRoles] = useState<Record<string, string>>({});
  if (result.kind !== 'values' || result.columns.length === 0) return null;
  const unread = result.problems.some((problem) => !problem.row);
  return (
    <details class="lipat" open={unread}>
      <summary>{t('Arti {n} kolom', { n: result.columns.length })}</summary>
      <div class="arti-kolom">
        {result.columns.map((column) => (
          <label class="kolom" key={column.letter}>
            <span class="nama-kendali">
              {column.letter}: {column.title || t('tanpa judul')}
            </span>
            <select
              value={roles[column.title] ?? given(column.title)}
              onChange={(e) => setRoles({ ...roles, [column.title]: e.currentTarget.value })}
            >
              {kRoles.map(([role, word]) => (
                <option key={role} value={role}>
                  {t(word)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <button
        type="button"
        class="tombol"
        onClick={() =>
          onTell({
            ...told,
            columns: result.columns
              .map((column) => [roles[column.title] ?? column.role, column.title] as const)
              .filter(([role, title]) => role !== '' && title !== '')
              .map(([role, title]) => `${role}=${title}`),
          })
        }
      >
        {t('Pakai arti ini')}
      </button>
    </details>
  );
}
