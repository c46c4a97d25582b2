// SPDX-License-Identifier: Apache-2.0
// Rincian indikator: one indicator of one unit: value, trend, comparison, and how it is counted.
import { Link } from 'wouter-preact';

import { figuresQuery, useQuery } from '../api/queries';
import type { Figures, Indicator, Published, Unit } from '../api/schema';
import { hrefTo, periodFor, shownPeriod, unfinished, type Context } from '../context';
import { lang, local, t } from '../i18n';
import { usableBreaks } from '../model/classes';
import { hasCounts, intervalText, isFew, reasonWord, valueOrReason } from '../model/detail';
import { publishedIn, publishedYears, rowsOf, sourceName, type Row } from '../model/figures';
import { capital, ownFinding, targetWord } from '../model/finding';
import { formatCount, formatNumber, formatTarget, isPercent } from '../model/number';
import { inYear, periodId, periodName, trendPeriods, type Period } from '../model/period';
import { rankRows } from '../model/rank';
import { unitKey } from '../model/route';
import { dataSource, Figure, sourceLine, useWidth } from '../view/figure';
import { Patterns } from '../view/patterns';
import { IndicatorPicker, PeriodPicker, PillarBadge } from '../view/pickers';
import { FiguresTable, RankList } from '../view/rank_list';
import { PublishedFigures, PublishedNote } from '../view/published';
import { Loaded } from '../view/states';
import { StatusChip } from '../view/status';
import { PageTitle } from '../view/title';
import { Trend, type SurveyPoint, type TrendPoint } from '../view/trend';
import { Ancestors, indicatorOf, MissingIndicator, untilText } from '../view/place';
import { Definition } from './definition';

const sourceOf = (context: Context, indicator: Indicator, data: Figures, period: Period): string =>
  sourceLine(dataSource(indicator, data, periodId(period)), data.pulled, context.session.demo);

// The part of a code before its series: STUNTING of STUNTING_EPPGBM and STUNTING_SURVEI.
const stemOf = (code: string): string => code.split('_')[0] ?? code;

// Another series' name; empty for the indicator's own.
function seriesName(context: Context, indicator: Indicator, code: string): string {
  if (code === indicator.code) return '';
  const found = context.catalogue.indicators.find((i) => i.code === code);
  return found ? local(found.short_name) : code;
}

// What was published for this unit about the indicator, or about the same thing counted another way.
function publishedOf(context: Context, indicator: Indicator, data: Figures): Published[] {
  return data.published
    .filter((p) => p.unit === context.here.unit.uid)
    .filter((p) => p.indicator === undefined || stemOf(p.indicator) === stemOf(indicator.code));
}

const surveysOf = (context: Context, indicator: Indicator, data: Figures): SurveyPoint[] =>
  publishedOf(context, indicator, data)
    .map((p) => ({
      year: Number(p.period.slice(0, 4)),
      value: p.value,
      low: p.low ?? null,
      high: p.high ?? null,
      source: [p.basis, sourceName({ source: p.source, basis: '' })].filter(Boolean).join(', '),
      name: seriesName(context, indicator, p.indicator ?? indicator.code),
      survey: p.kind === 'survey',
    }))
    .sort((a, b) => a.year - b.year);

function Headline({
  context,
  indicator,
  row,
  period,
}: {
  context: Context;
  indicator: Indicator;
  row: Row | null;
  period: Period;
}) {
  if (!row) return null;
  const count = (v: number): string => formatCount(v, lang.value);
  const interval = intervalText(row, indicator, lang.value);
  const few = isFew(row, indicator);
  return (
    <div class="utama-angka">
      <p class="besar" data-value>
        {few && row.numerator !== null
          ? t('{n} kasus', { n: count(row.numerator) })
          : valueOrReason(row, indicator, lang.value)}
      </p>
      <div>
        {few && row.value !== null && (
          <p>
            {valueOrReason(row, indicator, lang.value)}; {t('sangat sedikit kasus')}
          </p>
        )}
        {row.status !== 'none' && <StatusChip status={row.status} />}
        {row.target !== null && (
          <p>
            {capital(targetWord(period, indicator, lang.value))} {formatTarget(row.target, indicator, lang.value)}
          </p>
        )}
        {hasCounts(row) && (
          <p class="meta">
            {count(row.numerator ?? 0)} / {count(row.denominator ?? 0)}
          </p>
        )}
        {interval && (
          <p class="meta">
            {t('selang 95%')} {interval}
          </p>
        )}
        <p class="meta">
          {periodName(period, lang.value, indicator.period_rule === 'cumulative') +
            untilText(unfinished(context, period, indicator))}
        </p>
        {row.expected !== null && row.expected > 0 && (
          <p class="meta">{t('laporan masuk {n} dari {m}', { n: count(row.reported ?? 0), m: count(row.expected) })}</p>
        )}
        {row.incomplete && <p class="meta">{t('Sebagian unsur perhitungan belum ada.')}</p>}
        {isPercent(indicator) && row.value !== null && row.value > 100 && (
          <p class="meta">{t('Di atas 100%: penyebutnya perkiraan dan bisa terlalu kecil.')}</p>
        )}
      </div>
      <Link href={hrefTo(context, { page: 'peta', rest: indicator.code })}>{t('Lihat di peta')}</Link>
    </div>
  );
}

function TrendFigure({
  context,
  indicator,
  data,
  periods,
  period,
}: {
  context: Context;
  indicator: Indicator;
  data: Figures;
  periods: readonly Period[];
  period: Period;
}) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const { unit } = context.here;
  const rows = periods.map((each) => ({ period: each, row: rowsOf(data, periodId(each)).self }));
  const points: TrendPoint[] = rows.map(({ period: each, row }) => ({
    period: each,
    value: row && !row.published ? row.value : null,
    target: row?.target ?? null,
  }));
  const surveys = surveysOf(context, indicator, data);
  const gaps = points.filter((p) => p.value === null).length;
  const cumulative = indicator.period_rule === 'cumulative';
  const predecessor = unit.predecessor ?? null;
  const breakYear = predecessor ? Number(predecessor.year) : null;
  const isSurvey = indicator.kind === 'survey';
  const notes = [
    cumulative ? t('kumulatif sejak Januari; garis mulai lagi tiap tahun') : '',
    gaps > 0 && !isSurvey ? t('{n} periode tanpa angka dibiarkan kosong', { n: gaps }) : '',
    surveys.length > 0 ? t('kotak = angka terbit, tidak disambung dengan laporan') : '',
  ].filter(Boolean);
  const table = (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('Periode')}</th>
          <th scope="col">{t('Nilai')}</th>
          <th scope="col">{t('Selang 95%')}</th>
          <th scope="col">{t('Pembilang')}</th>
          <th scope="col">{t('Penyebut')}</th>
          <th scope="col">{t('Target')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ period: each, row }) => (
          <tr key={periodId(each)}>
            <th scope="row">{periodName(each, lang.value, cumulative)}</th>
            <td>{row ? valueOrReason(row, indicator, lang.value) : reasonWord('not_reported', lang.value)}</td>
            <td>{row ? intervalText(row, indicator, lang.value) : ''}</td>
            <td>{row?.numerator != null ? formatCount(row.numerator, lang.value) : ''}</td>
            <td>{row?.denominator != null ? formatCount(row.denominator, lang.value) : ''}</td>
            <td>
              {row?.target != null
                ? formatNumber(row.target, Number.isInteger(row.target) ? 0 : indicator.decimals, lang.value)
                : ''}
            </td>
          </tr>
        ))}
        {surveys.map((s) => (
          <tr key={`s${s.year}${s.source}`}>
            <th scope="row">
              {t('Terbit')} {s.year}
            </th>
            <td>{formatNumber(s.value, indicator.decimals, lang.value)}</td>
            <td>
              {s.low !== null && s.high !== null
                ? `${formatNumber(s.low, indicator.decimals, lang.value)}\u2013${formatNumber(s.high, indicator.decimals, lang.value)}`
                : t('selang tidak tersedia')}
            </td>
            <td colSpan={3}>{s.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <Figure
      name="tren"
      title={t('Tren {wilayah}', { wilayah: unit.name })}
      subtitle={notes.join('; ')}
      source={sourceOf(context, indicator, data, period)}
      table={table}
    >
      <div ref={frame} class="kanvas">
        <Trend
          points={points}
          surveys={surveys}
          indicator={indicator}
          width={width}
          label={t('Tren {indikator}, {wilayah}', { indikator: local(indicator.name), wilayah: unit.name })}
          breakYear={breakYear}
          breakText={
            predecessor
              ? t('sejak {tahun}, sebelumnya bagian {nama}', { tahun: predecessor.year, nama: predecessor.name })
              : ''
          }
        />
      </div>
    </Figure>
  );
}

// The units directly below `base`, the page's own in bold where it is one of them.
function Compared({
  context,
  indicator,
  period,
  base,
}: {
  context: Context;
  indicator: Indicator;
  period: Period;
  base: Unit;
}) {
  const { here } = context;
  const figures = useQuery(figuresQuery(indicator.code, base.uid, 1, [periodId(period)]));
  const title = t('Perbandingan wilayah di {wilayah}', { wilayah: base.name });
  return (
    <Loaded result={figures} height={240}>
      {(data) => {
        const { self, rows } = rowsOf(data, periodId(period));
        const breaks = usableBreaks(
          data.breaks,
          rows.flatMap((r) => (r.value === null ? [] : [r.value])),
        );
        const hrefOf = (row: Row): string => hrefTo(context, { unit: row.code || row.uid });
        return (
          <Figure
            name={base.uid === here.unit.uid ? 'di-dalam' : 'pembanding'}
            title={title}
            subtitle={periodName(period, lang.value, indicator.period_rule === 'cumulative')}
            source={sourceOf(context, indicator, data, period)}
            table={<FiguresTable rows={rows} self={self} indicator={indicator} hrefOf={hrefOf} />}
          >
            <RankList
              ranked={rankRows(rows)}
              breaks={breaks}
              ramp={data.ramp}
              indicator={indicator}
              selected=""
              current={here.unit.uid}
              hrefOf={hrefOf}
              onSelect={() => undefined}
            />
          </Figure>
        );
      }}
    </Loaded>
  );
}

export function IndicatorPage({ context }: { context: Context }) {
  const indicator = indicatorOf(context);
  if (!indicator) return <MissingIndicator context={context} />;
  return <IndicatorOf context={context} indicator={indicator} />;
}

function IndicatorOf({ context, indicator }: { context: Context; indicator: Indicator }) {
  const { here } = context;
  const opening = periodFor(context, indicator);
  const parent = here.ancestors.at(-1);
  const periods = trendPeriods(opening, indicator);
  const ids = [...new Set([...periods, inYear(opening, opening.year - 1), opening].map(periodId))].sort();
  const figures = useQuery(figuresQuery(indicator.code, here.unit.uid, 0, ids));
  const period = shownPeriod(context, indicator, figures.data, opening, periods);
  const before = inYear(period, period.year - 1);
  const title = t('{wilayah}: {indikator}', { wilayah: here.unit.name, indikator: local(indicator.name) });
  return (
    <div class="isi">
      <Patterns />
      <Ancestors context={context} />
      <PageTitle plain={title}>
        <PillarBadge context={context} number={indicator.pillar} /> {title}
      </PageTitle>
      <Loaded result={figures} height={480}>
        {(data) => {
          const now = rowsOf(data, periodId(period));
          const shown = publishedIn(data, now.self ? [now.self] : [], periodId(period));
          const sentence = ownFinding({
            indicator,
            period,
            now,
            before: unfinished(context, period, indicator) ? null : rowsOf(data, periodId(before)),
            unitName: here.unit.name,
            lang: lang.value,
          });
          return (
            <>
              <p class="temuan" data-finding>
                {shown.some((one) => one.question)
                  ? t('{wilayah}: angka terbit {nilai} dipertanyakan.', {
                      wilayah: here.unit.name,
                      nilai: now.self ? valueOrReason(now.self, indicator, lang.value) : '',
                    })
                  : sentence}
              </p>
              <Headline context={context} indicator={indicator} row={now.self} period={period} />
              <div class="kendali-baris" role="group" aria-label={t('Pilihan rincian')}>
                <IndicatorPicker context={context} indicator={indicator} />
                <PeriodPicker
                  context={context}
                  indicator={indicator}
                  period={period}
                  published={publishedYears(data)}
                />
              </div>
              <PublishedNote
                figures={shown}
                nameOfUnit={() => here.unit.name}
              />
              <TrendFigure context={context} indicator={indicator} data={data} periods={periods} period={period} />
              <PublishedFigures
                figures={publishedOf(context, indicator, data)}
                indicator={indicator}
                nameOf={(code) => seriesName(context, indicator, code)}
              />
            </>
          );
        }}
      </Loaded>
      {parent && parent.children > 1 && (
        <Compared key={parent.uid} context={context} indicator={indicator} period={period} base={parent} />
      )}
      {here.children.length > 0 && (
        <Compared key={here.unit.uid} context={context} indicator={indicator} period={period} base={here.unit} />
      )}
      <Definition indicator={indicator} context={context} />
      <p>
        <Link href={hrefTo(context, { page: 'peta', unit: unitKey(here.unit), rest: indicator.code })}>
          {t('Lihat di peta')}
        </Link>
      </p>
    </div>
  );
}
