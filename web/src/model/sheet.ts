// SPDX-License-Identifier: Apache-2.0
// A map as a sheet to hand on: title, finding, map, legend and source line in one drawing. The SVG file
// and the PNG are two ways of writing the same list of items.
import { isDark, isValueClass, kFewColor, kRampColors, type ClassKey, type LegendEntry, type Ramp } from './classes';
import { textWidth, type MapScene } from './mapscene';

const kInk = '#15202b',
  kInk7 = '#35444f',
  kInk5 = '#5b6871',
  kPaper = '#fbfaf7',
  kWhite = '#ffffff';

export type Pattern = Exclude<ClassKey, 'few' | 'k1' | 'k2' | 'k3' | 'k4' | 'k5'>;
export type Fill = { readonly color: string } | { readonly pattern: Pattern };

export type Item =
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly dx: number;
      readonly dy: number;
      readonly fill?: Fill;
      readonly stroke?: string;
      readonly width?: number;
      readonly title?: string;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: number;
      readonly color: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly serif?: boolean;
      readonly halo?: boolean;
    };

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly items: readonly Item[];
}

// What each pattern draws in a cell of `size`: one path, stroked, or a dot.
export const kPatterns: Record<Pattern, { readonly size: number; readonly d: string; readonly angle: number }> = {
  none: { size: 7, d: 'M0 0V7', angle: 45 },
  blank: { size: 7, d: 'M0 0V3.5', angle: -45 },
  not_applicable: { size: 12, d: 'M5 6H7M6 5V7', angle: 45 },
  undefined: { size: 6, d: 'M0 3H6', angle: 0 },
  suppressed: { size: 14, d: 'M4.5 7H9.5M7 4.5V9.5', angle: 0 },
  hidden: { size: 8, d: 'M0 0H8M0 0V8', angle: 0 },
};

export interface SheetInput {
  readonly title: string;
  readonly finding: string;
  readonly subtitle: string;
  readonly source: string;
  readonly demo: string; // "DATA CONTOH"; empty for real data.
  readonly maps: readonly {
    readonly caption: string;
    readonly scene: MapScene;
    readonly classes: ReadonlyMap<string, ClassKey>;
    readonly names: ReadonlyMap<string, string>;
  }[];
  readonly legend: readonly { readonly entry: LegendEntry; readonly text: string }[];
  readonly ramp: Ramp;
}

function wrapped(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

const fillFor = (key: ClassKey, ramp: Ramp): Fill =>
  isValueClass(key) ? { color: kRampColors[ramp][key] } : key === 'few' ? { color: kFewColor } : { pattern: key };

function mapItems(map: SheetInput['maps'][number], ramp: Ramp, dx: number, dy: number): Item[] {
  const items: Item[] = map.scene.areas.map((area) => ({
    kind: 'path',
    d: area.d,
    dx,
    dy,
    fill: fillFor(map.classes.get(area.id) ?? 'none', ramp),
    stroke: kWhite,
    width: 1.2,
    title: map.names.get(area.id) ?? '',
  }));
  if (map.scene.inner) items.push({ kind: 'path', d: map.scene.inner, dx, dy, stroke: kInk5, width: 0.5 });
  items.push({ kind: 'path', d: map.scene.outline, dx, dy, stroke: kInk, width: 1.1 });
  for (const l of map.scene.labels) {
    const key = map.classes.get(l.id) ?? 'none';
    const color = l.inside && isDark(key) ? kWhite : kInk;
    const halo = !l.inside || !isValueClass(key);
    if (l.leader) items.push({ kind: 'path', d: l.leader, dx, dy, stroke: kInk5, width: 1 });
    if (l.inside) {
      items.push({
        kind: 'text',
        x: dx + l.x,
        y: dy + l.y - 3,
        text: l.text.name,
        size: 13.5,
        weight: 400,
        color,
        anchor: 'middle',
        halo,
      });
      items.push({
        kind: 'text',
        x: dx + l.x,
        y: dy + l.y + 13,
        text: l.text.value,
        size: 15,
        weight: 700,
        color,
        anchor: 'middle',
        halo,
      });
    } else {
      items.push({
        kind: 'text',
        x: dx + l.x,
        y: dy + l.y,
        text: `${l.text.name} ${l.text.value}`,
        size: 14,
        weight: 400,
        color,
        anchor: l.anchor,
        halo,
      });
    }
  }
  return items;
}

export function sheetOf(input: SheetInput): Sheet {
  const kEdge = 32,
    kGap = 28;
  const wide = input.maps.reduce((sum, m) => sum + m.scene.width, 0) + kGap * (input.maps.length - 1);
  const inner = Math.max(560, wide);
  const width = inner + 2 * kEdge;
  const items: Item[] = [];
  let y = kEdge;
  const lines = (text: string, size: number, weight: number, color: string, serif: boolean): void => {
    for (const line of wrapped(text, inner, size)) {
      y += size * 1.32;
      items.push({ kind: 'text', x: kEdge, y, text: line, size, weight, color, anchor: 'start', serif });
    }
  };
  if (input.demo) lines(input.demo, 13, 700, kInk5, false);
  lines(input.title, 17, 650, kInk7, false);
  lines(input.finding, 23, 650, kInk, true);
  lines(input.subtitle, 15, 400, kInk7, false);
  y += 16;
  const tallest = Math.max(...input.maps.map((m) => m.scene.height));
  const captions = input.maps.length > 1 ? 24 : 0;
  let x = kEdge + (inner - wide) / 2;
  for (const map of input.maps) {
    if (captions)
      items.push({
        kind: 'text',
        x,
        y: y + 16,
        text: map.caption,
        size: 15,
        weight: 650,
        color: kInk,
        anchor: 'start',
      });
    items.push(...mapItems(map, input.ramp, x, y + captions));
    x += map.scene.width + kGap;
  }
  y += tallest + captions + 20;
  x = kEdge;
  for (const { entry, text } of input.legend) {
    const label = `${text} (${entry.count})`;
    const w = Math.max(70, textWidth(label, 14) + 14);
    if (x + w > kEdge + inner) {
      x = kEdge;
      y += 46;
    }
    items.push({
      kind: 'path',
      d: `M0.5,0.5h${(w - 8).toFixed(0)}v16h${(8 - w).toFixed(0)}z`,
      dx: x,
      dy: y,
      fill: fillFor(entry.key, input.ramp),
      stroke: kInk5,
      width: 1,
    });
    items.push({ kind: 'text', x, y: y + 33, text: label, size: 14, weight: 400, color: kInk, anchor: 'start' });
    x += w;
  }
  y += 52;
  lines(input.source, 13, 400, kInk5, false);
  return { width, height: Math.ceil(y + kEdge - 8), title: input.title, items };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const sheetFont = (serif: boolean | undefined): string =>
  serif
    ? "'Source Serif 4', 'Source Serif 4 Variable', Georgia, serif"
    : "'Source Sans 3', 'Source Sans 3 Variable', 'Segoe UI', Roboto, sans-serif";

export function svgOf(sheet: Sheet): string {
  const used = new Set(
    sheet.items.flatMap((i) => (i.kind === 'path' && i.fill && 'pattern' in i.fill ? [i.fill.pattern] : [])),
  );
  const defs = [...used].map((name) => {
    const p = kPatterns[name];
    return `<pattern id="${name}" width="${p.size}" height="${p.size}" patternUnits="userSpaceOnUse" patternTransform="rotate(${p.angle})"><rect width="${p.size}" height="${p.size}" fill="${kWhite}"/><path d="${p.d}" stroke="${kInk5}" stroke-width="1.3"/></pattern>`;
  });
  const body = sheet.items.map((item) => {
    if (item.kind === 'text') {
      const halo = item.halo
        ? ` stroke="${kPaper}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"`
        : '';
      return `<text x="${item.x.toFixed(1)}" y="${item.y.toFixed(1)}" font-size="${item.size}" font-weight="${item.weight}" fill="${item.color}" text-anchor="${item.anchor}" font-family="${escaped(sheetFont(item.serif))}"${halo}>${escaped(item.text)}</text>`;
    }
    const fill = !item.fill ? 'none' : 'pattern' in item.fill ? `url(#${item.fill.pattern})` : item.fill.color;
    const title = item.title ? `<title>${escaped(item.title)}</title>` : '';
    return `<path d="${item.d}" transform="translate(${item.dx.toFixed(1)},${item.dy.toFixed(1)})" fill="${fill}" stroke="${item.stroke ?? 'none'}" stroke-width="${item.width ?? 0}" stroke-linejoin="round">${title}</path>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}" viewBox="0 0 ${sheet.width} ${sheet.height}" role="img">`,
    `<title>${escaped(sheet.title)}</title>`,
    `<defs>${defs.join('')}</defs>`,
    `<rect width="${sheet.width}" height="${sheet.height}" fill="${kPaper}"/>`,
    ...body,
    '</svg>',
  ].join('\n');
}
