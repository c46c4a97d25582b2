// SPDX-License-Identifier: Apache-2.0
// What every figure of the map page shares: its data, its labels, and how its areas are drawn.
import type { Topology } from 'topojson-specification';

import type { Figures, Indicator } from '../api/schema';
import type { Context } from '../context';
import { lang, local, t } from '../i18n';
import { isFew, reasonWord } from '../model/detail';
import type { PeriodRows, Row } from '../model/figures';
import { sceneOf, type LabelText, type MapScene } from '../model/mapscene';
import { formatCount, formatNumber, isPercent } from '../model/number';
import { periodId, type Period } from '../model/period';
import { unitKey } from '../model/route';
import { tileScene } from '../model/tilescene';
import { dataSource, sourceLine } from '../view/figure';

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
export function briefValue(row: Row, indicator: Indicator): string {
  if (row.value === null) return reasonWord(row.reason, lang.value);
  return formatNumber(row.value, indicator.decimals, lang.value) + (isPercent(indicator) ? '%' : '');
}

export function labelsOf(rows: readonly Row[], indicator: Indicator): Map<string, LabelText> {
  const number = (r: Row): string => {
    if (r.value !== null && isFew(r, indicator))
      return t('{n} kasus', { n: formatCount(r.numerator ?? 0, lang.value) });
    return briefValue(r, indicator);
  };
  return new Map(rows.map((r) => [r.uid, { name: r.shortName, value: number(r) }]));
}

// A map needs a shape for at least half the units; otherwise tiles say more.
export function hasShapes(topology: Topology | null, rows: readonly Row[]): boolean {
  if (!topology) return false;
  const units = topology.objects.units;
  const ids = new Set(units?.type === 'GeometryCollection' ? units.geometries.map((g) => String(g.id ?? '')) : []);
  return rows.filter((r) => ids.has(r.uid)).length * 2 >= rows.length;
}

export function drawing(
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

export const fileName = (props: BoardProps, ending: string): string =>
  `${props.indicator.code}_${unitKey(props.context.here.unit)}_${periodId(props.period)}${props.context.session.demo ? '_DATA-CONTOH' : ''}.${ending}`;

export const titleOf = (props: BoardProps): string => `${props.context.here.unit.name}: ${local(props.indicator.name)}`;

export const sourceOf = (props: BoardProps): string =>
  sourceLine(dataSource(props.indicator, props.data, periodId(props.period)), props.data.pulled, props.context.session.demo);
