// SPDX-License-Identifier: Apache-2.0
// What the pages ask for, each with its cache key. All keys start with the kind of thing, so that a
// change on the server can make exactly the right ones stale.
import {
  QueryClient,
  QueryObserver,
  hashKey,
  type QueryObserverOptions,
  type QueryObserverResult,
} from '@tanstack/query-core';
import { useEffect, useState } from 'preact/hooks';
import type { Topology } from 'topojson-specification';

import { ApiError, get, getJson, query } from './client';
import {
  catalogueSchema,
  changesSchema,
  figuresSchema,
  historySchema,
  memorySchema,
  publishedSchema,
  reportingSchema,
  sessionSchema,
  unitReplySchema,
  unitSearchSchema,
  valuesSchema,
} from './schema';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 600_000,
      networkMode: 'always',
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
});

type Options<T> = QueryObserverOptions<T, ApiError, T, T, readonly unknown[]>;

export function useQuery<T>(options: Options<T>): QueryObserverResult<T, ApiError> {
  const [, redraw] = useState(0);
  const wanted = client.defaultQueryOptions(options);
  const [observer] = useState(() => new QueryObserver<T, ApiError, T, T, readonly unknown[]>(client, wanted));
  const result = observer.getOptimisticResult(wanted);
  useEffect(() => observer.subscribe(() => redraw((n) => n + 1)), [observer]);
  useEffect(() => observer.setOptions(wanted), [observer, hashKey(wanted.queryKey), wanted.enabled]);
  return result;
}

export const sessionQuery = () => ({
  queryKey: ['session'] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) => get(sessionSchema, '/v1/session', signal),
});

export const catalogueQuery = () => ({
  queryKey: ['catalogue'] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) => get(catalogueSchema, '/v1/catalogue', signal),
});

export const unitQuery = (unit: string) => ({
  queryKey: ['unit', unit] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get(unitReplySchema, `/v1/units/${encodeURIComponent(unit)}`, signal),
  enabled: unit !== '',
});

export const unitSearchQuery = (text: string) => ({
  queryKey: ['unit-search', text] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get(unitSearchSchema, `/v1/units?${query({ q: text, limit: 12 })}`, signal),
  enabled: text.length > 1,
});

// The shapes below a unit; null where the server has none, which is not an error.
export const mapQuery = (unit: string, below: number) => ({
  queryKey: ['map', unit, below] as readonly unknown[],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Topology | null> => {
    try {
      const raw = await getJson(`/v1/units/${encodeURIComponent(unit)}/map?${query({ below })}`, signal);
      const topology = raw as Topology | null;
      return topology && topology.type === 'Topology' && topology.objects?.units ? topology : null;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
  staleTime: 600_000,
  enabled: unit !== '',
});

export const figuresQuery = (indicator: string, unit: string, below: number, periods: readonly string[]) => ({
  queryKey: ['figures', indicator, unit, below, periods.join(';')] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get(
      figuresSchema,
      `/v1/figures?${query({ indicator, unit, below, period: periods.join(';'), suppress: 'auto' })}`,
      signal,
    ),
  enabled: indicator !== '' && unit !== '' && periods.length > 0,
});

export const publishedQuery = (unit: string, below: number) => ({
  queryKey: ['published', unit, below] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get(publishedSchema, `/v1/published?${query({ unit, below })}`, signal),
  enabled: unit !== '',
});

export const reportingQuery = (unit: string, period: string) => ({
  queryKey: ['reporting', unit, period] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get(reportingSchema, `/v1/reporting?${query({ unit, period })}`, signal),
  enabled: unit !== '' && period !== '',
});

export const changesQuery = (limit: number) => ({
  queryKey: ['changes', limit] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) => get(changesSchema, `/v1/changes?${query({ limit })}`, signal),
});

export const memoryQuery = () => ({
  queryKey: ['memory'],
  queryFn: ({ signal }: { signal: AbortSignal }) => get(memorySchema, '/v1/imports/memory', signal),
});

export const valuesQuery = (unit: string, period: string) => ({
  queryKey: ['values', unit, period] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) => get(valuesSchema, `/v1/values?${query({ unit, period })}`, signal),
});

export const historyQuery = (unit: string, period: string, element: string) => ({
  queryKey: ['history', unit, period, element] as readonly unknown[],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get(historySchema, `/v1/values/history?${query({ unit, period, data_element: element })}`, signal),
});
