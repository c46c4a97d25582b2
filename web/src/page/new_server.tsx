// SPDX-License-Identifier: Apache-2.0
// What a server without units says: what to do first, in order.
import { Link } from 'wouter-preact';

import type { Session } from '../api/schema';
import { t, type Text } from '../i18n';
import { PageTitle } from '../view/title';
import { ImportForm } from '../view/import_form';

const kFirst: readonly { title: Text; text: Text; command: string }[] = [
  { title: 'Wilayah', text: 'Impor wilayah administrasi dan fasilitas.', command: 'sinergi import wilayah.csv' },
  {
    title: 'Batas wilayah',
    text: 'Impor batas dari GeoJSON. Tanpa batas, peta digambar sebagai petak.',
    command: 'sinergi import batas.geojson',
  },
  {
    title: 'Nilai',
    text: 'Impor laporan bulanan. Uji dulu dengan --dry-run; tidak ada yang tersimpan.',
    command: 'sinergi import --dry-run laporan.csv',
  },
];

export function NewServer({ session }: { session: Session }) {
  const may = session.user?.rights.includes('operate') ?? false;
  return (
    <div class="isi sempit">
      <PageTitle>{t('Server ini belum berisi data')}</PageTitle>
      <p class="temuan">{t('Tiga langkah sampai peta pertama.')}</p>
      <ol class="langkah-awal">
        {kFirst.map((step) => (
          <li key={step.title}>
            <h2>{t(step.title)}</h2>
            <p>{t(step.text)}</p>
            <pre>
              <code>{step.command}</code>
            </pre>
          </li>
        ))}
      </ol>
      {may ? (
        <ImportForm demo={session.demo} username={session.user?.username ?? ''} />
      ) : (
        <p>
          <Link href="/masuk" class="tombol utama">
            {t('Masuk untuk mengimpor lewat halaman ini')}
          </Link>
        </p>
      )}
    </div>
  );
}
