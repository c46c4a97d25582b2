// SPDX-License-Identifier: Apache-2.0
// Small invented rows and indicators for the tests of this folder.
import type { Indicator } from '../api/schema';
import type { Row } from './figures';

export function row(code: string, value: number | null, more: Partial<Row> = {}): Row {
  return {
    uid: `uid-${code}`,
    code,
    name: `Kab. ${code}`,
    shortName: code,
    value,
    numerator: value === null ? null : Math.round(value * 10),
    denominator: value === null ? null : 1000,
    low: null,
    high: null,
    reported: 3,
    expected: 3,
    reason: value === null ? 'not_reported' : '',
    incomplete: false,
    status: 'none',
    rank: value === null ? null : 1,
    target: null,
    targetUpper: null,
    published: false,
    few: false,
    ...more,
  };
}

const both = (text: string): { id: string; en: string } => ({ id: text, en: text });

export function indicator(more: Partial<Indicator> = {}): Indicator {
  return {
    code: 'X',
    name: both('Contoh'),
    short_name: both('Contoh'),
    unit: both('%'),
    numerator_text: both(''),
    denominator_text: both(''),
    numerator: '',
    denominator: '',
    note: both(''),
    pillar: 1,
    group: '',
    factor: 100,
    decimals: 1,
    direction: 'higher',
    period_rule: 'monthly',
    months: [],
    kind: 'routine',
    events_small: false,
    proportion: true,
    level: '',
    source: '',
    system: '',
    unverified: false,
    basis_rule: '',
    targets: [],
    ...more,
  };
}
