// SPDX-License-Identifier: Apache-2.0
// Choosing the indicator, the period and the period compared with.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import type { Indicator } from '../api/schema';
import { hrefTo, useGo, type Context } from '../context';
import { lang, local, t, type Text } from '../i18n';
import type { PublishedYear } from '../model/figures';
import { add, choices, inYear, kindsOf, periodId, periodName, type Period, type PeriodKind } from '../model/period';

export function PillarBadge({ context, number }: { context: Context; number: number }) {
  const pillar = context.catalogue.pillars.find((p) => p.number === number);
  if (!pillar) return null;
  return (
    <span class={`pilar p${number}`} title={local(pillar.name)}>
      <span class="khusus-pembaca">{t('Pilar')} </span>
      {number}
    </span>
  );
}

function matches(indicator: Indicator, text: string): boolean {
  const all = `${indicator.code} ${indicator.name.id} ${indicator.name.en} ${indicator.short_name.id}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((w) => all.includes(w));
}

export function IndicatorPicker({ context, indicator }: { context: Context; indicator: Indicator }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector('input')?.focus();
    const outside = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="pemilih" ref={box} onKeyDown={(e) => e.key === 'Escape' && open && (e.stopPropagation(), close())}>
      <span class="nama-kendali" id="nama-indikator">
        {t('Indikator')}
      </span>
      <button
        ref={button}
        type="button"
        class="kendali"
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-describedby="nama-indikator"
        onClick={() => setOpen(!open)}
      >
        <PillarBadge context={context} number={indicator.pillar} />{' '}
        <span>{local(indicator.short_name) || local(indicator.name)}</span>
      </button>
      {open && (
        <div class="panel" role="dialog" aria-label={t('Pilih indikator')}>
          <input
            type="search"
            placeholder={t('Saring indikator')}
            aria-label={t('Saring indikator')}
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
          {context.catalogue.pillars.map((pillar) => {
            const found = context.catalogue.indicators.filter((i) => i.pillar === pillar.number && matches(i, text));
            if (found.length === 0) return null;
            return (
              <section key={pillar.number}>
                <h3>
                  <PillarBadge context={context} number={pillar.number} /> {local(pillar.name)}
                </h3>
                <ul role="list">
                  {found.map((i) => (
                    <li key={i.code}>
                      <Link
                        href={hrefTo(context, { rest: i.code })}
                        aria-current={i.code === indicator.code ? 'true' : undefined}
                        onClick={() => setOpen(false)}
                      >
                        {local(i.name)} <small>{i.code}</small>
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            );
          })}
        </div>
      )}
    </div>
  );
}

const kKinds: Record<PeriodKind, Text> = { month: 'Bulan', quarter: 'Triwulan', half: 'Semester', year: 'Tahun' };

function heldText(one: PublishedYear | undefined): string {
  if (!one) return ` \u00b7 ${t('tanpa angka')}`;
  return one.units > 0 ? ` \u00b7 ${t('{n} wilayah', { n: one.units })}` : '';
}

export function PeriodPicker({
  context,
  indicator,
  period,
  published = [],
}: {
  context: Context;
  indicator: Indicator;
  period: Period;
  published?: readonly PublishedYear[]; // Of a survey: the years it was held.
}) {
  const go = useGo(context);
  const kinds = kindsOf(indicator.period_rule);
  const cumulative = indicator.period_rule === 'cumulative';
  // Years are offered back from the cycle; everything else within its year.
  const newest = Math.max(context.cycle, period.year);
  const survey = indicator.kind === 'survey' && published.length > 0;
  const held = survey ? published.map((each) => inYear(period, each.year)) : [];
  if (survey && !held.some((p) => p.year === period.year)) held.unshift(period);
  const options: Period[] = survey
    ? held
    : period.kind === 'year'
      ? Array.from({ length: Math.max(6, newest - period.year + 1) }, (_, i) => inYear(period, newest - i))
      : choices(period.kind, period.year, indicator);
  const set = (p: Period): void => go({ query: { per: periodId(p) } });
  const changeKind = (kind: PeriodKind): void => {
    const month =
      period.kind === 'month'
        ? period.n
        : period.kind === 'quarter'
          ? period.n * 3
          : period.kind === 'half'
            ? period.n * 6
            : 12;
    const n =
      kind === 'month' ? month : kind === 'quarter' ? Math.ceil(month / 3) : kind === 'half' ? Math.ceil(month / 6) : 1;
    set({ kind, year: period.year, n });
  };
  return (
    <>
      {kinds.length > 1 && (
        <label class="kolom jenis">
          <span class="nama-kendali">{t('Jenis periode')}</span>
          <select value={period.kind} onChange={(e) => changeKind(e.currentTarget.value as PeriodKind)}>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(kKinds[kind])}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="kolom">
        <span class="nama-kendali">{t('Periode')}</span>
        <select value={periodId(period)} onChange={(e) => go({ query: { per: e.currentTarget.value } })}>
          {options.map((p) => (
            <option key={periodId(p)} value={periodId(p)}>
              {periodName(p, lang.value, cumulative)}
              {survey && heldText(published.find((each) => each.year === p.year))}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

export function ComparePicker({
  context,
  indicator,
  period,
  compared,
}: {
  context: Context;
  indicator: Indicator;
  period: Period;
  compared: Period | null;
}) {
  const go = useGo(context);
  const options: Period[] = [1, 2, 3].map((n) => inYear(period, period.year - n));
  if (period.kind !== 'year' && indicator.period_rule !== 'fixed') options.unshift(add(period, -1));
  if (compared && !options.some((p) => periodId(p) === periodId(compared))) options.push(compared);
  return (
    <label class="kolom">
      <span class="nama-kendali">{t('Bandingkan dengan')}</span>
      <select
        value={compared ? periodId(compared) : ''}
        onChange={(e) => go({ query: { banding: e.currentTarget.value } })}
      >
        <option value="">{t('tanpa pembanding')}</option>
        {options.map((p) => (
          <option key={periodId(p)} value={periodId(p)}>
            {periodName(p, lang.value, indicator.period_rule === 'cumulative')}
          </option>
        ))}
      </select>
    </label>
  );
}
