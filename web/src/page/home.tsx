// SPDX-License-Identifier: Apache-2.0
// Beranda: what the numbers say today, what changed, who has not reported.
import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { changesQuery, figuresQuery, publishedQuery, reportingQuery, useQuery } from '../api/queries';
import type { Changes, Indicator, Published, Reporting } from '../api/schema';
import { hasReports, hrefTo, periodFor, shownPeriod, unfinished, type Context } from '../context';
import { lang, local, t } from '../i18n';
import { isFew, statusWord, valueOrReason } from '../model/detail';
import { rowsOf } from '../model/figures';
import { changeWords, finding, nounOf } from '../model/finding';
import { formatCount } from '../model/number';
import { inYear, periodId, periodName } from '../model/period';
import { partOfDay, stamp } from '../model/time';
import { zone } from '../i18n';
import { Figure, sourceLine } from '../view/figure';
import { PillarBadge } from '../view/pickers';
import { Empty, Loaded } from '../view/states';
import { StatusChip } from '../view/status';
import { PageTitle } from '../view/title';
import { Ancestors, untilText } from '../view/place';

const kKeyCount = 6;
const kYearsBack = 9; // How far back figures are looked for that come out in some years only.

// The office's key indicators (group "iku"), filled up with the catalogue's first ones.
export function keyIndicators(all: readonly Indicator[]): Indicator[] {
  const key = all.filter((i) => i.group === 'iku');
  const rest = all.filter((i) => i.group !== 'iku' && i.kind === 'routine');
  return [...key, ...rest].slice(0, kKeyCount);
}

// On a server without reports, those of which most has been published.
function mostPublished(all: readonly Indicator[], figures: readonly Published[]): Indicator[] {
  const count = (i: Indicator): number => figures.filter((one) => one.indicator === i.code).length;
  return all
    .filter((i) => count(i) > 0)
    .sort((a, b) => count(b) - count(a))
    .slice(0, kKeyCount);
}

interface Told {
  readonly weight: number;
  readonly sentence: string;
}

function KeyRow({
  context,
  indicator,
  onTold,
}: {
  context: Context;
  indicator: Indicator;
  onTold: (code: string, told: Told) => void;
}) {
  const opening = periodFor(context, indicator);
  const back = hasReports(context) && indicator.kind !== 'survey' ? 1 : kYearsBack;
  const asked = Array.from({ length: back + 1 }, (_, n) => inYear(opening, opening.year - back + n));
  const below = context.here.children.length > 0 ? 1 : 0;
  const { data, error } = useQuery(
    figuresQuery(indicator.code, context.here.unit.uid, below, asked.map(periodId)),
  );
  const period = shownPeriod(context, indicator, data, opening, asked);
  const until = unfinished(context, period, indicator);
  const earlier = inYear(period, period.year - 1);
  const now = data ? rowsOf(data, periodId(period)) : null;
  const before = data && !until ? rowsOf(data, periodId(earlier)) : null;
  useEffect(() => {
    if (!data || !now) return;
    const bad = now.rows.reduce(
      (sum, r) => sum + (r.status === 'below' || r.status === 'critical' ? 1 : r.status === 'near' ? 0.5 : 0),
      0,
    );
    const known = now.rows.filter((r) => r.value !== null).length;
    const sentence = finding({
      indicator,
      period,
      now,
      before,
      unitName: context.here.unit.name,
      noun: nounOf(
        context.here.children.map((u) => u.type ?? ''),
        lang.value,
      ),
      lang: lang.value,
    });
    const share = known === 0 ? 0 : bad / known;
    onTold(indicator.code, {
      weight: known === 0 ? -1 : share + (indicator.events_small ? 0 : 1),
      sentence: `${local(indicator.short_name) || local(indicator.name)}: ${sentence}`,
    });
  }, [data, lang.value]);
  const self = now?.self ?? null;
  return (
    <li data-code={indicator.code}>
      <Link href={hrefTo(context, { page: 'rincian', rest: indicator.code })}>
        <PillarBadge context={context} number={indicator.pillar} /> {local(indicator.name)}
      </Link>
      <span class="angka">
        {self && isFew(self, indicator) && self.numerator !== null && (
          <b>{t('{n} kasus', { n: formatCount(self.numerator, lang.value) })} </b>
        )}
        {self ? (
          <b>{valueOrReason(self, indicator, lang.value)}</b>
        ) : error ? (
          <small>{t('tidak termuat')}</small>
        ) : (
          <small>…</small>
        )}{' '}
        <small>{changeWords(self?.value ?? null, before?.self?.value ?? null, indicator, lang.value)}</small>
      </span>
      <span class="meta">
        {periodName(period, lang.value, indicator.period_rule === 'cumulative') + untilText(until)}
      </span>
      {self && self.status !== 'none' ? (
        <StatusChip status={self.status} />
      ) : (
        <span class="meta">{self && self.value === null ? statusWord('none', lang.value) : ''}</span>
      )}
    </li>
  );
}

function Changed({ data, context }: { data: Changes; context: Context }) {
  if (data.changes.length === 0) {
    return (
      <Empty action={<Link href={hrefTo(context, { page: 'data', rest: '' })}>{t('Isi atau impor data')}</Link>}>
        {t('Belum ada perubahan: server ini baru.')}
      </Empty>
    );
  }
  return (
    <ul class="perubahan" role="list" aria-label={t('Yang berubah')}>
      {data.changes.map((c) => (
        <li key={c.number} data-change={c.number}>
          <span>{c.reason || t('Perubahan {n}', { n: c.number })}</span>
          <small>
            {[
              Number(c.values) > 0 ? t('{n} nilai', { n: formatCount(Number(c.values), lang.value) }) : '',
              Number(c.metadata) > 0 ? t('metadata') : '',
              c.actor,
              stamp(c.time, lang.value, zone),
            ]
              .filter(Boolean)
              .join(' \u00b7 ')}
          </small>
        </li>
      ))}
    </ul>
  );
}

function NotReported({ data, context }: { data: Reporting; context: Context }) {
  const last = data.periods.length - 1;
  const sum = (key: 'reported' | 'expected'): number => data.units.reduce((total, u) => total + (u[key][last] ?? 0), 0);
  const groups = new Map<string, { uid: string; name: string }[]>();
  for (const m of data.missing) groups.set(m.parent ?? '', [...(groups.get(m.parent ?? '') ?? []), m]);
  if (sum('expected') === 0) return <p>{t('Belum ada laporan yang diharapkan untuk bulan ini.')}</p>;
  return (
    <>
      <p>
        {t('{n} dari {m} laporan sudah masuk.', {
          n: formatCount(sum('reported'), lang.value),
          m: formatCount(sum('expected'), lang.value),
        })}
      </p>
      {data.missing.length === 0 ? (
        <p>{t('Semua fasilitas sudah melapor.')}</p>
      ) : groups.size * 2 > data.missing.length ? (
        <ul class="belum-lapor" role="list" aria-label={t('Belum melapor')}>
          {data.missing.slice(0, 12).map((m) => (
            <li key={m.uid}>
              <Link href={hrefTo(context, { page: 'data', unit: m.uid, rest: '' })}>{m.name}</Link>{' '}
              <small>{m.parent}</small>
            </li>
          ))}
          {data.missing.length > 12 && (
            <li>{t('dan {n} lainnya', { n: formatCount(data.missing.length - 12, lang.value) })}</li>
          )}
        </ul>
      ) : (
        <ul class="belum-lapor" role="list" aria-label={t('Belum melapor')}>
          {[...groups].map(([parent, list]) => (
            <li key={parent}>
              <details>
                <summary>
                  {parent || t('Lainnya')} <b>({formatCount(list.length, lang.value)})</b>
                </summary>
                <ul role="list">
                  {list.map((m) => (
                    <li key={m.uid}>
                      <Link href={hrefTo(context, { page: 'data', unit: m.uid, rest: '' })}>{m.name}</Link>
                    </li>
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Home({ context }: { context: Context }) {
  const { session, here, period, catalogue } = context;
  const [told, setTold] = useState<Readonly<Record<string, Told>>>({});
  const reports = hasReports(context);
  const published = useQuery({ ...publishedQuery(here.unit.uid, 1), enabled: !reports });
  const most = mostPublished(catalogue.indicators, published.data?.figures ?? []);
  const keys = most.length > 0 ? most : keyIndicators(catalogue.indicators);
  const changes = useQuery(changesQuery(8));
  const month = period.kind === 'month' ? period : { kind: 'month' as const, year: period.year, n: 12 };
  const reporting = useQuery(reportingQuery(here.unit.uid, periodId(month)));
  const onTold = (code: string, next: Told): void =>
    setTold((old) => (old[code]?.sentence === next.sentence ? old : { ...old, [code]: next }));
  const best = keys
    .map((i) => told[i.code])
    .filter((x): x is Told => x !== undefined)
    .sort((a, b) => b.weight - a.weight)[0];
  const part = partOfDay(new Date(), zone);
  const greeting = {
    pagi: t('Selamat pagi'),
    siang: t('Selamat siang'),
    sore: t('Selamat sore'),
    malam: t('Selamat malam'),
  }[part];
  return (
    <div class="isi">
      <Ancestors context={context} />
      <p class="sapa">{session.user ? `${greeting}, ${session.user.name}` : greeting}</p>
      <PageTitle>{t('{wilayah}, siklus {tahun}', { wilayah: here.unit.name, tahun: context.cycle })}</PageTitle>
      <p class="temuan" data-finding>
        {best ? best.sentence : '\u00a0'}
      </p>
      <div class="beranda">
        <Figure
          name="kunci"
          title={t('Indikator kunci')}
          subtitle={t('Angka untuk {wilayah}; perubahan dibanding setahun sebelumnya', { wilayah: here.unit.name })}
          source={sourceLine(t('laporan rutin dan survei'), '', session.demo)}
          actions={<Link href={hrefTo(context, { page: 'peta', rest: '' })}>{t('Buka peta')}</Link>}
        >
          {keys.length === 0 ? (
            <Empty>{t('Katalog indikator masih kosong.')}</Empty>
          ) : (
            <ul class="kunci-daftar" role="list" aria-label={t('Indikator kunci')}>
              {keys.map((i) => (
                <KeyRow key={i.code} context={context} indicator={i} onTold={onTold} />
              ))}
            </ul>
          )}
        </Figure>
        <div class="samping">
          <Figure
            name="belum-lapor"
            title={t('Siapa belum melapor')}
            subtitle={periodName(month, lang.value)}
            actions={<Link href={hrefTo(context, { page: 'data', rest: '' })}>{t('Kelengkapan per bulan')}</Link>}
          >
            <Loaded result={reporting} height={120}>
              {(data) => <NotReported data={data} context={context} />}
            </Loaded>
          </Figure>
        </div>
        <Figure name="berubah" title={t('Yang berubah')} subtitle={t('Perubahan terakhir di server ini')}>
          <Loaded result={changes} height={120}>
            {(data) => <Changed data={data} context={context} />}
          </Loaded>
        </Figure>
      </div>
    </div>
  );
}
