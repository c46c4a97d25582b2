// SPDX-License-Identifier: Apache-2.0
// One map or tile map on screen. The areas form one tab stop; arrows walk through them in code order,
// Enter goes into the area, Esc goes up.
import { useRef } from 'preact/hooks';

import { lang } from '../i18n';
import type { Indicator } from '../api/schema';
import { classOf, isDark, type Ramp } from '../model/classes';
import { detailText } from '../model/detail';
import type { Row } from '../model/figures';
import type { MapScene } from '../model/mapscene';
import { fillOf } from './patterns';

interface MapViewProps {
  readonly scene: MapScene;
  readonly rows: readonly Row[]; // Code order.
  readonly breaks: readonly number[];
  readonly ramp: Ramp;
  readonly indicator: Indicator;
  readonly label: string;
  readonly selected: string;
  readonly onSelect?: (uid: string) => void;
  readonly onHover?: (uid: string) => void;
  readonly onEnter?: (uid: string) => void;
  readonly onUp?: () => void;
}

export function MapView(props: MapViewProps) {
  const { scene, rows, breaks, ramp, indicator, label, selected, onSelect, onHover, onEnter, onUp } = props;
  const frame = useRef<SVGSVGElement>(null);
  const shown = rows.filter((r) => scene.drawn.has(r.uid));
  const row = new Map(shown.map((r) => [r.uid, r]));
  const shape = new Map(scene.areas.map((a) => [a.id, a.d]));
  const live = onSelect !== undefined;
  const entry = row.has(selected) ? selected : (shown[0]?.uid ?? '');

  const onKeyDown = (event: KeyboardEvent): void => {
    const uid = (event.target as SVGElement).dataset.unit;
    const index = shown.findIndex((r) => r.uid === uid);
    if (index < 0) return;
    const move: Record<string, number> = {
      ArrowRight: index + 1,
      ArrowDown: index + 1,
      ArrowLeft: index - 1,
      ArrowUp: index - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const next = move[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const to = shown[(next + shown.length) % shown.length];
      if (to) frame.current?.querySelector<SVGElement>(`[data-unit="${CSS.escape(to.uid)}"]`)?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onEnter?.(uid ?? '');
    } else if (event.key === 'Escape') {
      onUp?.();
    }
  };
  return (
    <svg
      ref={frame}
      class="peta"
      width={scene.width}
      height={scene.height}
      role={live ? 'group' : 'img'}
      aria-label={label}
      onKeyDown={live ? onKeyDown : undefined}
    >
      {shown.map((r) => {
        const key = classOf(r, breaks);
        return (
          <path
            key={r.uid}
            d={shape.get(r.uid)}
            fill={fillOf(key, ramp)}
            class="wilayah"
            data-class={key}
            {...(live
              ? {
                  role: 'button',
                  tabIndex: r.uid === entry ? 0 : -1,
                  'aria-label': detailText(r, indicator, lang.value),
                  'aria-pressed': r.uid === selected,
                  'data-unit': r.uid,
                  'data-code': r.code,
                  onFocus: () => onSelect(r.uid),
                  onClick: () => onSelect(r.uid),
                  onDblClick: () => onEnter?.(r.uid),
                  onPointerEnter: () => onHover?.(r.uid),
                  onPointerLeave: () => onHover?.(''),
                }
              : {})}
          />
        );
      })}
      {scene.inner && <path d={scene.inner} class="antara" />}
      <path d={scene.outline} class="tepi" />
      {live && selected && shape.has(selected) && <path d={shape.get(selected)} class="terpilih" />}
      {scene.labels.map((l) => {
        const r = row.get(l.id);
        if (!r) return null;
        const key = classOf(r, breaks);
        const plain = !/^k/.test(key);
        const tone = l.inside ? (isDark(key) ? 'terang' : plain ? 'halo' : '') : 'halo';
        return (
          <g key={l.id} class={`label ${tone}`} aria-hidden="true">
            {l.leader && <path d={l.leader} class="penunjuk" />}
            {l.inside ? (
              <text x={l.x} y={l.y - 3} text-anchor="middle">
                <tspan>{l.text.name}</tspan>
                <tspan x={l.x} dy="16" class="nilai">
                  {l.text.value}
                </tspan>
              </text>
            ) : (
              <text x={l.x} y={l.y} text-anchor={l.anchor}>
                {l.text.name} <tspan class="nilai">{l.text.value}</tspan>
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
