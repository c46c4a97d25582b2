// SPDX-License-Identifier: Apache-2.0
// Steps 3 to 8: they are not there yet, and this says so, with what they will do and which meeting waits.
import { Link } from 'wouter-preact';

import { hrefTo, type Context } from '../context';
import { t, type Text } from '../i18n';
import { stepOf } from '../model/route';
import { kStepNames } from '../view/shell';
import { PageTitle } from '../view/title';
import { Ancestors } from '../view/place';

interface Plan {
  readonly will: Text;
  readonly meeting: Text;
  readonly until: Text;
}

const kPlans: Partial<Record<number, Plan>> = {
  2: {
    will: 'Dari semua indikator yang meleset, langkah ini menyusun daftar calon masalah, menilainya bersama (USG, Hanlon, CARL), dan menyimpan alasan beserta angka yang dipakai saat memutuskan.',
    meeting: 'Dipakai sebelum Rakontek dan Rakerkesda, ketika lintas program memilih lima masalah utama.',
    until: 'Sampai tersedia, urutan wilayah dan selisih terhadap target di Peta dapat menjadi bahan diskusi.',
  },
  3: {
    will: 'Langkah ini menyusun program, kegiatan, dan subkegiatan beserta anggarannya menurut enam pilar, masing-masing terhubung ke masalah yang hendak dijawab, dengan pagu dan versi yang dapat dibandingkan.',
    meeting:
      'Dipakai menjelang Rakortek dan desk usulan, saat provinsi dan kabupaten/kota menyepakati target serta lokasi.',
    until: 'Sampai tersedia, unduh angka dari Peta sebagai CSV untuk lampiran usulan.',
  },
  4: {
    will: 'Langkah ini mengatur agenda, peserta, presensi dengan QR, meja desk, dan layar sidang, lalu mencatat setiap keputusan saat diambil.',
    meeting: 'Dipakai pada hari Rakerkesda, Rakontek, Rakortek, atau Raker, sampai 1.700 peserta.',
    until: 'Sampai tersedia, peta dan grafik dapat diunduh sebagai PNG atau SVG untuk bahan paparan.',
  },
  5: {
    will: 'Langkah ini menyusun naskah kesepakatan yang angkanya terikat pada indikator, membekukannya saat ditandatangani, dan menyediakan halaman publik untuk mencocokkan naskah.',
    meeting: 'Dipakai pada sidang pleno, ketika semua kepala dinas menandatangani kesepakatan bersama.',
    until: 'Sampai tersedia, kutip angka bersama baris sumbernya agar tetap dapat dilacak.',
  },
  6: {
    will: 'Langkah ini mengubah setiap keputusan menjadi rencana tindak lanjut dengan penanggung jawab, tenggat, bukti, dan indikator yang seharusnya bergerak.',
    meeting: 'Dipakai setelah rapat, setiap minggu, sampai rapat tahun berikutnya.',
    until: 'Sampai tersedia, tren di Rincian indikator memperlihatkan apakah angkanya bergerak.',
  },
  7: {
    will: 'Langkah ini membandingkan realisasi fisik dan keuangan dengan rencana, menilai apakah tindakan berpengaruh, menyiapkan paket triwulan, dan menghitung penghargaan dengan aturan yang terbuka.',
    meeting: 'Dipakai pada evaluasi triwulan dan pembukaan siklus berikutnya.',
    until: 'Sampai tersedia, bandingkan dua periode di Peta dengan pilihan Bandingkan dengan.',
  },
};

export function NotBuilt({ context }: { context: Context }) {
  const step = stepOf(context.place.page);
  const plan = kPlans[step];
  const name = t(kStepNames[step] ?? 'Data');
  return (
    <div class="isi sempit">
      <Ancestors context={context} />
      <PageTitle>{t('Langkah {n}: {nama}', { n: step + 1, nama: name })}</PageTitle>
      <p class="temuan">{t('Langkah ini belum dibangun.')}</p>
      {plan && (
        <>
          <h2>{t('Apa yang akan dikerjakannya')}</h2>
          <p>{t(plan.will)}</p>
          <h2>{t('Rapat yang memerlukannya')}</h2>
          <p>{t(plan.meeting)}</p>
          <h2>{t('Sementara itu')}</h2>
          <p>{t(plan.until)}</p>
        </>
      )}
      <p>
        <Link class="tombol" href={hrefTo(context, { page: 'peta', rest: '' })}>
          {t('Buka peta')}
        </Link>
      </p>
    </div>
  );
}
