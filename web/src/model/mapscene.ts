// SPDX-License-Identifier: Apache-2.0
// A map laid out for one width: paths, labels that fit inside their area, and leader lines to the
// margins for those that do not. Pure, so that the screen, the SVG file and the PNG draw the same.
//
// Coordinates are treated as a plane: Indonesia lies at the equator, and a ring's direction, which
// files get wrong, then cannot turn an area inside out.
import { geoIdentity, geoPath } from 'd3-geo';
import type { Feature, GeometryObject, MultiPolygon, Polygon, Position } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

export interface LabelText {
  readonly name: string;
  readonly value: string;
}

export interface MapLabel {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly text: LabelText;
  readonly inside: boolean;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly leader: string; // Path; empty for labels inside.
}

export interface MapScene {
  readonly width: number;
  readonly height: number;
  readonly areas: readonly { readonly id: string; readonly d: string }[];
  readonly outline: string;
  readonly inner: string; // Borders between two areas.
  readonly labels: readonly MapLabel[];
  readonly drawn: ReadonlySet<string>; // Units that have a shape.
}

type Ring = readonly Position[];
const kMaxLeaders = 16;

function shapesOf(topology: Topology): Feature<Polygon | MultiPolygon>[] {
  const collection = feature(topology, topology.objects.units as GeometryCollection);
  return (collection.features as Feature[]).filter(
    (f): f is Feature<Polygon | MultiPolygon> => f.geometry?.type === 'Polygon' || f.geometry?.type === 'MultiPolygon',
  );
}

function area(ring: Ring): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[j],
      b = ring[i];
    if (a && b) sum += (a[0] ?? 0) * (b[1] ?? 0) - (b[0] ?? 0) * (a[1] ?? 0);
  }
  return Math.abs(sum / 2);
}

function contains(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[j] ?? [];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function edgeDistance(ring: Ring, x: number, y: number): number {
  let best = Infinity;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[j] ?? [];
    const dx = bx - ax,
      dy = by - ay;
    const length = dx * dx + dy * dy;
    const s = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
    best = Math.min(best, Math.hypot(x - ax - s * dx, y - ay - s * dy));
  }
  return best;
}

function boxFits(ring: Ring, x: number, y: number, w: number, h: number): boolean {
  for (const fx of [-0.5, -0.17, 0.17, 0.5]) {
    for (const fy of [-0.5, 0, 0.5]) {
      if (!contains(ring, x + fx * w, y + fy * h)) return false;
    }
  }
  return true;
}

// The best place for a box of w × h in the ring: where it fits with most room, else the point farthest
// from the edge.
function placeBox(ring: Ring, w: number, h: number): { x: number; y: number; fits: boolean } {
  const xs = ring.map((p) => p[0] ?? 0),
    ys = ring.map((p) => p[1] ?? 0);
  const x0 = Math.min(...xs),
    y0 = Math.min(...ys);
  const dx = Math.max(...xs) - x0,
    dy = Math.max(...ys) - y0;
  let best = { x: x0 + dx / 2, y: y0 + dy / 2, fits: false };
  let bestScore = -Infinity;
  const kSteps = 14;
  for (let i = 1; i < kSteps; ++i) {
    for (let j = 1; j < kSteps; ++j) {
      const x = x0 + (dx * i) / kSteps,
        y = y0 + (dy * j) / kSteps;
      if (!contains(ring, x, y)) continue;
      const fits = dx > w && dy > h && boxFits(ring, x, y, w, h);
      const score = edgeDistance(ring, x, y) + (fits ? 1e6 : 0);
      if (score > bestScore) {
        bestScore = score;
        best = { x, y, fits };
      }
    }
  }
  return best;
}

function thinned(ring: Ring): Ring {
  if (ring.length <= 160) return ring;
  const step = Math.ceil(ring.length / 160);
  return ring.filter((_, i) => i % step === 0);
}

function largestRing(geometry: Polygon | MultiPolygon, project: (p: Position) => Position): Ring {
  const outer =
    geometry.type === 'Polygon' ? [geometry.coordinates[0] ?? []] : geometry.coordinates.map((p) => p[0] ?? []);
  let best: Ring = [];
  let bestArea = -1;
  for (const ring of outer) {
    const size = area(ring);
    if (size > bestArea) {
      bestArea = size;
      best = ring;
    }
  }
  return thinned(best).map(project);
}

export const textWidth = (text: string, size: number): number => text.length * size * 0.49;

interface Wanted {
  readonly id: string;
  readonly text: LabelText;
  readonly x: number;
  readonly y: number;
}

// Labels in the two margins, each beside its area, pushed apart so that none covers another.
function leaders(outside: readonly Wanted[], width: number, height: number): MapLabel[] {
  const kLine = 22;
  const out: MapLabel[] = [];
  for (const side of ['left', 'right'] as const) {
    const group = outside.filter((l) => (side === 'left') === l.x < width / 2).sort((a, b) => a.y - b.y);
    const ys = group.map((l) => l.y);
    for (let i = 0; i < ys.length; ++i) ys[i] = Math.max(ys[i] ?? 0, i === 0 ? 14 : (ys[i - 1] ?? 0) + kLine);
    const over = (ys.at(-1) ?? 0) - (height - 8);
    if (over > 0) {
      for (let i = ys.length - 1, limit = height - 8; i >= 0; --i, limit -= kLine) ys[i] = Math.min(ys[i] ?? 0, limit);
    }
    group.forEach((label, i) => {
      const y = ys[i] ?? label.y;
      const x = side === 'left' ? 4 : width - 4;
      const w = textWidth(`${label.text.name} ${label.text.value}`, 14);
      const end = side === 'left' ? x + w + 4 : x - w - 4;
      out.push({
        id: label.id,
        text: label.text,
        x,
        y,
        inside: false,
        anchor: side === 'left' ? 'start' : 'end',
        leader: `M${end.toFixed(1)},${(y - 4).toFixed(1)}L${label.x.toFixed(1)},${label.y.toFixed(1)}`,
      });
    });
  }
  return out;
}

export interface SceneOptions {
  readonly width: number;
  readonly maxHeight: number;
  readonly labels: ReadonlyMap<string, LabelText> | null; // Null: a map without text.
}

export function sceneOf(topology: Topology, options: SceneOptions): MapScene {
  const shapes = shapesOf(topology);
  const collection = { type: 'FeatureCollection' as const, features: shapes };
  const fit = (left: number, right: number) => {
    const probe = geoPath(geoIdentity().reflectY(true).fitSize([100, 1e6], collection)).bounds(collection);
    const aspect = Math.max(0.2, (probe[1][1] - probe[0][1]) / 100);
    const inner = options.width - left - right;
    const height = Math.min(options.maxHeight, Math.max(140, inner * aspect + 16));
    const projection = geoIdentity()
      .reflectY(true)
      .fitExtent(
        [
          [left + 4, 8],
          [options.width - right - 4, height - 8],
        ],
        collection,
      );
    return { height, projection };
  };
  const place = (left: number, right: number) => {
    const { height, projection } = fit(left, right);
    const project = (p: Position): Position => projection([p[0] ?? 0, p[1] ?? 0]) ?? [0, 0];
    const inside: MapLabel[] = [];
    const outside: Wanted[] = [];
    for (const shape of options.labels ? shapes : []) {
      const id = String(shape.id ?? '');
      const text = options.labels?.get(id);
      if (!text) continue;
      const w = Math.max(textWidth(text.name, 13.5), textWidth(text.value, 15)) + 6;
      const spot = placeBox(largestRing(shape.geometry, project), w, 36);
      if (spot.fits) inside.push({ id, text, x: spot.x, y: spot.y, inside: true, anchor: 'middle', leader: '' });
      else outside.push({ id, text, x: spot.x, y: spot.y });
    }
    return { height, projection, inside, outside };
  };
  let placed = place(0, 0);
  const roomy = options.width >= 520;
  if (placed.outside.length > 0 && roomy && shapes.length <= 40) {
    // Room in each margin for the longest label that may stand there.
    const room = (side: readonly Wanted[]): number =>
      Math.max(0, ...side.map((l) => textWidth(`${l.text.name} ${l.text.value}`, 14) + 18));
    const all = [...placed.inside, ...placed.outside];
    const half = options.width / 2;
    placed = place(room(all.filter((l) => l.x < half)), room(all.filter((l) => l.x >= half)));
  }
  const { height, projection, inside, outside } = placed;
  const path = geoPath(projection).digits(1);
  const crowded = !roomy || outside.length > kMaxLeaders;
  const edge: GeometryObject = mesh(topology, topology.objects.units as GeometryCollection, (a, b) => a === b);
  const between: GeometryObject = mesh(topology, topology.objects.units as GeometryCollection, (a, b) => a !== b);
  return {
    width: options.width,
    height,
    areas: shapes.map((shape) => ({ id: String(shape.id ?? ''), d: path(shape) ?? '' })),
    outline: path(edge) ?? '',
    inner: path(between) ?? '',
    labels: crowded ? inside : [...inside, ...leaders(outside, options.width, height)],
    drawn: new Set(shapes.map((shape) => String(shape.id ?? ''))),
  };
}
