// SPDX-License-Identifier: Apache-2.0
// The frame of every figure: rule above, title and subtitle in the caption, source line below.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { Figures, Indicator } from '../api/schema';
import { lang, t, zone } from '../i18n';
import { publishedIn, rowsOf, sourceName } from '../model/figures';
import { stamp } from '../model/time';

const kSourcesNamed = 3;

// Where the numbers of a period come from: published figures name their sources, routine numbers their
// system.
export function dataSource(indicator: Indicator, data: Figures, period: string): string {
  const { self, rows } = rowsOf(data, period);
  const published = publishedIn(data, [...(self ? [self] : []), ...rows], period);
  const sources = [...new Set(published.map(sourceName))].filter(Boolean);
  if (sources.length > kSourcesNamed) return `${sources.slice(0, kSourcesNamed).join('; ')}; …`;
  return sources.join('; ') || indicator.system || '';
}

// The source line, the same on screen and in every file.
export function sourceLine(source: string, pulled: string, demo: boolean): string {
  const parts = [`${t('Sumber')}: ${source || t('laporan rutin')}`];
  if (pulled) parts.push(t('ditarik {waktu}', { waktu: stamp(pulled, lang.value, zone) }));
  if (demo) parts.push(t('DATA CONTOH'));
  return parts.join(' \u00b7 ');
}

interface FigureProps {
  readonly title: string;
  readonly subtitle?: string;
  readonly source?: string;
  readonly actions?: ComponentChildren;
  readonly table?: ComponentChildren; // The same numbers as a table, folded away.
  readonly name?: string;
  readonly children: ComponentChildren;
}

export function Figure({ title, subtitle, source, actions, table, name, children }: FigureProps) {
  return (
    <figure class="gambar" data-figure={name}>
      <figcaption>
        <h2>{title}</h2>
        {subtitle && <p>{subtitle}</p>}
      </figcaption>
      {children}
      {table && (
        <details class="lipat">
          <summary>{t('Lihat tabel')}</summary>
          <div class="gulir" role="region" tabIndex={0} aria-label={t('Tabel: {judul}', { judul: title })}>
            {table}
          </div>
        </details>
      )}
      {(source || actions) && (
        <div class="sumber">
          {source && <span>{source}</span>}
          {actions}
        </div>
      )}
    </figure>
  );
}

// The width an element has, so that a drawing is laid out for it and never scaled.
export function useWidth<E extends HTMLElement>(): [preact.RefObject<E>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    setWidth(Math.floor(node.clientWidth));
    const observer = new ResizeObserver((entries) => {
      const next = Math.floor(entries[0]?.contentRect.width ?? 0);
      if (next > 0) setWidth(next);
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
