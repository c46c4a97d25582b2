// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { ApiError, post } from '../api/client';
import { client } from '../api/queries';
import { sessionSchema, type Session } from '../api/schema';
import { afterLogin } from '../context';
import { t } from '../i18n';
import { PageTitle } from '../view/title';

export function Login({ session }: { session: Session }) {
  const [, navigate] = useLocation();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      client.setQueryData(['session'], await post(sessionSchema, '/v1/session', { username, password }));
      void client.invalidateQueries();
      navigate(afterLogin(location.search));
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      if (known?.status === 401)
        setProblem(t('Nama pengguna atau kata sandi tidak cocok. Tidak ada yang berubah; coba lagi.'));
      else if (known?.status === 0) setProblem(t('Server tidak terjangkau. Periksa sambungan jaringan.'));
      else setProblem(known?.message || t('Server sedang bermasalah.'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="isi sempit">
      <PageTitle>{t('Masuk')}</PageTitle>
      <p>{t('Peta dan angka dapat dibaca tanpa akun. Akun diperlukan untuk mengisi atau mengimpor data.')}</p>
      {session.user && <p class="catatan">{t('Anda sudah masuk sebagai {nama}.', { nama: session.user.name })}</p>}
      <form class="formulir" onSubmit={(e) => void submit(e)}>
        <label>
          {t('Nama pengguna')}
          <input
            name="username"
            autocomplete="username"
            required
            value={username}
            onInput={(e) => setUsername(e.currentTarget.value)}
          />
        </label>
        <label>
          {t('Kata sandi')}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </label>
        {problem && (
          <p class="salah" role="alert">
            {problem}
          </p>
        )}
        <button class="tombol utama" type="submit" aria-disabled={busy}>
          {busy ? t('Memeriksa…') : t('Masuk')}
        </button>
      </form>
    </div>
  );
}
