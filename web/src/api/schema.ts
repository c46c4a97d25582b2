// SPDX-License-Identifier: Apache-2.0
// The shapes of /v1's replies. Every reply is checked here, at the edge; behind it types are trusted.
import * as v from 'valibot';

const text = v.object({ id: v.string(), en: v.string() });
const num = v.nullable(v.number());
// "Kab. Serang", never "Kabupaten Serang": one way of writing a unit's kind on every screen.
export const shortPrefix = (name: string): string =>
  name.replace(/^Kabupaten /, 'Kab. ').replace(/^Kecamatan /, 'Kec. ');
const unitName = v.pipe(v.string(), v.transform(shortPrefix));
const optionalText = v.optional(v.nullable(v.string()), '');

export const sessionSchema = v.object({
  user: v.nullable(
    v.object({
      username: v.string(),
      name: v.string(),
      unit: v.optional(v.nullable(v.object({ uid: v.string(), code: optionalText, name: unitName })), null),
      rights: v.array(v.string()),
    }),
  ),
  office: v.string(),
  demo: v.boolean(),
  change: v.number(),
  version: v.string(),
  attributions: v.array(v.string()),
  default_unit: optionalText,
  default_period: optionalText,
  today: v.string(),
});

const targetSchema = v.object({
  year: v.string(),
  value: v.number(),
  upper: v.optional(num),
  source: optionalText,
  unverified: v.optional(v.boolean(), false),
});

const indicatorSchema = v.object({
  code: v.string(),
  name: text,
  short_name: text,
  unit: text,
  numerator_text: text,
  denominator_text: text,
  numerator: optionalText,
  denominator: optionalText,
  note: text,
  pillar: v.number(),
  group: optionalText,
  factor: v.number(),
  decimals: v.number(),
  direction: v.picklist(['higher', 'lower', 'range', 'context']),
  period_rule: v.picklist(['monthly', 'cumulative', 'latest', 'fixed', 'yearly']),
  months: v.optional(v.array(v.number()), []),
  kind: v.picklist(['routine', 'survey']),
  events_small: v.boolean(),
  proportion: v.boolean(),
  level: optionalText,
  source: optionalText,
  system: optionalText,
  unverified: v.boolean(),
  basis_rule: optionalText,
  targets: v.array(targetSchema),
});

export const catalogueSchema = v.object({
  pillars: v.array(v.object({ number: v.number(), name: text, color: v.string() })),
  indicators: v.array(indicatorSchema),
  change: v.optional(v.number(), 0),
});

export const unitSchema = v.object({
  uid: v.string(),
  code: optionalText,
  name: unitName,
  short_name: optionalText,
  level: v.number(),
  type: optionalText,
  kind: optionalText,
  ownership: optionalText,
  has_geometry: v.optional(v.boolean(), false),
  children: v.optional(v.number(), 0),
  opened: optionalText,
  closed: optionalText,
  predecessor: v.optional(
    v.nullable(v.object({ uid: v.string(), name: unitName, year: v.union([v.string(), v.number()]) })),
  ),
});

export const unitReplySchema = v.object({
  unit: unitSchema,
  ancestors: v.array(unitSchema),
  children: v.array(unitSchema),
});

export const unitSearchSchema = v.object({ units: v.array(unitSchema) });

const published = v.object({
  indicator: v.optional(v.string()), // Another indicator's survey beside this routine one.
  unit: v.string(),
  period: v.string(),
  value: v.number(),
  low: v.optional(num, null),
  high: v.optional(num, null),
  source: optionalText,
  basis: optionalText,
  kind: optionalText,
  measure: optionalText,
  question: optionalText, // Why it looks wrong, if a rule says so.
});

export const publishedSchema = v.object({
  total: v.number(),
  units: v.array(v.object({ uid: v.string(), code: optionalText, name: unitName, short_name: optionalText })),
  figures: v.array(published),
});

export const figuresSchema = v.object({
  indicator: v.string(),
  change: v.number(),
  pulled: v.string(),
  suppressed: v.optional(v.boolean(), false),
  periods: v.array(v.object({ id: v.string(), name: text })),
  units: v.array(
    v.object({
      uid: v.string(),
      code: optionalText,
      name: unitName,
      short_name: optionalText,
      self: v.optional(v.boolean(), false),
    }),
  ),
  cells: v.object({
    value: v.array(num),
    numerator: v.array(num),
    denominator: v.array(num),
    low: v.array(num),
    high: v.array(num),
    reported: v.array(num),
    expected: v.array(num),
    reason: v.array(v.nullable(v.string())),
    incomplete: v.array(v.nullable(v.boolean())),
    status: v.array(v.nullable(v.string())),
    rank: v.array(num),
    published: v.optional(v.array(v.boolean()), []),
  }),
  target: v.array(num),
  target_upper: v.array(num),
  breaks: v.array(v.number()),
  breaks_from: v.optional(v.string(), 'target'),
  ramp: v.picklist(['coverage', 'burden']),
  interval: v.optional(v.string(), 'none'),
  published: v.array(published),
  events_small: v.boolean(),
  rankable: v.boolean(),
  note: v.optional(text, { id: '', en: '' }),
});

export const reportingSchema = v.object({
  data_sets: v.array(v.unknown()),
  periods: v.array(v.union([v.string(), v.object({ id: v.string() })])),
  units: v.array(
    v.object({
      uid: v.string(),
      code: optionalText,
      name: unitName,
      short_name: optionalText,
      reported: v.array(num),
      expected: v.array(num),
    }),
  ),
  missing: v.array(v.object({ uid: v.string(), name: unitName, parent: optionalText })),
});

export const changesSchema = v.object({
  changes: v.array(
    v.object({
      number: v.number(),
      time: v.string(),
      actor: optionalText,
      reason: optionalText,
      values: v.number(),
      metadata: v.number(),
      figures: v.optional(v.number(), 0), // Published figures it touched.
    }),
  ),
});

const valueState = v.picklist(['number', 'blank', 'not_applicable', 'suppressed', 'missing']);
const looseNumber = v.optional(v.nullable(v.union([v.number(), v.string()])), null);

export const valuesSchema = v.object({
  unit: v.unknown(),
  period: v.unknown(),
  may_enter: v.optional(v.boolean(), true),
  rows: v.array(
    v.object({
      data_element: v.object({ uid: v.string(), code: optionalText, name: v.string() }),
      state: valueState,
      value: looseNumber,
      // A number, or the state and value it had.
      previous: v.pipe(
        v.optional(v.nullable(v.union([v.number(), v.string(), v.object({ value: looseNumber })])), null),
        v.transform((p) => (p !== null && typeof p === 'object' ? p.value : p)),
      ),
      change: v.optional(num, null),
    }),
  ),
});

export const savedValueSchema = v.object({ change: v.number(), state: valueState, value: looseNumber });

export const historySchema = v.object({
  versions: v.array(
    v.object({
      state: valueState,
      value: looseNumber,
      from: v.optional(num, null),
      to: v.optional(num, null),
      actor: optionalText,
      time: optionalText,
      reason: optionalText,
    }),
  ),
});

const importChange = v.object({
  is_new: v.boolean(),
  row: v.number(),
  column: v.string(),
  unit: v.string(),
  element: v.string(),
  period: v.string(),
  before: v.string(),
  after: v.string(),
});

export const importSchema = v.object({
  kind: v.string(),
  dry_run: v.boolean(),
  change: v.number(),
  compared_at: v.number(),
  new: v.number(),
  changed: v.number(),
  same: v.number(),
  rejected: v.number(),
  ambiguous_numbers: v.number(),
  dropped_columns: v.array(v.string()),
  columns: v.array(v.object({ letter: v.string(), title: v.string(), role: v.string() })),
  problems: v.array(v.object({ row: v.optional(num, null), column: optionalText, message: v.string() })),
  questioned: v.optional(v.number(), 0), // Published figures that were taken and look wrong.
  doubts: v.optional(
    v.array(v.object({ row: v.optional(num, null), column: optionalText, message: v.string() })),
    [],
  ),
  questions: v.array(
    v.object({
      text: v.string(),
      kind: v.string(),
      asked: v.string(),
      rows: v.number(),
      choices: v.array(v.object({ uid: v.string(), label: v.string() })),
    }),
  ),
  changes: v.array(importChange),
  sheet: v.string(),
  notes: v.array(v.string()),
  attribution: optionalText,
});

export const undoSchema = v.object({
  dry_run: v.boolean(),
  change: v.number(),
  restored: v.number(),
  removed: v.number(),
  left: v.number(),
  kept: v.array(v.string()),
  changes: v.array(importChange),
});

export const memorySchema = v.object({
  lines: v.array(v.object({ key: v.string(), kind: v.string(), asked: v.string(), meaning: v.string() })),
});

export type Session = v.InferOutput<typeof sessionSchema>;
export type Catalogue = v.InferOutput<typeof catalogueSchema>;
export type Indicator = v.InferOutput<typeof indicatorSchema>;
export type Unit = v.InferOutput<typeof unitSchema>;
export type UnitReply = v.InferOutput<typeof unitReplySchema>;
export type Figures = v.InferOutput<typeof figuresSchema>;
export type Published = v.InferOutput<typeof published>;
export type PublishedList = v.InferOutput<typeof publishedSchema>;
export type Reporting = v.InferOutput<typeof reportingSchema>;
export type Changes = v.InferOutput<typeof changesSchema>;
export type Values = v.InferOutput<typeof valuesSchema>;
export type ValueState = v.InferOutput<typeof valueState>;
export type History = v.InferOutput<typeof historySchema>;
export type UndoSummary = v.InferOutput<typeof undoSchema>;
export type ImportSummary = v.InferOutput<typeof importSchema>;
export type LocalText = v.InferOutput<typeof text>;
