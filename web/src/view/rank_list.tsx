// SPDX-License-Identifier: Apache-2.0
// Units as a list of dots with their intervals and the target line; bars on a phone. Units with few
// events stand apart, counts first, without a rank.
import { Link } from 'wouter-preact';

import type { Indicator } from '../api/schema';
import { lang, t } from '../i18n';
import { classOf, type Ramp } from '../model/classes';
import { detailText, hasCounts, intervalText, isFew, reasonWord, valueOrReason } from '../model/detail';
import type { Row } from '../model/figures';
import { changeWords } from '../model/finding';
import { formatCount, formatNumber, isPercent } from '../model/number';
import { listRange, listScale, type Ranked } from '../model/rank';
import { fillOf } from './patterns';

interface RankListProps {
  readonly ranked: Ranked;
  readonly before?: ReadonlyMap<string, Row> | null;
  readonly breaks: readonly number[];
  readonly ramp: Ramp;
  readonly indicator: Indicator;
  readonly selected: string;
  readonly current?: string; // The unit of the page, set in bold.
  readonly hrefOf: (row: Row) => string;
  readonly onSelect: (uid: string) => void;
  readonly onUp?: () => void;
}

interface Scale {
  readonly top: number; // Of the bars, which start at zero.
  readonly range: readonly [number, number]; // Of the dots.
}

function Plot({
  row,
  before,
  scale,
  props,
}: {
  row: Row;
  before: Row | undefined;
  scale: Scale;
  props: RankListProps;
}) {
  const [from, to] = scale.range;
  const share = (v: number): number => Math.max(0, Math.min(100, (100 * (v - from)) / (to - from || 1)));
  const at = (v: number): string => `${share(v).toFixed(2)}%`;
  const bar = (v: number): string => `${Math.max(0, Math.min(100, (100 * v) / scale.top)).toFixed(2)}%`;
  const targets = row.value === null ? [] : [row.target, row.targetUpper].filter((v): v is number => v !== null);
  const key = classOf(row, props.breaks);
  const color = fillOf(key, props.ramp);
  return (
    <span class={`jalur ${row.value === null ? `tanpa ${key}` : ''}`} aria-hidden="true">
      {row.value !== null && <i class="batang" style={{ width: bar(row.value), backgroundColor: color }} />}
      {row.low !== null && row.high !== null && (
        <i class="selang" style={{ left: at(row.low), width: `${(share(row.high) - share(row.low)).toFixed(2)}%` }} />
      )}
      {before?.value != null && <i class="titik dulu" style={{ left: at(before.value) }} />}
      {row.value !== null && <i class="titik" style={{ left: at(row.value), backgroundColor: color }} />}
      {row.low !== null && row.high !== null && (
        <i
          class="selang-batang"
          style={{
            left: bar(row.low),
            width: `${Math.max(0, parseFloat(bar(row.high)) - parseFloat(bar(row.low))).toFixed(2)}%`,
          }}
        />
      )}
      {targets.map((v) => v >= from && v <= to && <i key={v} class="sasaran" style={{ left: at(v) }} />)}
      {targets.map((v) => v <= scale.top && <i key={`b${v}`} class="sasaran-batang" style={{ left: bar(v) }} />)}
    </span>
  );
}

function Item({ row, scale, props }: { row: Row; scale: Scale; props: RankListProps }) {
  const { indicator, selected, current, hrefOf, onSelect, before } = props;
  const id = lang.value;
  const earlier = before?.get(row.uid);
  const few = isFew(row, indicator);
  const value = row.value === null ? '\u2014' : formatNumber(row.value, indicator.decimals, id);
  const change = changeWords(row.value, earlier?.value ?? null, indicator, id);
  return (
    <li
      data-code={row.code}
      data-unit={row.uid}
      data-rank={row.rank ?? undefined}
      class={row.uid === selected ? 'terpilih' : undefined}
      onClick={() => onSelect(row.uid)}
      onPointerEnter={() => onSelect(row.uid)}
    >
      <span class="nama">
        {row.rank !== null && <span class="urutan">{row.rank}</span>}
        <Link
          href={hrefOf(row)}
          onFocus={() => onSelect(row.uid)}
          aria-label={detailText(row, indicator, id)}
          class={row.uid === current ? 'tebal' : undefined}
        >
          {row.name}
        </Link>
      </span>
      <Plot row={row} before={earlier} scale={scale} props={props} />
      <span class="angka" title={intervalText(row, indicator, id)}>
        {few && row.numerator !== null ? (
          <>
            <b>{t('{n} kasus', { n: formatCount(row.numerator, id) })}</b> {hasCounts(row) && <small>{value}</small>}
          </>
        ) : row.value === null ? (
          <small>{reasonWord(row.reason, id)}</small>
        ) : (
          <b>{isPercent(indicator) ? `${value}%` : value}</b>
        )}
        {change && <small class="ubah">{change}</small>}
      </span>
    </li>
  );
}

export function RankList(props: RankListProps) {
  const { ranked, indicator, onUp } = props;
  const all = [...ranked.ranked, ...ranked.few, ...ranked.without];
  const percent = isPercent(indicator);
  const past = [...(props.before?.values() ?? [])];
  const scale: Scale = { top: listScale([...all, ...past], percent), range: listRange([...all, ...past], percent) };
  const end = (v: number): string =>
    formatNumber(v, Math.abs(v) >= 10 || Number.isInteger(v) ? 0 : indicator.decimals, lang.value);
  const few = ranked.few.some((r) => isFew(r, indicator));
  const group = (rows: readonly Row[], label: string, heading: boolean) =>
    rows.length > 0 && (
      <>
        {heading && <h3 class="subjudul">{label}</h3>}
        <ul class="peringkat" role="list" aria-label={label} onKeyDown={(e) => e.key === 'Escape' && onUp?.()}>
          {rows.map((row) => (
            <Item key={row.uid} row={row} scale={scale} props={props} />
          ))}
        </ul>
      </>
    );
  return (
    <div class="daftar-peringkat">
      {group(ranked.ranked, t('Peringkat wilayah'), false)}
      {group(ranked.few, few ? t('Sangat sedikit kasus, tidak diperingkat') : t('Tidak diperingkat, urut kode'), true)}
      {ranked.ranked.length + ranked.few.length > 0 && (
        <div class="skala" aria-hidden="true">
          <span>{end(scale.range[0])}</span>
          <span>{end(scale.range[1])}</span>
        </div>
      )}
      {group(ranked.without, t('Tanpa nilai'), ranked.ranked.length + ranked.few.length > 0)}
    </div>
  );
}

export function FiguresTable({
  rows,
  indicator,
  self,
  onSelect,
  hrefOf,
  selected,
}: {
  rows: readonly Row[];
  indicator: Indicator;
  self: Row | null;
  selected?: string;
  onSelect?: (uid: string) => void;
  hrefOf?: (row: Row) => string;
}) {
  const id = lang.value;
  const count = (v: number | null): string => (v === null ? '' : formatCount(v, id));
  const line = (row: Row, whole: boolean) => (
    <tr
      key={row.uid}
      class={whole ? 'jumlah' : row.uid === selected ? 'terpilih' : undefined}
      data-unit={row.uid}
      data-code={row.code}
      onClick={() => onSelect?.(row.uid)}
    >
      <td>{row.code}</td>
      <th scope="row">
        {hrefOf && !whole ? (
          <Link href={hrefOf(row)} onFocus={() => onSelect?.(row.uid)}>
            {row.name}
          </Link>
        ) : (
          row.name
        )}
      </th>
      <td>{valueOrReason(row, indicator, id)}</td>
      <td>{intervalText(row, indicator, id)}</td>
      <td>{count(row.numerator)}</td>
      <td>{count(row.denominator)}</td>
      <td>
        {row.target === null ? '' : formatNumber(row.target, Number.isInteger(row.target) ? 0 : indicator.decimals, id)}
      </td>
      <td>{row.expected ? `${count(row.reported)} / ${count(row.expected)}` : ''}</td>
    </tr>
  );
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('Kode')}</th>
          <th scope="col">{t('Wilayah')}</th>
          <th scope="col">{t('Nilai')}</th>
          <th scope="col">{t('Selang 95%')}</th>
          <th scope="col">{t('Pembilang')}</th>
          <th scope="col">{t('Penyebut')}</th>
          <th scope="col">{t('Target')}</th>
          <th scope="col">{t('Laporan')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => line(row, false))}
        {self && line(self, true)}
      </tbody>
    </table>
  );
}
