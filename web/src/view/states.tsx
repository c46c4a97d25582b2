// SPDX-License-Identifier: Apache-2.0
// Loading, empty and failed, the same everywhere.
import type { QueryObserverResult } from '@tanstack/query-core';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { ApiError } from '../api/client';
import { online } from '../api/live';
import { t } from '../i18n';

export function Skeleton({ height = 320 }: { height?: number }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 4000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="kerangka" aria-busy="true" style={{ minHeight: `${height}px` }}>
      <span class="khusus-pembaca">{t('Memuat')}</span>
      <i style={{ width: '62%' }} />
      <i style={{ width: '40%' }} />
      <i class="kotak" />
      {slow && <p>{t('Jaringan lambat. Masih menunggu data.')}</p>}
    </div>
  );
}

function explain(error: ApiError | null): string {
  if (!error) return t('Bagian halaman ini tidak termuat.');
  if (error.status === 0) return t('Server tidak terjangkau. Periksa sambungan jaringan.');
  if (error.code === 'UnexpectedReply') return t('Balasan server tidak seperti yang diharapkan.');
  if (error.status === 401) return t('Halaman ini perlu akun. Masuk dulu.');
  if (error.status === 403) return t('Akun ini tidak berwenang melihatnya. Mintalah kepada operator sistem.');
  if (error.status === 404) return t('Yang dicari tidak ditemukan.');
  if (error.status === 503) return t('Server sedang sibuk. Coba lagi sebentar.');
  return t('Server sedang bermasalah.');
}

export function ErrorNote({ error, retry }: { error: ApiError | null; retry: () => void }) {
  return (
    <div class="galat" role="alert">
      <p>
        <strong>{explain(error)}</strong>
      </p>
      <p class="meta">
        {t('Data yang tersimpan aman.')}{' '}
        {error && (
          <>
            {t('Kode')}: {[error.code, error.message, error.detail].filter(Boolean).join(' \u00b7 ')}
          </>
        )}
      </p>
      <button type="button" class="tombol" onClick={retry}>
        {t('Coba lagi')}
      </button>
    </div>
  );
}

export function Empty({ children, action }: { children: ComponentChildren; action?: JSX.Element }) {
  return (
    <div class="kosong">
      <p>{children}</p>
      {action}
    </div>
  );
}

interface LoadedProps<T> {
  readonly result: QueryObserverResult<T, ApiError>;
  readonly height?: number;
  readonly children: (data: NonNullable<T>) => ComponentChildren;
}

// What was fetched, or why it is not there. Data in hand stay on screen while fresh data are fetched.
export function Loaded<T>({ result, height, children }: LoadedProps<T>) {
  if (result.data !== undefined && result.data !== null) return <>{children(result.data as NonNullable<T>)}</>;
  if (result.error) return <ErrorNote error={result.error} retry={() => void result.refetch()} />;
  return <Skeleton height={height ?? 320} />;
}

export function OfflineStrip() {
  if (online.value) return null;
  return (
    <div class="luring" role="status">
      {t('Tanpa jaringan. Yang sudah termuat tetap dapat dibaca; yang sudah diketik tidak hilang.')}
    </div>
  );
}
