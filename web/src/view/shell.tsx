// SPDX-License-Identifier: Apache-2.0
// The frame of every page: top bar with unit and cycle, the rail of the year, main, and the bottom bar
// of the phone.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';

import { remove } from '../api/client';
import { lastChange } from '../api/live';
import { client } from '../api/queries';
import type { Session } from '../api/schema';
import { hrefTo, loginHref, useGo, type Context } from '../context';
import { lang, setLanguage, t, type Text } from '../i18n';
import { kSteps, stepOf, withQuery } from '../model/route';
import { SearchBox, type Hit } from './search_box';
import { OfflineStrip } from './states';

export const kStepNames: readonly Text[] = [
  'Data',
  'Peta & analisis',
  'Prioritas',
  'Rencana & anggaran',
  'Rapat',
  'Kesepakatan',
  'Tindak lanjut',
  'Monev',
];
const kBuilt = 2; // Steps 1 and 2 exist.

function Rail({ context, onGo }: { context: Context; onGo?: () => void }) {
  const current = stepOf(context.place.page);
  return (
    <ol class="rel" role="list">
      {kSteps.map((step, i) => (
        <li key={step} class={i >= kBuilt ? 'belum' : undefined}>
          <Link
            href={hrefTo(context, { page: step, rest: '' })}
            aria-current={i === current ? 'step' : undefined}
            onClick={onGo}
          >
            <b>{i + 1}</b> {t(kStepNames[i] ?? 'Data')}
            {i >= kBuilt && <span class="khusus-pembaca"> ({t('belum tersedia')})</span>}
          </Link>
        </li>
      ))}
    </ol>
  );
}

function LanguageSwitch() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const other = lang.value === 'id' ? 'en' : 'id';
  return (
    <button
      type="button"
      class="polos"
      lang={other}
      onClick={() => {
        void setLanguage(other);
        navigate(path + withQuery(search, { bahasa: other }), { replace: true });
      }}
      aria-label={other === 'en' ? 'ID / EN: English' : 'ID / EN: Bahasa Indonesia'}
    >
      {lang.value === 'id' ? (
        <>
          <b>ID</b> / EN
        </>
      ) : (
        <>
          ID / <b>EN</b>
        </>
      )}
    </button>
  );
}

async function logOut(): Promise<void> {
  await remove('/v1/session');
  await client.invalidateQueries();
}

function Account({ session }: { session: Session }) {
  if (!session.user)
    return (
      <Link href={loginHref()} class="polos">
        {t('Masuk')}
      </Link>
    );
  return (
    <span class="akun">
      <span>{session.user.name}</span>
      <button type="button" class="polos" onClick={() => void logOut()}>
        {t('Keluar')}
      </button>
    </span>
  );
}

function cyclesAround(context: Context): number[] {
  const newest = Number((context.session.default_period || context.session.today).slice(0, 4));
  const years = new Set([newest - 3, newest - 2, newest - 1, newest, newest + 1, context.cycle]);
  return [...years].sort((a, b) => b - a);
}

function Where({ context }: { context: Context }) {
  const go = useGo(context);
  const choose = (hit: Hit): void => go({ unit: hit.unit ?? '' });
  const { unit, ancestors, children } = context.here;
  return (
    <div class="konteks">
      <SearchBox label={t('Wilayah')} value={unit.name} nearby={[...ancestors, ...children]} onChoose={choose} />
      <label>
        <span>{t('Siklus')}</span>
        <select value={String(context.cycle)} onChange={(e) => go({ cycle: Number(e.currentTarget.value) })}>
          {cyclesAround(context).map((year) => (
            <option key={year} value={String(year)}>
              {year}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

// "/" to the search field, "g" and then 1..8 to a step, "g" and "b" to Beranda.
function useShortcuts(context: Context | null, focusSearch: () => void): void {
  const [, navigate] = useLocation();
  const latest = useRef(context);
  latest.current = context;
  useEffect(() => {
    let waiting = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !latest.current) return;
      if (event.key === '/') {
        event.preventDefault();
        focusSearch();
      } else if (event.key === 'g') {
        waiting = event.timeStamp;
        return;
      } else if (waiting && event.timeStamp - waiting < 1500) {
        const step = kSteps[Number(event.key) - 1];
        if (step) navigate(hrefTo(latest.current, { page: step, rest: '' }));
        if (event.key === 'b') navigate(hrefTo(latest.current, { page: 'beranda', rest: '' }));
      }
      waiting = 0;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function BottomBar({ context, openRail }: { context: Context; openRail: () => void }) {
  const page = context.place.page;
  const item = (to: 'beranda' | 'peta' | 'data', text: Text) => (
    <Link href={hrefTo(context, { page: to, rest: '' })} aria-current={page === to ? 'page' : undefined}>
      {t(text)}
    </Link>
  );
  return (
    <nav class="bilah-bawah" aria-label={t('Utama')}>
      {item('beranda', 'Beranda')}
      {item('peta', 'Peta')}
      {item('data', 'Isi data')}
      <button type="button" onClick={openRail}>
        {t('Siklus')}
      </button>
    </nav>
  );
}

export function Shell({
  session,
  context,
  children,
}: {
  session: Session | null;
  context: Context | null;
  children: ComponentChildren;
}) {
  const search = useRef<HTMLInputElement>(null);
  const rail = useRef<HTMLDialogElement>(null);
  const [path] = useLocation();
  useShortcuts(context, () => search.current?.focus());
  useEffect(() => rail.current?.close(), [path]);
  const go = useSearchTarget(context);
  return (
    <>
      <a class="lompat" href="#utama" onClick={focusMain}>
        {t('Lompat ke isi')}
      </a>
      <header class="kepala">
        <div class="tenun" aria-hidden="true" />
        <div class="atas">
          <Link href={context ? hrefTo(context, { page: 'beranda', rest: '' }) : '/'} class="merek">
            Sinergi
          </Link>
          {context && <Where context={context} />}
          {context && (
            <div class="cari-atas">
              <SearchBox
                label={t('Cari wilayah atau indikator')}
                placeholder={t('Cari ( / )')}
                catalogue={context.catalogue}
                field={search}
                onChoose={go}
              />
            </div>
          )}
          <div class="kanan">
            {session && <Account session={session} />}
            <LanguageSwitch />
          </div>
        </div>
        {context && (
          <nav class="rel-atas" aria-label={t('Siklus tahunan')}>
            <Link
              href={hrefTo(context, { page: 'beranda', rest: '' })}
              class="rel-beranda"
              aria-current={context.place.page === 'beranda' ? 'page' : undefined}
            >
              {t('Beranda')}
            </Link>
            <Rail context={context} />
          </nav>
        )}
      </header>
      <OfflineStrip />
      <main id="utama" tabIndex={-1}>
        {session?.demo && (
          <p class="contoh">
            {t('DATA CONTOH')} <span>{t('Bukan angka resmi; semua wilayah dan nilai rekaan.')}</span>
          </p>
        )}
        {children}
      </main>
      <footer class="kaki">
        <p>
          {session && [session.office, `Sinergi ${session.version}`].filter(Boolean).join(' \u00b7 ')}
          {lastChange.value > 0 && (
            <span data-change={lastChange.value}>
              {' \u00b7 '}
              {t('diperbarui sendiri sampai perubahan {n}', { n: lastChange.value })}
            </span>
          )}
        </p>
        {session && session.attributions.length > 0 && <p>{session.attributions.join(' \u00b7 ')}</p>}
      </footer>
      {context && <BottomBar context={context} openRail={() => rail.current?.showModal()} />}
      {context && session && (
        <dialog ref={rail} class="lembar" aria-label={t('Siklus tahunan')}>
          <SearchBox
            label={t('Cari wilayah atau indikator')}
            placeholder={t('Cari wilayah atau indikator')}
            catalogue={context.catalogue}
            onChoose={go}
          />
          <Rail context={context} onGo={() => rail.current?.close()} />
          <div class="baris">
            <Account session={session} />
            <LanguageSwitch />
            <button type="button" class="tombol" onClick={() => rail.current?.close()}>
              {t('Tutup')}
            </button>
          </div>
        </dialog>
      )}
    </>
  );
}

function focusMain(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('utama')?.focus();
}

// A found unit opens on the page one is on; a found indicator opens on the map.
function useSearchTarget(context: Context | null): (hit: Hit) => void {
  const [, navigate] = useLocation();
  return (hit) => {
    if (!context) return;
    if (hit.indicator)
      navigate(hrefTo(context, { page: context.place.page === 'rincian' ? 'rincian' : 'peta', rest: hit.indicator }));
    else if (hit.unit) navigate(hrefTo(context, { unit: hit.unit }));
  };
}
