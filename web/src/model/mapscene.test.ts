// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Topology } from 'topojson-specification';

import { sceneOf, type LabelText } from './mapscene';
import { row } from './fixtures';
import { sheetOf, svgOf } from './sheet';
import { tileScene } from './tilescene';

// A large square, a small one beside it, and one whose ring runs the other way.
const topology: Topology = {
  type: 'Topology',
  objects: {
    units: {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Polygon', id: 'big', arcs: [[0]] },
        { type: 'Polygon', id: 'tiny', arcs: [[1]] },
        { type: 'Polygon', id: 'turned', arcs: [[2]] },
      ],
    },
  },
  arcs: [
    [
      [0, 0],
      [0, 4],
      [4, 4],
      [4, 0],
      [0, 0],
    ],
    [
      [4.2, 0],
      [4.2, 0.2],
      [4.4, 0.2],
      [4.4, 0],
      [4.2, 0],
    ],
    [
      [5, 0],
      [9, 0],
      [9, 4],
      [5, 4],
      [5, 0],
    ],
  ],
};
const labels = new Map<string, LabelText>(
  ['big', 'tiny', 'turned'].map((id) => [id, { name: `Kab. ${id}`, value: '66,9%' }]),
);

test('a label that fits stands inside, one that does not gets a leader line', () => {
  const scene = sceneOf(topology, { width: 900, maxHeight: 500, labels });
  expect(scene.labels.find((l) => l.id === 'big')).toMatchObject({ inside: true, leader: '' });
  const tiny = scene.labels.find((l) => l.id === 'tiny');
  expect(tiny?.inside).toBe(false);
  expect(tiny?.leader).toMatch(/^M/);
});

test('a ring that runs the wrong way draws the same square', () => {
  const scene = sceneOf(topology, { width: 900, maxHeight: 500, labels: null });
  const extent = (id: string): number => {
    const xs = [...(scene.areas.find((a) => a.id === id)?.d ?? '').matchAll(/[ML]([\d.]+),/g)].map((m) => Number(m[1]));
    return Math.max(...xs) - Math.min(...xs);
  };
  expect(extent('turned')).toBeCloseTo(extent('big'), 0);
});

test('a narrow map has no leader lines, and stays within its width', () => {
  const scene = sceneOf(topology, { width: 330, maxHeight: 400, labels });
  expect(scene.labels.every((l) => l.inside)).toBe(true);
  expect(scene.width).toBe(330);
});

test('labels in the margin do not cover each other', () => {
  const many: Topology = {
    type: 'Topology',
    objects: {
      units: {
        type: 'GeometryCollection',
        geometries: Array.from({ length: 8 }, (_, i) => ({ type: 'Polygon' as const, id: `t${i}`, arcs: [[i]] })),
      },
    },
    arcs: Array.from({ length: 8 }, (_, i) => [
      [i * 0.1, 0],
      [i * 0.1, 3],
      [i * 0.1 + 0.09, 3],
      [i * 0.1 + 0.09, 0],
      [i * 0.1, 0],
    ]),
  };
  const scene = sceneOf(many, {
    width: 700,
    maxHeight: 500,
    labels: new Map(Array.from({ length: 8 }, (_, i) => [`t${i}`, { name: 'Kota Panjang', value: '1,0%' }])),
  });
  for (const anchor of ['start', 'end']) {
    const ys = scene.labels
      .filter((l) => l.anchor === anchor)
      .map((l) => l.y)
      .sort((a, b) => a - b);
    ys.forEach((y, i) => i > 0 && expect(y - (ys[i - 1] ?? 0)).toBeGreaterThanOrEqual(21.9));
    expect(ys.every((y) => y >= 0 && y <= scene.height)).toBe(true);
  }
});

test('a tile map has one tile per unit and fits its width', () => {
  const scene = tileScene([row('1', 1), row('2', 2), row('3', null)], 300, labels);
  expect(scene.areas).toHaveLength(3);
  expect(scene.drawn.size).toBe(3);
});

test('the drawing to hand on holds title, source and the sample mark, and escapes what it is given', () => {
  const scene = sceneOf(topology, { width: 600, maxHeight: 400, labels });
  const sheet = sheetOf({
    title: 'A & <B>',
    finding: 'Kab. big terendah.',
    subtitle: 'Persen',
    source: 'Sumber: contoh \u00b7 ditarik 2 Sep 2024 06.10 WIB',
    demo: 'DATA CONTOH',
    maps: [
      {
        caption: '',
        scene,
        classes: new Map([
          ['big', 'k1'],
          ['tiny', 'none'],
          ['turned', 'k5'],
        ]),
        names: new Map([['big', 'Kab. big']]),
      },
    ],
    legend: [{ entry: { key: 'none', count: 1, from: null, to: null, only: null }, text: 'Belum ada data' }],
    ramp: 'coverage',
  });
  const svg = svgOf(sheet);
  for (const part of [
    'A &amp; &lt;B&gt;',
    'Sumber: contoh',
    'DATA CONTOH',
    'Belum ada data (1)',
    '<pattern id="none"',
    '#0d3557',
  ])
    expect(svg).toContain(part);
  expect(svg).not.toContain('<B>');
});
