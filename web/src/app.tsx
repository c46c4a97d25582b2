// SPDX-License-Identifier: Apache-2.0
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { catalogueQuery, sessionQuery, unitQuery, useQuery } from './api/queries';
import type { Catalogue, Session } from './api/schema';
import { cycleOf, periodOf, useQueryString, type Context } from './context';
import { t } from './i18n';
import { parsePlace, pathOf, unitKey, type Place } from './model/route';
import { Home } from './page/home';
import { Login } from './page/login';
import { NewServer } from './page/new_server';
import { NotBuilt } from './page/not_built';
import { Shell } from './view/shell';
import { ErrorNote, Skeleton } from './view/states';
import { expectFocus, keepFocus, PageTitle } from './view/title';

type Page = FunctionComponent<{ context: Context }>;

// A page that is fetched when it is first opened.
function later(load: () => Promise<Page>): Page {
  let loaded: Page | null = null;
  return function Later({ context }) {
    const [page, setPage] = useState<Page | null>(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (found) => {
          loaded = found;
          setPage(() => found);
        },
        () => setFailed(true),
      );
    }, []);
    if (failed) return <ErrorNote error={null} retry={() => location.reload()} />;
    const Found = page;
    return Found ? <Found context={context} /> : <Skeleton />;
  };
}

const kPages: Partial<Record<Place['page'], Page>> = {
  beranda: Home,
  peta: later(() => import('./page/map').then((m) => m.MapPage)),
  rincian: later(() => import('./page/indicator').then((m) => m.IndicatorPage)),
  data: later(() => import('./page/data').then((m) => m.DataPage)),
};

function NotFound() {
  return (
    <div class="isi sempit">
      <PageTitle>{t('Halaman ini tidak ada')}</PageTitle>
      <p>{t('Alamatnya mungkin salah ketik atau sudah berubah.')}</p>
      <p>
        <a href="/">{t('Ke Beranda')}</a>
      </p>
    </div>
  );
}

function Opened({
  session,
  catalogue,
  place,
  search,
}: {
  session: Session;
  catalogue: Catalogue;
  place: Place;
  search: string;
}) {
  const [, navigate] = useLocation();
  const wanted = place.unit || session.default_unit || '';
  const here = useQuery(unitQuery(wanted));
  const cycle = cycleOf(session, place);
  const reply = here.data;
  const complete = place.cycle !== null && place.unit !== '';
  useEffect(() => {
    if (!reply || complete || place.page !== 'beranda') return;
    keepFocus();
    navigate(pathOf({ cycle, unit: unitKey(reply.unit), page: 'beranda' }) + (search ? `?${search}` : ''), {
      replace: true,
    });
  }, [reply, complete]);

  if (wanted === '') {
    return (
      <Shell session={session} context={null}>
        <NewServer session={session} />
      </Shell>
    );
  }
  if (!reply && here.error?.status === 404) {
    return (
      <Shell session={session} context={null}>
        <div class="isi sempit">
          <PageTitle>{t('Wilayah tidak ditemukan')}</PageTitle>
          <p>{t('Server ini tidak mengenal wilayah dengan kode {kode}.', { kode: wanted })}</p>
          <p>
            <a href="/">{t('Ke Beranda')}</a>
          </p>
        </div>
      </Shell>
    );
  }
  if (!reply) {
    return (
      <Shell session={session} context={null}>
        {here.error ? <ErrorNote error={here.error} retry={() => void here.refetch()} /> : <Skeleton />}
      </Shell>
    );
  }
  const context: Context = {
    session,
    catalogue,
    here: reply,
    place,
    cycle,
    period: periodOf(session, cycle, search),
    search,
  };
  const Page = kPages[place.page] ?? NotBuilt;
  return (
    <Shell session={session} context={context}>
      <Page key={place.page} context={context} />
    </Shell>
  );
}

export function App() {
  const [path] = useLocation();
  const search = useQueryString();
  const session = useQuery(sessionQuery());
  const catalogue = useQuery(catalogueQuery());
  const [first, setFirst] = useState(path);
  if (first !== path) {
    setFirst(path);
    expectFocus();
  }
  const place = parsePlace(path);
  if (!session.data || !catalogue.data) {
    const error = session.error ?? catalogue.error;
    return (
      <Shell session={null} context={null}>
        {error ? (
          <ErrorNote
            error={error}
            retry={() => {
              void session.refetch();
              void catalogue.refetch();
            }}
          />
        ) : (
          <Skeleton />
        )}
      </Shell>
    );
  }
  if (place.page === 'masuk' || place.page === 'tak-ada') {
    return (
      <Shell session={session.data} context={null}>
        {place.page === 'masuk' ? <Login session={session.data} /> : <NotFound />}
      </Shell>
    );
  }
  return <Opened session={session.data} catalogue={catalogue.data} place={place} search={search} />;
}
