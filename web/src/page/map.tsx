// SPDX-License-Identifier: Apache-2.0
// Peta kesehatan: where, and how sure. Map, list and table show one state: the period, the indicator
// and the selected unit.
import { useMemo, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { figuresQuery, mapQuery, useQuery } from '../api/queries';
import type { Figures, Indicator } from '../api/schema';
import { hrefTo, periodFor, shownPeriod, unfinished, useGo, type Context } from '../context';
import { lang, local, t } from '../i18n';
import { detailText, valueOrReason } from '../model/detail';
import { publishedIn, publishedYears, rowsOf, type PublishedYear, type Row } from '../model/figures';
import { finding, nounOf } from '../model/finding';
import { isPercent } from '../model/number';
import { fitPeriod, inYear, parsePeriod, periodId, periodName, type Period } from '../model/period';
import { ComparePicker, IndicatorPicker, PeriodPicker, PillarBadge } from '../view/pickers';
import { PublishedNote } from '../view/published';
import { Loaded } from '../view/states';
import { PageTitle } from '../view/title';
import { Ancestors, indicatorOf, MissingIndicator, untilText } from '../view/place';
import { MapBoard } from './map_board';

const kSurveyYearsBack = 9;

// "Persen · s.d. Oktober 2025 · 8 wilayah · laporan masuk 71 dari 75".
function measureLine(
  indicator: Indicator,
  period: Period,
  rows: readonly Row[],
  self: Row | null,
  noun: string,
  until: Period | null,
): string {
  const parts = [isPercent(indicator) ? t('Persen') : local(indicator.unit) || t('Nilai')];
  parts.push(periodName(period, lang.value, indicator.period_rule === 'cumulative') + untilText(until));
  if (rows.length > 0) parts.push(t('{n} {sebutan}', { n: rows.length, sebutan: noun }));
  if (self?.expected) parts.push(t('laporan masuk {n} dari {m}', { n: self.reported ?? 0, m: self.expected }));
  return parts.join(' \u00b7 ');
}

function Controls({
  context,
  indicator,
  period,
  compared,
  below,
  published,
}: {
  context: Context;
  indicator: Indicator;
  period: Period;
  compared: Period | null;
  below: number;
  published: readonly PublishedYear[];
}) {
  const go = useGo(context);
  const asked = new URLSearchParams(context.search);
  const [more, setMore] = useState(false);
  const deep = context.here.children.some((c) => c.children > 0);
  return (
    <div class={`kendali-baris peta-kendali ${more ? 'terbuka' : ''}`} role="group" aria-label={t('Pilihan peta')}>
      <IndicatorPicker context={context} indicator={indicator} />
      <PeriodPicker context={context} indicator={indicator} period={period} published={published} />
      <button type="button" class="tombol lain" aria-expanded={more} onClick={() => setMore(!more)}>
        {t('Pilihan lain')}
      </button>
      <div class="lanjutan">
        <ComparePicker context={context} indicator={indicator} period={period} compared={compared} />
        {deep && (
          <label class="kolom">
            <span class="nama-kendali">{t('Rinci sampai')}</span>
            <select
              value={String(below)}
              onChange={(e) => go({ query: { turun: e.currentTarget.value === '2' ? '2' : null } })}
            >
              <option value="1">{t('satu tingkat di bawah')}</option>
              <option value="2">{t('dua tingkat di bawah')}</option>
            </select>
          </label>
        )}
        <label class="kolom">
          <span class="nama-kendali">{t('Tampilan')}</span>
          <select
            value={asked.get('tampil') ?? 'peta'}
            onChange={(e) => go({ query: { tampil: e.currentTarget.value === 'peta' ? null : e.currentTarget.value } })}
          >
            <option value="peta">{t('Peta')}</option>
            <option value="petak">{t('Petak')}</option>
            <option value="tabel">{t('Tabel')}</option>
          </select>
        </label>
      </div>
    </div>
  );
}

export function MapPage({ context }: { context: Context }) {
  const indicator = indicatorOf(context);
  if (!indicator) return <MissingIndicator context={context} />;
  return <MapOf context={context} indicator={indicator} />;
}

function MapOf({ context, indicator }: { context: Context; indicator: Indicator }) {
  const { here, session } = context;
  const asked = new URLSearchParams(context.search);
  const opening = periodFor(context, indicator);
  const comparedRaw = parsePeriod(asked.get('banding') ?? '');
  const compared = comparedRaw ? fitPeriod(comparedRaw, indicator) : null;
  const leaf = here.children.length === 0;
  const below = leaf ? 0 : asked.get('turun') === '2' ? 2 : 1;
  // A survey is held in some years only: the last four of them are looked for further back.
  const back = indicator.kind === 'survey' ? kSurveyYearsBack : 3;
  const asking = Array.from({ length: back + 1 }, (_, n) => inYear(opening, opening.year - back + n));
  const ids = [...new Set([...asking, ...(compared ? [compared] : [])].map(periodId))].sort();
  const figures = useQuery(figuresQuery(indicator.code, here.unit.uid, below, ids));
  const period = shownPeriod(context, indicator, figures.data, opening, asking);
  const published = figures.data ? publishedYears(figures.data) : [];
  const held = asking.filter((p) => published.some((each) => each.year === p.year));
  const years = (indicator.kind === 'survey' && held.length > 0 ? held : asking).slice(-4);
  const topology = useQuery(mapQuery(leaf ? '' : here.unit.uid, below || 1));
  const [selected, setSelected] = useState('');
  const title = t('{wilayah}: {indikator}', { wilayah: here.unit.name, indikator: local(indicator.name) });
  const controls = (
    <Controls
      context={context}
      indicator={indicator}
      period={period}
      compared={compared}
      below={below}
      published={published}
    />
  );
  return (
    <div class="isi">
      <Ancestors context={context} />
      <PageTitle plain={title}>
        <PillarBadge context={context} number={indicator.pillar} /> {title}
      </PageTitle>
      <Loaded result={figures} height={640}>
        {(data: Figures) => (
          <MapBody
            context={context}
            indicator={indicator}
            data={data}
            below={below}
            period={period}
            compared={compared}
            years={years}
            topology={leaf ? null : (topology.data ?? null)}
            topologyReady={leaf || !topology.isPending}
            selected={selected}
            onSelect={setSelected}
            controls={controls}
          />
        )}
      </Loaded>
      {!figures.data && controls}
      {indicator.unverified && (
        <p class="catatan">{t('Definisi indikator ini belum diverifikasi terhadap peraturannya.')}</p>
      )}
      {session.demo && <p class="khusus-cetak">{t('DATA CONTOH')}</p>}
    </div>
  );
}

interface BodyProps {
  readonly context: Context;
  readonly indicator: Indicator;
  readonly data: Figures;
  readonly below: number;
  readonly period: Period;
  readonly compared: Period | null;
  readonly years: readonly Period[];
  readonly topology: import('topojson-specification').Topology | null;
  readonly topologyReady: boolean;
  readonly selected: string;
  readonly onSelect: (uid: string) => void;
  readonly controls: preact.JSX.Element;
}

function MapBody(props: BodyProps) {
  const { context, indicator, data, period, compared, selected, controls, below } = props;
  const now = useMemo(() => rowsOf(data, periodId(period)), [data, period, indicator]);
  const lastYear = inYear(period, period.year - 1);
  const until = unfinished(context, period, indicator);
  const noun = nounOf(below === 1 ? context.here.children.map((u) => u.type ?? '') : [], lang.value);
  const measure = measureLine(indicator, period, now.rows, now.self, noun, until);
  const sentence = finding({
    indicator,
    period,
    now,
    before: until ? null : rowsOf(data, periodId(lastYear)),
    unitName: context.here.unit.name,
    noun,
    lang: lang.value,
  });
  const shown = now.rows.find((r) => r.uid === selected) ?? null;
  return (
    <>
      <p class="temuan" data-finding>
        {sentence}
      </p>
      <p class="ukuran">{measure}</p>
      {now.self && (
        <p class="sendiri">
          {context.here.unit.name}: <b>{valueOrReason(now.self, indicator, lang.value)}</b>{' '}
          <Link href={hrefTo(context, { page: 'rincian', rest: indicator.code })}>{t('Rincian indikator')}</Link>
        </p>
      )}
      {controls}
      {data.suppressed && <p class="catatan">{t('Nilai dengan 1–4 kejadian disamarkan untuk pembaca umum.')}</p>}
      {local(data.note ?? { id: '', en: '' }) && <p class="catatan">{local(data.note ?? { id: '', en: '' })}</p>}
      <PublishedNote
        figures={publishedIn(data, [...(now.self ? [now.self] : []), ...now.rows], periodId(period))}
        nameOfUnit={(uid) => data.units.find((u) => u.uid === uid)?.name ?? uid}
      />
      {now.rows.length === 0 ? (
        <p class="kosong">
          {now.self ? detailText(now.self, indicator, lang.value) : t('Tidak ada wilayah di bawahnya.')}
        </p>
      ) : (
        <MapBoard
          {...props}
          now={now}
          before={compared ? rowsOf(data, periodId(compared)) : null}
          sentence={sentence}
          shown={shown}
          subtitle={measure}
        />
      )}
    </>
  );
}
