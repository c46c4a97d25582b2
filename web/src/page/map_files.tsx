// SPDX-License-Identifier: Apache-2.0
// The map as a file to hand on: SVG, PNG and CSV, each with its source line and, for sample data, the
// words that say so; and the link to this very view.
import { useState } from 'preact/hooks';

import { lang, local, t } from '../i18n';
import { classOf, legendOf, type ClassKey } from '../model/classes';
import { csvOf } from '../model/csv';
import { detailText, reasonWord, statusWord } from '../model/detail';
import type { Row } from '../model/figures';
import { periodId, periodName, type Period } from '../model/period';
import { sheetOf, svgOf, type Sheet } from '../model/sheet';
import { legendText } from '../view/legend';
import { pngOf, saveFile } from '../view/save_file';
import { drawing, fileName, sourceOf, titleOf, type BoardProps } from './map_drawing';

function sheetFor(props: BoardProps, breaks: readonly number[]): Sheet {
  const cumulative = props.indicator.period_rule === 'cumulative';
  const one = (rows: readonly Row[], period: Period, width: number) => ({
    caption: periodName(period, lang.value, cumulative),
    scene: drawing(props, rows, width, true, 620),
    classes: new Map<string, ClassKey>(rows.map((r) => [r.uid, classOf(r, breaks)])),
    names: new Map(rows.map((r) => [r.uid, detailText(r, props.indicator, lang.value)])),
  });
  const maps =
    props.before && props.compared
      ? [one(props.before.rows, props.compared, 620), one(props.now.rows, props.period, 620)]
      : [one(props.now.rows, props.period, 840)];
  return sheetOf({
    title: titleOf(props),
    finding: props.sentence,
    subtitle: props.subtitle,
    source: sourceOf(props),
    demo: props.context.session.demo ? t('DATA CONTOH') : '',
    maps,
    legend: legendOf(props.now.rows, breaks).map((entry) => ({
      entry,
      text: legendText(entry, props.indicator.decimals),
    })),
    ramp: props.data.ramp,
  });
}

function saveCsv(props: BoardProps): void {
  const { indicator, now, before, compared, period } = props;
  const head = [
    'kode',
    'wilayah',
    'periode',
    'nilai',
    'satuan',
    'pembilang',
    'penyebut',
    'batas_bawah_95',
    'batas_atas_95',
    'target',
    'status',
    'laporan_masuk',
    'laporan_seharusnya',
    'alasan_tanpa_nilai',
  ];
  const line = (p: Period) => (r: Row) => [
    r.code,
    r.name,
    periodId(p),
    r.value,
    local(indicator.unit),
    r.numerator,
    r.denominator,
    r.low,
    r.high,
    r.target,
    r.status === 'none' ? '' : statusWord(r.status, lang.value),
    r.reported,
    r.expected,
    r.value === null ? reasonWord(r.reason, lang.value) : '',
  ];
  const rows = [...now.rows, ...(now.self ? [now.self] : [])].map(line(period));
  if (before && compared) rows.push(...[...before.rows, ...(before.self ? [before.self] : [])].map(line(compared)));
  const notes = [[], [titleOf(props)], [sourceOf(props)], ...(props.context.session.demo ? [[t('DATA CONTOH')]] : [])];
  saveFile(
    fileName(props, 'csv'),
    new Blob([csvOf([head, ...rows, ...notes], lang.value)], { type: 'text/csv;charset=utf-8' }),
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  // Without a secure connection a page may not use the clipboard; the address bar still holds the link.
  if (!navigator.clipboard) return null;
  return (
    <button type="button" class="tautan" onClick={() => void copy().catch(() => setCopied(false))}>
      <span role="status">{copied ? t('Tautan tersalin') : t('Salin tautan')}</span>
    </button>
  );
}

export function Downloads({ board, breaks }: { board: BoardProps; breaks: readonly number[] }) {
  const [failed, setFailed] = useState(false);
  const png = async (): Promise<void> => {
    try {
      saveFile(fileName(board, 'png'), await pngOf(sheetFor(board, breaks)));
    } catch {
      setFailed(true);
    }
  };
  return (
    <span class="unduh">
      <span>{t('Unduh')}:</span>
      <button type="button" class="tautan" onClick={() => void png()} aria-label={t('Unduh PNG')}>
        PNG
      </button>
      <button
        type="button"
        class="tautan"
        aria-label={t('Unduh SVG')}
        onClick={() =>
          saveFile(fileName(board, 'svg'), new Blob([svgOf(sheetFor(board, breaks))], { type: 'image/svg+xml' }))
        }
      >
        SVG
      </button>
      <button type="button" class="tautan" aria-label={t('Unduh CSV')} onClick={() => saveCsv(board)}>
        CSV
      </button>
      <CopyLink />
      {failed && <span role="alert">{t('PNG tidak dapat dibuat di peramban ini; pakai SVG.')}</span>}
    </span>
  );
}
