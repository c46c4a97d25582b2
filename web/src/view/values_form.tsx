// SPDX-License-Identifier: Apache-2.0
// One facility's month: each cell is saved by itself when it is left, and says so. 0, blank, TB and *
// stay four different things. A number with two readings is asked about, never guessed.
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { ApiError, post } from '../api/client';
import { historyQuery, useQuery, valuesQuery } from '../api/queries';
import { savedValueSchema, type Values, type ValueState } from '../api/schema';
import { loginHref, type Context } from '../context';
import { lang, t, zone, type Text } from '../i18n';
import { formatCount, formatNumber, parseTyped } from '../model/number';
import { periodId, periodName, type Period } from '../model/period';
import { stamp } from '../model/time';
import { Figure, sourceLine } from './figure';
import { Empty, Loaded } from './states';

type ValueRow = Values['rows'][number];

const kStates: Record<ValueState, Text> = {
  number: 'angka',
  blank: 'dikosongkan',
  not_applicable: 'tidak berlaku (TB)',
  suppressed: 'disamarkan (*)',
  missing: 'belum dilaporkan',
};

function shownNumber(value: number | string | null): string {
  if (value === null || value === '') return '';
  const number = Number(value);
  return Number.isNaN(number)
    ? String(value)
    : formatNumber(
        number,
        Number.isInteger(number) ? 0 : Math.min(6, String(number).split('.')[1]?.length ?? 0),
        lang.value,
      );
}

// What stands in the field for a stored state. Thousands are not marked, so that it can be typed again.
function fieldText(state: ValueState, value: number | string | null): string {
  if (state === 'not_applicable') return 'TB';
  if (state === 'suppressed') return '*';
  if (state !== 'number' || value === null) return '';
  return lang.value === 'id' ? String(value).replace('.', ',') : String(value);
}

// As the server reads it without asking back: three decimals get a fourth, so that "1.234" cannot be
// taken for a thousand.
function wireNumber(value: number): string {
  const text = String(value);
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
}

type Saved =
  | { readonly kind: 'idle' | 'saving' | 'saved' }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'ask'; readonly readings: readonly [number, number] };

function VersionList({ context, month, row }: { context: Context; month: Period; row: ValueRow }) {
  const result = useQuery(historyQuery(context.here.unit.uid, periodId(month), row.data_element.uid));
  return (
    <Loaded result={result} height={60}>
      {(data) =>
        data.versions.length === 0 ? (
          <p>{t('Belum pernah diisi.')}</p>
        ) : (
          <ol class="riwayat" role="list">
            {data.versions.map((v, i) => (
              <li key={i}>
                <b>{v.state === 'number' ? shownNumber(v.value) : t(kStates[v.state])}</b>{' '}
                <small>
                  {[
                    v.actor,
                    v.time ? stamp(v.time, lang.value, zone) : '',
                    v.reason,
                    !v.to || v.to > Number.MAX_SAFE_INTEGER / 2 ? t('berlaku') : t('diganti'),
                  ]
                    .filter(Boolean)
                    .join(' \u00b7 ')}
                </small>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function Cell({
  context,
  month,
  row,
  mayEnter,
}: {
  context: Context;
  month: Period;
  row: ValueRow;
  mayEnter: boolean;
}) {
  const stored = fieldText(row.state, row.value);
  const [draft, setDraft] = useState<string | null>(null);
  const [state, setState] = useState<ValueState>(row.state);
  const [saved, setSaved] = useState<Saved>({ kind: 'idle' });
  const [open, setOpen] = useState(false);
  const shown = saved.kind === 'saved' ? state : row.state;
  const id = `nilai-${row.data_element.uid}`;

  const save = async (text: string): Promise<void> => {
    setSaved({ kind: 'saving' });
    try {
      const reply = await post(savedValueSchema, '/v1/values', {
        unit: context.here.unit.uid,
        period: periodId(month),
        data_element: row.data_element.uid,
        value: text,
      });
      setState(reply.state);
      setDraft(fieldText(reply.state, reply.value));
      setSaved({ kind: 'saved' });
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      const why =
        known?.status === 0 ? t('Server tidak terjangkau. Periksa sambungan jaringan.') : (known?.message ?? '');
      setSaved({ kind: 'error', text: `${why} ${t('Belum tersimpan; ketikan Anda tetap ada.')}` });
    }
  };
  const leave = (): void => {
    if (draft === null || draft.trim() === stored) return;
    const typed = parseTyped(draft);
    if (typed.kind === 'invalid')
      setSaved({ kind: 'error', text: t('Bukan angka. Tulis angka, 0, kosong, TB, atau *.') });
    else if (typed.kind === 'ambiguous') setSaved({ kind: 'ask', readings: typed.readings });
    else if (typed.kind === 'number') void save(wireNumber(typed.value));
    else void save(typed.kind === 'blank' ? '' : typed.kind === 'not_applicable' ? 'TB' : '*');
  };
  return (
    <tr data-element={row.data_element.code || row.data_element.uid} data-state={shown}>
      <th scope="row">
        <label for={id}>{row.data_element.name}</label>
      </th>
      <td class="dulu-nilai">{shownNumber(row.previous)}</td>
      <td>
        <input
          id={id}
          inputMode="decimal"
          autocomplete="off"
          readOnly={!mayEnter}
          value={draft ?? stored}
          placeholder={shown === 'missing' ? t('belum') : ''}
          aria-describedby={`${id}-ket`}
          onInput={(e) => {
            setDraft(e.currentTarget.value);
            if (saved.kind !== 'idle') setSaved({ kind: 'idle' });
          }}
          onBlur={leave}
          onKeyDown={(e) => {
            if (e.key === 'Enter') e.currentTarget.blur();
            if (e.key === 'Escape') {
              setDraft(null);
              setSaved({ kind: 'idle' });
            }
          }}
        />
      </td>
      <td id={`${id}-ket`} class="keadaan">
        <span>{t(kStates[shown])}</span>{' '}
        <span role="status">
          {saved.kind === 'saving' && t('Menyimpan…')}
          {saved.kind === 'saved' && <b>{t('Tersimpan')}</b>}
          {saved.kind === 'error' && <span class="salah">{saved.text}</span>}
          {saved.kind === 'ask' && (
            <span class="tanya">
              {t('Maksudnya yang mana?')}{' '}
              {saved.readings.map((n) => (
                <button key={n} type="button" class="tombol kecil" onClick={() => void save(wireNumber(n))}>
                  {Number.isInteger(n) && Math.abs(n) >= 1000
                    ? t('{n} (ribuan)', { n: formatCount(n, lang.value) })
                    : t('{n} (pecahan)', { n: formatNumber(n, 3, lang.value) })}
                </button>
              ))}
            </span>
          )}
        </span>
      </td>
      <td>
        <button type="button" class="tautan" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('Riwayat')}
        </button>
        {open && <VersionList context={context} month={month} row={row} />}
      </td>
    </tr>
  );
}

export function ValuesForm({ context, month }: { context: Context; month: Period }) {
  const { here, session } = context;
  const values = useQuery({ ...valuesQuery(here.unit.uid, periodId(month)), enabled: session.user !== null });
  const mayEnter = (session.user?.rights.includes('enter') ?? false) && (values.data?.may_enter ?? true);
  return (
    <Figure
      name="isian"
      title={t('Isian {unit}', { unit: here.unit.name })}
      subtitle={t('{periode}; ketik angka, 0, kosongkan, TB untuk tidak berlaku, atau * untuk disamarkan', {
        periode: periodName(month, lang.value),
      })}
      source={sourceLine(t('laporan fasilitas'), '', session.demo)}
    >
      {!mayEnter && !values.isPending && session.user !== null && (
        <p class="catatan">{t('Akun ini hanya dapat melihat. Mintalah hak mengisi kepada operator sistem.')}</p>
      )}
      {session.user === null && (
        <p class="catatan">
          {t('Angka laporan satu fasilitas dapat dibaca setelah masuk.')}{' '}
          <Link href={loginHref()}>{t('Masuk untuk mengisi atau mengimpor data')}</Link>
        </p>
      )}
      {session.user !== null && (
        <Loaded result={values} height={300}>
          {(data) =>
            data.rows.length === 0 ? (
              <Empty>{t('Fasilitas ini tidak punya formulir untuk bulan ini.')}</Empty>
            ) : (
              <div class="gulir">
                <table class="isian">
                  <thead>
                    <tr>
                      <th scope="col">{t('Unsur data')}</th>
                      <th scope="col">{t('Bulan lalu')}</th>
                      <th scope="col">{t('Nilai')}</th>
                      <th scope="col">{t('Keadaan')}</th>
                      <th scope="col">{t('Riwayat')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.rows.map((row) => (
                      <Cell
                        key={`${row.data_element.uid}${periodId(month)}${here.unit.uid}`}
                        context={context}
                        month={month}
                        row={row}
                        mayEnter={mayEnter}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Loaded>
      )}
    </Figure>
  );
}
