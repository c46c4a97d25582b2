// SPDX-License-Identifier: Apache-2.0
// Rincian indikator: one indicator of one unit: value, trend, comparison, and how it is counted.
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';

import { figuresQuery, useQuery } from '../api/queries';
import type { Figures, Indicator, Unit } from '../api/schema';
import { hrefTo, periodFor, unfinished, type Context } from '../context';
import { lang, local, t, type Text } from '../i18n';
import { usableBreaks } from '../model/classes';
import { hasCounts, intervalText, isFew, reasonWord, valueOrReason } from '../model/detail';
import { rowsFor, rowsOf, type Row } from '../model/figures';
import { capital, ownFinding, targetWord } from '../model/finding';
import { formatCount, formatNumber, formatTarget, isPercent } from '../model/number';
import { inYear, monthName, periodId, periodName, trendPeriods, type Period } from '../model/period';
import { rankRows } from '../model/rank';
import { unitKey } from '../model/route';
import { dataSource, Figure, sourceLine, useWidth } from '../view/figure';
import { Patterns } from '../view/patterns';
import { IndicatorPicker, PeriodPicker, PillarBadge } from '../view/pickers';
import { FiguresTable, RankList } from '../view/rank_list';
import { Loaded } from '../view/states';
import { StatusChip } from '../view/status';
import { PageTitle } from '../view/title';
import { Trend, type SurveyPoint, type TrendPoint } from '../view/trend';
import { Ancestors, indicatorOf, MissingIndicator, untilText } from '../view/place';

const sourceOf = (context: Context, indicator: Indicator, data: Figures): string =>
  sourceLine(dataSource(indicator, data), data.pulled, context.session.demo);

// The part of a code before its series: STUNTING of STUNTING_EPPGBM and STUNTING_SURVEI.
const stemOf = (code: string): string => code.split('_')[0] ?? code;

// Published figures of this indicator, or of the survey that measures the same thing.
function surveysOf(context: Context, indicator: Indicator, data: Figures): SurveyPoint[] {
  const { uid, code } = context.here.unit;
  const nameOf = (other: string): string => {
    const found = context.catalogue.indicators.find((i) => i.code === other);
    return found && other !== indicator.code ? local(found.short_name) : '';
  };
  return data.published
    .filter((p) => p.unit === uid || (code !== '' && p.unit === code))
    .filter((p) => p.indicator === undefined || stemOf(p.indicator) === stemOf(indicator.code))
    .map((p) => ({
      year: Number(p.period.slice(0, 4)),
      value: p.value,
      low: p.low ?? null,
      high: p.high ?? null,
      source: [p.source, p.basis].filter(Boolean).join(', '),
      name: nameOf(p.indicator ?? indicator.code),
    }))
    .sort((a, b) => a.year - b.year);
}

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
}: {
  context: Context;
  indicator: Indicator;
  data: Figures;
  periods: readonly Period[];
}) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const { unit } = context.here;
  const rows = periods.map((period) => ({ period, row: rowsOf(data, periodId(period)).self }));
  const points: TrendPoint[] = rows.map(({ period, row }) => ({
    period,
    value: indicator.kind === 'survey' ? null : (row?.value ?? null),
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
    surveys.length > 0 ? t('kotak = angka survei, tidak disambung dengan data rutin') : '',
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
        {rows.map(({ period, row }) => (
          <tr key={periodId(period)}>
            <th scope="row">{periodName(period, lang.value, cumulative)}</th>
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
              {t('Survei')} {s.year}
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
      source={sourceOf(context, indicator, data)}
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
        const { self, rows } = rowsFor(data, periodId(period), indicator);
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
            source={sourceOf(context, indicator, data)}
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

const kRules: Record<Indicator['period_rule'], Text> = {
  monthly: 'Jumlah bulan dalam periode, dibagi penyebut bulan yang sama.',
  cumulative: 'Dijumlahkan sejak Januari, dibagi penyebut setahun.',
  latest: 'Angka terbaru dalam tahun itu, tidak lewat akhir periode.',
  fixed: 'Hanya bulan tertentu: {bulan}.',
  yearly: 'Angka tahunan; semua periode dalam tahun itu memakai angka yang sama.',
};
const kDirections: Record<Indicator['direction'], Text> = {
  higher: 'Makin tinggi makin baik.',
  lower: 'Makin rendah makin baik.',
  range: 'Baik di dalam rentang.',
  context: 'Keterangan; tanpa arah baik atau buruk.',
};

function Definition({ indicator, context }: { indicator: Indicator; context: Context }) {
  const months = indicator.months.map((m) => monthName(m, lang.value)).join(', ');
  const items: (readonly [Text, JSX.Element | string])[] = [
    [
      'Pembilang',
      <>
        {local(indicator.numerator_text)} {indicator.numerator && <code>{indicator.numerator}</code>}
      </>,
    ],
    [
      'Penyebut',
      indicator.denominator || local(indicator.denominator_text) ? (
        <>
          {local(indicator.denominator_text)} {indicator.denominator && <code>{indicator.denominator}</code>}
        </>
      ) : (
        t('tanpa penyebut: jumlah')
      ),
    ],
    ['Pengali', formatCount(indicator.factor, lang.value)],
    ['Periode', t(kRules[indicator.period_rule], { bulan: months })],
    ['Arah', t(kDirections[indicator.direction])],
    ['Jenis', indicator.kind === 'survey' ? t('Survei') : t('Laporan rutin')],
    ['Dasar penyebut', indicator.basis_rule || '\u2014'],
    ['Tingkat terendah', indicator.level || '\u2014'],
    [
      'Sumber definisi',
      <>
        {indicator.source || '\u2014'}{' '}
        {indicator.unverified && <span class="belum-sah">{t('belum diverifikasi')}</span>}
      </>,
    ],
    ['Sistem asal', indicator.system || '\u2014'],
  ];
  return (
    <section class="definisi" aria-labelledby="definisi">
      <h2 id="definisi">{t('Bagaimana dihitung')}</h2>
      <dl>
        {items.map(([name, text]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {local(indicator.note) && <p>{local(indicator.note)}</p>}
      {indicator.targets.length > 0 && (
        <div class="gulir" role="region" tabIndex={0} aria-label={t('Target per tahun')}>
          <table>
            <caption>{t('Target per tahun')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('Tahun')}</th>
                <th scope="col">{t('Target')}</th>
                <th scope="col">{t('Sumber')}</th>
              </tr>
            </thead>
            <tbody>
              {indicator.targets.map((target) => (
                <tr key={target.year}>
                  <th scope="row">{target.year}</th>
                  <td>
                    {formatNumber(target.value, Number.isInteger(target.value) ? 0 : indicator.decimals, lang.value)}
                    {target.upper != null &&
                      `\u2013${formatNumber(target.upper, Number.isInteger(target.upper) ? 0 : indicator.decimals, lang.value)}`}
                  </td>
                  <td>
                    {target.source} {target.unverified && <span class="belum-sah">{t('belum diverifikasi')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {context.session.demo && <p class="meta">{t('DATA CONTOH')}</p>}
    </section>
  );
}

export function IndicatorPage({ context }: { context: Context }) {
  const indicator = indicatorOf(context);
  if (!indicator) return <MissingIndicator context={context} />;
  return <IndicatorOf context={context} indicator={indicator} />;
}

function IndicatorOf({ context, indicator }: { context: Context; indicator: Indicator }) {
  const { here } = context;
  const period = periodFor(context, indicator);
  const parent = here.ancestors.at(-1);
  const before = inYear(period, period.year - 1);
  const periods = trendPeriods(period, indicator);
  const ids = [...new Set([...periods, before, period].map(periodId))].sort();
  const figures = useQuery(figuresQuery(indicator.code, here.unit.uid, 0, ids));
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
          const now = rowsFor(data, periodId(period), indicator);
          const sentence = ownFinding({
            indicator,
            period,
            now,
            before: unfinished(context, period, indicator) ? null : rowsFor(data, periodId(before), indicator),
            unitName: here.unit.name,
            lang: lang.value,
          });
          return (
            <>
              <p class="temuan" data-finding>
                {sentence}
              </p>
              <Headline context={context} indicator={indicator} row={now.self} period={period} />
              <div class="kendali-baris" role="group" aria-label={t('Pilihan rincian')}>
                <IndicatorPicker context={context} indicator={indicator} />
                <PeriodPicker context={context} indicator={indicator} period={period} />
              </div>
              <TrendFigure context={context} indicator={indicator} data={data} periods={periods} />
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
