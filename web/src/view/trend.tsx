// SPDX-License-Identifier: Apache-2.0
// A run chart: values over time with their target. A missing period is a gap, a new year starts a
// cumulative line anew, and a split of the unit breaks it. Survey figures are squares of their own.
import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';

import type { Indicator } from '../api/schema';
import { lang, t } from '../i18n';
import { formatNumber, formatTarget, isPercent } from '../model/number';
import { monthName, shortMonth, type Period } from '../model/period';
import { periodId } from '../model/period';

export interface TrendPoint {
  readonly period: Period;
  readonly value: number | null;
  readonly target: number | null;
}

export interface SurveyPoint {
  readonly year: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly source: string;
  readonly name: string; // Of another indicator; empty for the same one.
  readonly survey: boolean; // Else published some other way.
}

interface TrendProps {
  readonly points: readonly TrendPoint[];
  readonly surveys: readonly SurveyPoint[];
  readonly indicator: Indicator;
  readonly width: number;
  readonly label: string;
  readonly breakYear: number | null; // The unit was split or renamed in this year.
  readonly breakText: string;
}

// Runs of neighbouring points that may be joined by a line.
export function segments(points: readonly TrendPoint[], cumulative: boolean, breakYear: number | null): TrendPoint[][] {
  const out: TrendPoint[][] = [];
  let open: TrendPoint[] = [];
  const close = (): void => {
    if (open.length > 0) out.push(open);
    open = [];
  };
  points.forEach((point, i) => {
    const last = points[i - 1]?.period;
    const turned = last !== undefined && last.year !== point.period.year;
    if (turned && ((cumulative && point.period.kind !== 'year') || point.period.year === breakYear)) close();
    if (point.value === null) close();
    else open.push(point);
  });
  close();
  return out;
}

function tickText(period: Period, compact: boolean): string {
  if (period.kind === 'year') return String(period.year);
  if (period.kind === 'month')
    return compact ? monthName(period.n, lang.value).slice(0, 1) : shortMonth(period.n, lang.value);
  return period.kind === 'quarter' ? `${lang.value === 'id' ? 'TW' : 'Q'}${period.n}` : `S${period.n}`;
}

export function Trend({ points, surveys, indicator, width, label, breakYear, breakText }: TrendProps) {
  const kTop = 28,
    kBottom = 44,
    kLeft = 46;
  const kRight = width < 520 ? 62 : 104;
  const height = width < 520 ? 250 : 300;
  const values = [
    ...points.flatMap((p) => [p.value, p.target]),
    ...surveys.flatMap((s) => [s.value, s.low, s.high]),
  ].filter((v): v is number => v !== null);
  if (values.length === 0 || width === 0) return <p class="kosong">{t('Belum ada nilai untuk digambar.')}</p>;
  const least = Math.min(...values),
    most = Math.max(...values);
  const y = scaleLinear()
    .domain([least > most * 0.6 ? least - (most - least || 1) * 0.3 : 0, most === 0 ? 1 : most + (most - least) * 0.06])
    .nice(4);
  const [bottom = 0, top = 1] = y.domain();
  y.domain([bottom, isPercent(indicator) && most <= 100 ? Math.min(100, top) : top]).range([height - kBottom, kTop]);
  const x = scalePoint<string>()
    .domain(points.map((p) => periodId(p.period)))
    .range([kLeft, width - kRight])
    .padding(0.3);
  const at = (p: TrendPoint): number => x(periodId(p.period)) ?? 0;
  const path = line<TrendPoint>()
    .x(at)
    .y((p) => y(p.value ?? 0));
  const runs = segments(points, indicator.period_rule === 'cumulative', breakYear);
  const targets = segments(
    points.map((p) => ({ ...p, value: p.target })),
    indicator.period_rule === 'cumulative',
    null,
  );
  const number = (v: number): string =>
    formatNumber(v, indicator.decimals, lang.value) + (isPercent(indicator) ? '%' : '');
  const axis = (v: number): string => formatNumber(v, Number.isInteger(v) ? 0 : 1, lang.value);
  const last = points.findLast((p) => p.value !== null);
  const lastTarget = points.findLast((p) => p.target !== null);
  const compact = width / points.length < 30;
  const firstOf = (year: number): TrendPoint | undefined => points.find((p) => p.period.year === year);
  const middleOf = (year: number): number | null => {
    const own = points.filter((p) => p.period.year === year);
    const a = own[0],
      b = own.at(-1);
    return a && b ? (at(a) + at(b)) / 2 : null;
  };
  const broken = breakYear !== null ? firstOf(breakYear) : undefined;
  const step = points.length > 1 ? x.step() : 0;
  const years = [...new Set(points.map((p) => p.period.year))];
  const targetClash =
    last && lastTarget?.target != null && last.value !== null && Math.abs(y(last.value) - y(lastTarget.target)) < 18;
  return (
    <svg class="tren" width={width} height={height} role="img" aria-label={label}>
      {y.ticks(4).map((v) => (
        <g key={v}>
          <line x1={kLeft} x2={width - kRight} y1={y(v)} y2={y(v)} class="kisi" />
          <text x={kLeft - 8} y={y(v) + 4} text-anchor="end" class="sumbu">
            {axis(v)}
          </text>
        </g>
      ))}
      {points.map((p, i) =>
        compact && p.period.kind === 'month' && p.period.n % 3 !== 1 ? null : (
          <text key={i} x={at(p)} y={height - kBottom + 18} text-anchor="middle" class="sumbu">
            {tickText(p.period, compact && width < 520)}
          </text>
        ),
      )}
      {points[0]?.period.kind !== 'year' &&
        years.map((year) => (
          <text key={year} x={middleOf(year) ?? 0} y={height - 8} text-anchor="middle" class="sumbu tebal">
            {year}
          </text>
        ))}
      {broken && (
        <g>
          {broken !== points[0] && (
            <line
              x1={at(broken) - step / 2}
              x2={at(broken) - step / 2}
              y1={kTop - 8}
              y2={height - kBottom}
              class="putus"
            />
          )}
          <text
            x={at(broken) - step / 2 + (at(broken) > width * 0.6 ? -6 : 6)}
            y={kTop - 12}
            text-anchor={at(broken) > width * 0.6 ? 'end' : 'start'}
            class="anotasi"
          >
            {breakText}
          </text>
        </g>
      )}
      {targets.map((run, i) => (
        <path
          key={i}
          d={
            run.length === 1 && run[0]
              ? `M${at(run[0]) - 8},${y(run[0].target ?? 0)}h16`
              : (line<TrendPoint>()
                  .x(at)
                  .y((p) => y(p.target ?? 0))(run) ?? '')
          }
          class="garis-target"
        />
      ))}
      {lastTarget?.target != null && (
        <text
          x={width - kRight + 8}
          y={y(lastTarget.target) + (targetClash ? (y(lastTarget.target) <= y(last?.value ?? 0) ? -8 : 16) : 4)}
          class="anotasi laut"
        >
          {width < 520
            ? t('target')
            : t('target {nilai}', { nilai: formatTarget(lastTarget.target, indicator, lang.value) })}
        </text>
      )}
      {runs.map((run, i) => (
        <path key={i} d={path(run) ?? ''} class="garis" />
      ))}
      {points.map((p) =>
        p.value === null ? null : (
          <circle key={periodId(p.period)} cx={at(p)} cy={y(p.value)} r={p === last ? 5 : 3} class="titik" />
        ),
      )}
      {last?.value != null && (
        <text
          x={Math.min(at(last) + 9, width - kRight + 8)}
          y={y(last.value) + (targetClash ? (y(last.value) > y(lastTarget?.target ?? 0) ? 16 : -8) : 5)}
          class="akhir"
        >
          {number(last.value)}
        </text>
      )}
      {surveys.map((s) => {
        const cx = middleOf(s.year);
        if (cx === null) return null;
        return (
          <g key={`${s.year}${s.source}`} class="survei">
            {s.low !== null && s.high !== null && <line x1={cx} x2={cx} y1={y(s.low)} y2={y(s.high)} />}
            <rect x={cx - 5} y={y(s.value) - 5} width="10" height="10" />
            <text x={cx + 9} y={y(s.value) - 7} class="anotasi">
              {s.name || (s.survey ? t('survei') : t('terbit'))} {number(s.value)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
