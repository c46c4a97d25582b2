// SPDX-License-Identifier: Apache-2.0
// The order of a list of units: ranked where the server says a rank means something, the rest apart
// in code order.
import type { Row } from './figures';

export interface Ranked {
  readonly ranked: readonly Row[]; // Best first, as the server's ranks say.
  readonly few: readonly Row[]; // A value, but too few events or not rankable: code order.
  readonly without: readonly Row[]; // No value: code order.
}

export function rankRows(rows: readonly Row[]): Ranked {
  const ranked = rows.filter((r) => r.value !== null && r.rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  return {
    ranked,
    few: rows.filter((r) => r.value !== null && r.rank === null),
    without: rows.filter((r) => r.value === null),
  };
}

// The stretch a list of dots shows: from zero unless everything lies far above it. Dots need no zero;
// bars do, and have listScale.
export function listRange(rows: readonly Row[], percent: boolean): readonly [number, number] {
  const ends = rows
    .flatMap((r) => (r.value === null ? [] : [r.value, r.low, r.high, r.target, r.targetUpper]))
    .filter((v): v is number => v !== null);
  const top = listScale(rows, percent);
  const least = Math.min(...ends);
  if (!Number.isFinite(least) || least < top * 0.4) return [Math.min(0, least < 0 ? least : 0), top];
  const most = Math.max(...ends);
  const room = (most - least || Math.abs(most) || 1) * 0.12;
  return [least - room, percent && most <= 100 ? Math.min(100, most + room) : most + room];
}

// The scale of a list of bars: zero to a little over the largest end of any interval or target.
export function listScale(rows: readonly Row[], percent: boolean): number {
  const ends = rows.flatMap((r) => [r.value, r.high, r.target, r.targetUpper]).filter((v): v is number => v !== null);
  const top = Math.max(0, ...ends);
  if (percent && top <= 100 && top > 40) return 100;
  return top === 0 ? 1 : top * 1.04;
}
