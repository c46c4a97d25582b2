// SPDX-License-Identifier: Apache-2.0
// Where a page stands: the unit, the cycle and the period of its address, with what the server said
// about them.
import { useLocation, useSearch } from 'wouter-preact';

import type { Catalogue, Figures, Indicator, Session, UnitReply } from './api/schema';
import { newestWithValues } from './model/figures';
import { fitPeriod, openingPeriod, parsePeriod, partialYear, periodId, type Period } from './model/period';
import { pathOf, unitKey, withQuery, type PageName, type Place } from './model/route';

export interface Context {
  readonly session: Session;
  readonly catalogue: Catalogue;
  readonly here: UnitReply;
  readonly place: Place;
  readonly cycle: number;
  readonly period: Period;
  readonly search: string;
}

export interface Target {
  readonly page?: PageName;
  readonly unit?: string;
  readonly cycle?: number;
  readonly rest?: string;
  readonly query?: Record<string, string | null | undefined>;
}

export const cycleOf = (session: Session, place: Place): number =>
  place.cycle ?? Number((session.default_period || session.today).slice(0, 4));

export function periodOf(session: Session, cycle: number, search: string): Period {
  const asked = parsePeriod(new URLSearchParams(search).get('per') ?? '');
  return asked ?? openingPeriod(session.default_period || '', cycle);
}

// The period in which a page shows an indicator. Where none was chosen, events too rare for a month
// (deaths) are shown for the year.
export function periodFor(context: Context, indicator: Indicator): Period {
  const chosen = new URLSearchParams(context.search).has('per');
  const rare = indicator.events_small && indicator.period_rule === 'monthly';
  const period = rare && !chosen ? { kind: 'year' as const, year: context.period.year, n: 1 } : context.period;
  return fitPeriod(period, indicator);
}

// Whether this server holds any report; if not, it opens on the newest year of published figures.
export const hasReports = (context: Context): boolean =>
  parsePeriod(context.session.default_period || '')?.kind !== 'year';

// A survey is not held every year, and a server without reports has published figures of some years
// only: where no period was chosen, the newest figures are shown.
export function shownPeriod(
  context: Context,
  indicator: Indicator,
  data: Figures | undefined,
  period: Period,
  periods: readonly Period[],
): Period {
  if (!data || new URLSearchParams(context.search).has('per')) return period;
  if (hasReports(context) && indicator.kind !== 'survey') return period;
  return newestWithValues(data, periods, periodId) ?? period;
}

// The month up to which there are data, if the period is a year that is not over; then it is not held
// against a whole one.
export const unfinished = (context: Context, period: Period, indicator: Indicator): Period | null =>
  indicator.period_rule === 'yearly' ? null : partialYear(period, context.session.default_period || '');

// Query keys that go along to another page; the others belong to the page they were set on.
const kCarried = ['per', 'banding', 'bahasa'];

// The address of another page, unit or cycle, with everything not named kept as it is here.
export function hrefTo(context: Context, to: Target): string {
  const page = to.page ?? context.place.page;
  const samePage = page === context.place.page;
  const path = pathOf({
    cycle: to.cycle ?? context.cycle,
    unit: to.unit ?? unitKey(context.here.unit),
    page,
    rest: to.rest ?? (samePage ? context.place.rest : ''),
  });
  let search = context.search;
  if (!samePage) {
    const kept = new URLSearchParams();
    const now = new URLSearchParams(search);
    for (const key of kCarried) if (now.has(key)) kept.set(key, now.get(key) ?? '');
    search = kept.toString();
  }
  const moved = to.cycle !== undefined && to.cycle !== context.cycle;
  if (moved) search = withQuery(search, { per: null, banding: null }).replace('?', '');
  return path + withQuery(search, to.query ?? {});
}

export function useGo(context: Context): (to: Target, replace?: boolean) => void {
  const [, navigate] = useLocation();
  return (to, replace = false) => navigate(hrefTo(context, to), { replace });
}

// The login page, which leads back to where one is.
export const loginHref = (): string => `/masuk?dari=${encodeURIComponent(location.pathname + location.search)}`;

// Where to go after logging in: only ever a page of this site.
export function afterLogin(search: string): string {
  const from = new URLSearchParams(search).get('dari') ?? '/';
  return /^\/(?![/\\])/.test(from) ? from : '/';
}

export const useQueryString = (): string => useSearch();
