// SPDX-License-Identifier: Apache-2.0
// Hands a finished file to the person. A PNG is painted item by item, with the fonts of the page.
import { kPatterns, sheetFont, type Fill, type Sheet } from '../model/sheet';

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function paintOf(context: CanvasRenderingContext2D, fill: Fill): string | CanvasPattern {
  if ('color' in fill) return fill.color;
  const { size, d, angle } = kPatterns[fill.pattern];
  const tile = document.createElement('canvas');
  tile.width = tile.height = size * 2;
  const brush = tile.getContext('2d');
  if (!brush) return '#ffffff';
  brush.scale(2, 2);
  brush.fillStyle = '#ffffff';
  brush.fillRect(0, 0, size, size);
  brush.strokeStyle = '#5b6871';
  brush.lineWidth = 1.3;
  brush.stroke(new Path2D(d));
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().rotate(angle).scale(0.5));
  return pattern ?? '#ffffff';
}

export async function pngOf(sheet: Sheet): Promise<Blob> {
  await document.fonts.ready;
  const kScale = 2;
  const canvas = document.createElement('canvas');
  canvas.width = sheet.width * kScale;
  canvas.height = sheet.height * kScale;
  const c = canvas.getContext('2d');
  if (!c) throw new Error('canvas');
  c.scale(kScale, kScale);
  c.fillStyle = '#fbfaf7';
  c.fillRect(0, 0, sheet.width, sheet.height);
  c.lineJoin = 'round';
  for (const item of sheet.items) {
    if (item.kind === 'text') {
      c.font = `${item.weight} ${item.size}px ${sheetFont(item.serif)}`;
      c.textAlign = item.anchor === 'middle' ? 'center' : item.anchor;
      if (item.halo) {
        c.strokeStyle = '#fbfaf7';
        c.lineWidth = 3.5;
        c.strokeText(item.text, item.x, item.y);
      }
      c.fillStyle = item.color;
      c.fillText(item.text, item.x, item.y);
      continue;
    }
    const path = new Path2D(item.d);
    c.save();
    c.translate(item.dx, item.dy);
    if (item.fill) {
      c.fillStyle = paintOf(c, item.fill);
      c.fill(path, 'evenodd');
    }
    if (item.stroke) {
      c.strokeStyle = item.stroke;
      c.lineWidth = item.width ?? 1;
      c.stroke(path);
    }
    c.restore();
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('png'))), 'image/png'),
  );
}
