// SPDX-License-Identifier: Apache-2.0
// A tile map: one equal tile per unit in code order, for units without borders.
import type { Row } from './figures';
import { textWidth, type LabelText, type MapLabel, type MapScene } from './mapscene';

function shortened(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const room = Math.max(3, Math.floor(width / (size * 0.49)) - 1);
  return `${text.slice(0, room).trimEnd()}\u2026`;
}

export function tileScene(
  rows: readonly Row[],
  width: number,
  labels: ReadonlyMap<string, LabelText> | null,
): MapScene {
  const wanted = labels ? 128 : 22;
  const columns = Math.max(1, Math.min(rows.length, Math.floor(width / wanted)));
  const w = labels ? Math.min(180, width / columns) : 22;
  const h = labels ? 58 : 22;
  const gap = labels ? 4 : 3;
  const areas = rows.map((row, i) => {
    const x = (i % columns) * w,
      y = Math.floor(i / columns) * h;
    return { id: row.uid, x, y, d: `M${x + 1},${y + 1}h${w - gap}v${h - gap}h${gap - w}z` };
  });
  const placed = areas.flatMap((a): MapLabel[] => {
    const text = labels?.get(a.id);
    if (!text) return [];
    return [
      {
        id: a.id,
        x: a.x + (w - gap) / 2 + 1,
        y: a.y + h / 2 - 5,
        text: { name: shortened(text.name, w - gap - 8, 13.5), value: shortened(text.value, w - gap - 8, 15) },
        inside: true,
        anchor: 'middle',
        leader: '',
      },
    ];
  });
  return {
    width,
    height: Math.max(h, Math.ceil(rows.length / columns) * h) + 2,
    areas: areas.map(({ id, d }) => ({ id, d })),
    outline: areas.map((a) => a.d).join(''),
    inner: '',
    labels: placed,
    drawn: new Set(rows.map((r) => r.uid)),
  };
}
