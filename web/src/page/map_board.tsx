// SPDX-License-Identifier: Apache-2.0
// The figures of the map page: map or tiles, legend, list, table and small multiples, all showing the
// same period, classes and selected unit.
import { useMemo, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { hrefTo, unfinished, useGo } from '../context';
import { lang, t } from '../i18n';
import { legendOf, usableBreaks } from '../model/classes';
import { detailText, intervalText, valueOrReason } from '../model/detail';
import { rowsOf, type Row } from '../model/figures';
import { rangeText, targetWord } from '../model/finding';
import type { MapScene } from '../model/mapscene';
import { formatTarget } from '../model/number';
import { periodId, periodName } from '../model/period';
import { rankRows } from '../model/rank';
import { unitKey } from '../model/route';
import { tileScene } from '../model/tilescene';
import { Figure, useWidth } from '../view/figure';
import { Legend } from '../view/legend';
import { MapView } from '../view/map_view';
import { Patterns } from '../view/patterns';
import { untilText } from '../view/place';
import { FiguresTable, RankList } from '../view/rank_list';
import { Skeleton } from '../view/states';
import { briefValue, drawing, hasShapes, labelsOf, sourceOf, type BoardProps } from './map_drawing';
import { Downloads } from './map_files';

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
      title={
        years.length === 4
          ? t('Empat tahun dengan kelas yang sama')
          : t('{n} tahun dengan kelas yang sama', { n: years.length })
      }
      subtitle={t('Periode yang sama tiap tahun; angka untuk {wilayah}', { wilayah: context.here.unit.name })}
      source={sourceOf(board)}
    >
      <div class="kecil-kecil" ref={frame} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {width > 0 &&
          years.map((period) => {
            const { self, rows } = rowsOf(data, periodId(period));
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
