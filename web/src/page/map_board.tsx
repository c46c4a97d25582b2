// SPDX-License-Identifier: Apache-2.0
// The figures of the map page: map or tiles, legend, list, table, small multiples, and the files they
// can be saved as.
import { useMemo, useState } from 'preact/hooks';
import type { Topology } from 'topojson-specification';
import { Link } from 'wouter-preact';

import type { Figures, Indicator } from '../api/schema';
import { hrefTo, unfinished, useGo, type Context } from '../context';
import { lang, local, t } from '../i18n';
import { classOf, legendOf, usableBreaks, type ClassKey } from '../model/classes';
import { csvOf } from '../model/csv';
import { detailText, intervalText, isFew, reasonWord, statusWord, valueOrReason } from '../model/detail';
import { rowsFor, type PeriodRows, type Row } from '../model/figures';
import { formatCount, formatNumber, formatTarget, isPercent } from '../model/number';
import { sceneOf, type LabelText, type MapScene } from '../model/mapscene';
import { periodId, periodName, type Period } from '../model/period';
import { rangeText, targetWord } from '../model/finding';
import { rankRows } from '../model/rank';
import { unitKey } from '../model/route';
import { sheetOf, svgOf, type Sheet } from '../model/sheet';
import { tileScene } from '../model/tilescene';
import { dataSource, Figure, sourceLine, useWidth } from '../view/figure';
import { Legend, legendText } from '../view/legend';
import { untilText } from '../view/place';
import { MapView } from '../view/map_view';
import { Patterns } from '../view/patterns';
import { FiguresTable, RankList } from '../view/rank_list';
import { pngOf, saveFile } from '../view/save_file';
import { Skeleton } from '../view/states';

export interface BoardProps {
  readonly context: Context;
  readonly indicator: Indicator;
  readonly data: Figures;
  readonly period: Period;
  readonly compared: Period | null;
  readonly years: readonly Period[];
  readonly topology: Topology | null;
  readonly topologyReady: boolean;
  readonly selected: string;
  readonly onSelect: (uid: string) => void;
  readonly now: PeriodRows;
  readonly before: PeriodRows | null;
  readonly sentence: string;
  readonly subtitle: string;
  readonly shown: Row | null;
}

// The number without its unit, which the page has named already.
function briefValue(row: Row, indicator: Indicator): string {
  if (row.value === null) return reasonWord(row.reason, lang.value);
  return formatNumber(row.value, indicator.decimals, lang.value) + (isPercent(indicator) ? '%' : '');
}

function labelsOf(rows: readonly Row[], indicator: Indicator): Map<string, LabelText> {
  const number = (r: Row): string => {
    if (r.value !== null && isFew(r, indicator))
      return t('{n} kasus', { n: formatCount(r.numerator ?? 0, lang.value) });
    return briefValue(r, indicator);
  };
  return new Map(rows.map((r) => [r.uid, { name: r.shortName, value: number(r) }]));
}

// A map needs a shape for at least half the units; otherwise tiles say more.
function hasShapes(topology: Topology | null, rows: readonly Row[]): boolean {
  if (!topology) return false;
  const units = topology.objects.units;
  const ids = new Set(units?.type === 'GeometryCollection' ? units.geometries.map((g) => String(g.id ?? '')) : []);
  return rows.filter((r) => ids.has(r.uid)).length * 2 >= rows.length;
}

function drawing(
  props: BoardProps,
  rows: readonly Row[],
  width: number,
  labelled: boolean,
  maxHeight: number,
): MapScene {
  const view = new URLSearchParams(props.context.search).get('tampil');
  if (view !== 'petak' && props.topology && hasShapes(props.topology, rows)) {
    const labels = labelled && width >= 380 ? labelsOf(rows, props.indicator) : null;
    return sceneOf(props.topology, { width, maxHeight, labels });
  }
  return tileScene(rows, width, labelled ? labelsOf(rows, props.indicator) : null);
}

const fileName = (props: BoardProps, ending: string): string =>
  `${props.indicator.code}_${unitKey(props.context.here.unit)}_${periodId(props.period)}${props.context.session.demo ? '_DATA-CONTOH' : ''}.${ending}`;

const titleOf = (props: BoardProps): string => `${props.context.here.unit.name}: ${local(props.indicator.name)}`;

const sourceOf = (props: BoardProps): string =>
  sourceLine(dataSource(props.indicator, props.data), props.data.pulled, props.context.session.demo);

function sheetFor(props: BoardProps, breaks: readonly number[]): Sheet {
  const cumulative = props.indicator.period_rule === 'cumulative';
  const one = (rows: readonly Row[], period: Period, width: number) => ({
    caption: periodName(period, lang.value, cumulative),
    scene: drawing(props, rows, width, true, 620),
    classes: new Map<string, ClassKey>(rows.map((r) => [r.uid, classOf(r, breaks)])),
    names: new Map(rows.map((r) => [r.uid, detailText(r, props.indicator, lang.value)])),
  });
  const maps =
    props.before && props.compared
      ? [one(props.before.rows, props.compared, 620), one(props.now.rows, props.period, 620)]
      : [one(props.now.rows, props.period, 840)];
  return sheetOf({
    title: titleOf(props),
    finding: props.sentence,
    subtitle: props.subtitle,
    source: sourceOf(props),
    demo: props.context.session.demo ? t('DATA CONTOH') : '',
    maps,
    legend: legendOf(props.now.rows, breaks).map((entry) => ({
      entry,
      text: legendText(entry, props.indicator.decimals),
    })),
    ramp: props.data.ramp,
  });
}

function saveCsv(props: BoardProps): void {
  const { indicator, now, before, compared, period } = props;
  const head = [
    'kode',
    'wilayah',
    'periode',
    'nilai',
    'satuan',
    'pembilang',
    'penyebut',
    'batas_bawah_95',
    'batas_atas_95',
    'target',
    'status',
    'laporan_masuk',
    'laporan_seharusnya',
    'alasan_tanpa_nilai',
  ];
  const line = (p: Period) => (r: Row) => [
    r.code,
    r.name,
    periodId(p),
    r.value,
    local(indicator.unit),
    r.numerator,
    r.denominator,
    r.low,
    r.high,
    r.target,
    r.status === 'none' ? '' : statusWord(r.status, lang.value),
    r.reported,
    r.expected,
    r.value === null ? reasonWord(r.reason, lang.value) : '',
  ];
  const rows = [...now.rows, ...(now.self ? [now.self] : [])].map(line(period));
  if (before && compared) rows.push(...[...before.rows, ...(before.self ? [before.self] : [])].map(line(compared)));
  const notes = [[], [titleOf(props)], [sourceOf(props)], ...(props.context.session.demo ? [[t('DATA CONTOH')]] : [])];
  saveFile(
    fileName(props, 'csv'),
    new Blob([csvOf([head, ...rows, ...notes], lang.value)], { type: 'text/csv;charset=utf-8' }),
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  // Without a secure connection a page may not use the clipboard; the address bar still holds the link.
  if (!navigator.clipboard) return null;
  return (
    <button type="button" class="tautan" onClick={() => void copy().catch(() => setCopied(false))}>
      <span role="status">{copied ? t('Tautan tersalin') : t('Salin tautan')}</span>
    </button>
  );
}

function Downloads({ board, breaks }: { board: BoardProps; breaks: readonly number[] }) {
  const [failed, setFailed] = useState(false);
  const png = async (): Promise<void> => {
    try {
      saveFile(fileName(board, 'png'), await pngOf(sheetFor(board, breaks)));
    } catch {
      setFailed(true);
    }
  };
  return (
    <span class="unduh">
      <span>{t('Unduh')}:</span>
      <button type="button" class="tautan" onClick={() => void png()} aria-label={t('Unduh PNG')}>
        PNG
      </button>
      <button
        type="button"
        class="tautan"
        aria-label={t('Unduh SVG')}
        onClick={() =>
          saveFile(fileName(board, 'svg'), new Blob([svgOf(sheetFor(board, breaks))], { type: 'image/svg+xml' }))
        }
      >
        SVG
      </button>
      <button type="button" class="tautan" aria-label={t('Unduh CSV')} onClick={() => saveCsv(board)}>
        CSV
      </button>
      <CopyLink />
      {failed && <span role="alert">{t('PNG tidak dapat dibuat di peramban ini; pakai SVG.')}</span>}
    </span>
  );
}

function SelectedUnit({ board }: { board: BoardProps }) {
  const { shown, context, indicator } = board;
  if (!shown)
    return (
      <p class="pilihan kosong-pilihan">
        {t('Pilih wilayah di peta, daftar, atau tabel untuk rinciannya. Enter membuka wilayah, Esc naik satu tingkat.')}
      </p>
    );
  const key = shown.code || shown.uid;
  return (
    <p class="pilihan" data-detail>
      <span data-detail-text>{detailText(shown, indicator, lang.value)}</span>{' '}
      <Link href={hrefTo(context, { unit: key, query: { turun: null } })}>
        {t('Buka {wilayah}', { wilayah: shown.name })}
      </Link>{' '}
      <Link href={hrefTo(context, { unit: key, page: 'rincian', rest: indicator.code })}>{t('Rincian indikator')}</Link>
    </p>
  );
}

function Multiples({ board, breaks }: { board: BoardProps; breaks: readonly number[] }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const columns = width >= 720 ? 4 : 2;
  const each = Math.floor((width - 20 * (columns - 1)) / columns);
  const { data, indicator, years, context } = board;
  return (
    <Figure
      name="tahun"
      title={t('Empat tahun dengan kelas yang sama')}
      subtitle={t('Periode yang sama tiap tahun; angka untuk {wilayah}', { wilayah: context.here.unit.name })}
      source={sourceOf(board)}
    >
      <div class="kecil-kecil" ref={frame} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {width > 0 &&
          years.map((period) => {
            const { self, rows } = rowsFor(data, periodId(period), indicator);
            const scene = drawing(board, rows, each, false, 170);
            const name =
              periodName(period, lang.value, indicator.period_rule === 'cumulative') +
              untilText(unfinished(context, period, indicator));
            return (
              <div key={periodId(period)} data-year={period.year}>
                <h3>
                  {name} <b>{self ? briefValue(self, indicator) : ''}</b>
                </h3>
                <MapView
                  scene={scene}
                  rows={rows}
                  breaks={breaks}
                  ramp={data.ramp}
                  indicator={indicator}
                  label={`${name}: ${self ? valueOrReason(self, indicator, lang.value) : ''}`}
                  selected=""
                />
              </div>
            );
          })}
      </div>
    </Figure>
  );
}

export function MapBoard(props: BoardProps) {
  const { context, indicator, data, period, compared, now, before, selected } = props;
  const go = useGo(context);
  const [frame, width] = useWidth<HTMLDivElement>();
  const [hover, setHover] = useState('');
  const onSelect = (uid: string): void => {
    setHover('');
    props.onSelect(uid);
  };
  const view = new URLSearchParams(context.search).get('tampil') ?? 'peta';
  const order = new URLSearchParams(context.search).get('urut') ?? 'nilai';
  const breaks = useMemo(
    () =>
      usableBreaks(
        data.breaks,
        [...now.rows, ...(before?.rows ?? [])].flatMap((r) => (r.value === null ? [] : [r.value])),
      ),
    [data, now, before],
  );
  const two = before !== null && compared !== null;
  const each = two && width >= 720 ? Math.floor((width - 28) / 2) : width;
  const search = context.search;
  const scene = useMemo(
    () => (each > 0 ? drawing(props, now.rows, each, true, 560) : null),
    [each, now, props.topology, search, lang.value],
  );
  const earlier = useMemo(
    () => (each > 0 && before ? drawing(props, before.rows, each, true, 560) : null),
    [each, before, props.topology, search, lang.value],
  );
  const up = context.here.ancestors.at(-1);
  const goUp = (): void => {
    if (up) go({ unit: unitKey(up), query: { turun: null } });
  };
  const enter = (uid: string): void => {
    const row = now.rows.find((r) => r.uid === uid);
    if (row) go({ unit: row.code || row.uid, query: { turun: null } });
  };
  const hrefOf = (row: Row): string => hrefTo(context, { unit: row.code || row.uid, query: { turun: null } });
  const name = periodName(period, lang.value, indicator.period_rule === 'cumulative');
  const mapped = view !== 'petak' && hasShapes(props.topology, now.rows);
  const homeless = mapped && scene ? now.rows.filter((r) => !scene.drawn.has(r.uid)) : [];
  const one = (s: MapScene, rows: readonly Row[], label: string) => (
    <MapView
      scene={s}
      rows={rows}
      breaks={breaks}
      ramp={data.ramp}
      indicator={indicator}
      label={label}
      selected={hover || selected}
      onSelect={onSelect}
      onHover={setHover}
      onEnter={enter}
      onUp={goUp}
    />
  );
  const table = (
    <FiguresTable
      rows={now.rows}
      self={now.self}
      indicator={indicator}
      selected={selected}
      onSelect={onSelect}
      hrefOf={hrefOf}
    />
  );
  const ranked = order === 'kode' ? { ranked: now.rows, few: [], without: [] } : rankRows(now.rows);
  const shown = now.rows.find((r) => r.uid === (hover || selected)) ?? null;
  return (
    <>
      <Patterns />
      <div class={`papan ${two ? 'dua' : ''}`}>
        {view === 'tabel' ? (
          <Figure
            name="tabel"
            title={t('Tabel wilayah')}
            subtitle={props.subtitle}
            source={sourceOf(props)}
            actions={<Downloads board={props} breaks={breaks} />}
          >
            <div class="gulir" role="region" tabIndex={0} aria-label={t('Tabel wilayah')}>
              {table}
            </div>
            <SelectedUnit board={{ ...props, shown }} />
          </Figure>
        ) : (
          <Figure
            name="peta"
            title={mapped ? t('Peta per wilayah') : t('Petak per wilayah')}
            subtitle={
              two && compared
                ? t('{kini} dan {dulu}, satu legenda', {
                    kini: name,
                    dulu: periodName(compared, lang.value, indicator.period_rule === 'cumulative'),
                  })
                : name
            }
            source={sourceOf(props)}
            actions={<Downloads board={props} breaks={breaks} />}
            table={table}
          >
            <div ref={frame} class="kanvas">
              {!props.topologyReady || !scene ? (
                <Skeleton height={420} />
              ) : two && earlier && before && compared ? (
                <div
                  class="berdampingan"
                  style={{ gridTemplateColumns: `repeat(${width >= 720 ? 2 : 1}, minmax(0, 1fr))` }}
                >
                  <div>
                    <h3>{periodName(compared, lang.value, indicator.period_rule === 'cumulative')}</h3>
                    {one(earlier, before.rows, t('Peta {periode}', { periode: periodName(compared, lang.value) }))}
                  </div>
                  <div>
                    <h3>{name}</h3>
                    {one(scene, now.rows, t('Peta {periode}', { periode: name }))}
                  </div>
                </div>
              ) : (
                one(scene, now.rows, t('Peta {periode}', { periode: name }))
              )}
              {homeless.length > 0 && width > 0 && (
                <>
                  <h3 class="subjudul">{t('Tanpa batas wilayah')}</h3>
                  {one(tileScene(homeless, width, labelsOf(homeless, indicator)), homeless, t('Wilayah tanpa batas'))}
                </>
              )}
            </div>
            {!mapped && view !== 'petak' && (
              <p class="catatan">{t('Tanpa batas wilayah, tiap unit digambar sebagai petak berukuran sama.')}</p>
            )}
            <SelectedUnit board={{ ...props, shown }} />
            {data.breaks_from === 'equal' && <p class="meta">{t('Kelas: selang sama, karena tidak ada target.')}</p>}
            <Legend
              entries={legendOf(now.rows, breaks)}
              before={two && before ? legendOf(before.rows, breaks) : null}
              ramp={data.ramp}
              decimals={indicator.decimals}
            />
          </Figure>
        )}
        <Figure
          name="peringkat"
          title={data.interval === 'none' ? t('Wilayah berurutan') : t('Wilayah berurutan, dengan selang 95%')}
          subtitle={listNote(props, two)}
          source={sourceOf(props)}
          actions={
            <button
              type="button"
              class="tautan"
              onClick={() => go({ query: { urut: order === 'kode' ? null : 'kode' } }, true)}
            >
              {order === 'kode' ? t('Urutkan menurut nilai') : t('Urutkan menurut kode')}
            </button>
          }
        >
          <RankList
            ranked={ranked}
            before={before ? new Map(before.rows.map((r) => [r.uid, r])) : null}
            breaks={breaks}
            ramp={data.ramp}
            indicator={indicator}
            selected={selected}
            hrefOf={hrefOf}
            onSelect={onSelect}
            onUp={goUp}
          />
        </Figure>
      </div>
      {view !== 'tabel' && props.topologyReady && <Multiples board={props} breaks={breaks} />}
    </>
  );
}

function listNote(props: BoardProps, two: boolean): string {
  const targets = new Set(props.now.rows.flatMap((r) => (r.target === null ? [] : [r.target])));
  const parts: string[] = [];
  const target = [...targets][0];
  const upper = props.now.rows.find((r) => r.target !== null)?.targetUpper ?? null;
  if (targets.size === 1 && target !== undefined && props.indicator.direction === 'range') {
    parts.push(t('garis tegak = rentang {nilai}', { nilai: rangeText(target, upper, props.indicator, lang.value) }));
  } else if (targets.size === 1 && target !== undefined) {
    parts.push(
      t('garis tegak = {kata} {nilai}', {
        kata: targetWord(props.period, props.indicator, lang.value),
        nilai: formatTarget(target, props.indicator, lang.value),
      }),
    );
  } else if (targets.size > 1) {
    parts.push(t('garis tegak = target masing-masing'));
  }
  if (two) parts.push(t('lingkaran kosong = periode pembanding'));
  if (props.now.rows.some((r) => intervalText(r, props.indicator, lang.value) !== ''))
    parts.push(t('garis datar = selang kepercayaan 95%'));
  return parts.join('; ');
}
