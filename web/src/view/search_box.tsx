// SPDX-License-Identifier: Apache-2.0
// A text field with suggestions (combobox): units by name or code, and indicators.
import type { RefObject } from 'preact';
import { useEffect, useId, useMemo, useState } from 'preact/hooks';

import { unitSearchQuery, useQuery } from '../api/queries';
import type { Catalogue, Unit } from '../api/schema';
import { local, t } from '../i18n';
import { unitKey } from '../model/route';

export interface Hit {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly unit?: string;
  readonly indicator?: string;
}

const unitHit = (unit: Unit): Hit => ({ key: unit.uid, title: unit.name, note: unit.code ?? '', unit: unitKey(unit) });

// What is called just as the text comes first; the rest as the catalogue has it.
function indicatorHits(catalogue: Catalogue, text: string): Hit[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const whole = words.join(' ');
  const isCalled = (names: readonly string[]): boolean => names.some((name) => name.toLowerCase() === whole);
  return catalogue.indicators
    .filter((i) => {
      const all = `${i.code} ${i.name.id} ${i.name.en} ${i.short_name.id}`.toLowerCase();
      return words.every((w) => all.includes(w));
    })
    .map((i) => ({ ...i, exact: isCalled([i.code, i.short_name.id, i.name.id, i.name.en]) }))
    .sort((a, b) => Number(b.exact) - Number(a.exact))
    .slice(0, 8)
    .map((i) => ({ key: i.code, title: local(i.name), note: i.code, indicator: i.code }));
}

export interface SearchBoxProps {
  readonly label: string;
  readonly value?: string; // Shown while nothing is typed.
  readonly placeholder?: string;
  readonly catalogue?: Catalogue; // With it, indicators are found too.
  readonly nearby?: readonly Unit[]; // Offered before anything is typed.
  readonly field?: RefObject<HTMLInputElement>;
  readonly onChoose: (hit: Hit) => void;
}

export function SearchBox({ label, value = '', placeholder, catalogue, nearby, field, onChoose }: SearchBoxProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState('');
  const [active, setActive] = useState(0);
  const text = (typed ?? '').trim();
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 180);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery(unitSearchQuery(asked));
  const hits = useMemo(() => {
    if (typed === null) return [];
    if (text === '') return (nearby ?? []).slice(0, 12).map(unitHit);
    const indicators = catalogue ? indicatorHits(catalogue, text) : [];
    return [...indicators, ...(found.data?.units ?? []).map(unitHit)];
  }, [typed, text, found.data, catalogue, nearby]);
  const open = typed !== null && (hits.length > 0 || text.length > 1);
  const current = Math.min(active, Math.max(0, hits.length - 1));

  const choose = (hit: Hit | undefined): void => {
    if (!hit) return;
    setTyped(null);
    onChoose(hit);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (typed === null) setTyped('');
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((current + step + hits.length) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(hits[current]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setTyped(null);
      (event.currentTarget as HTMLInputElement).blur();
    }
  };
  return (
    <div class="cari">
      <label class="khusus-pembaca" for={id}>
        {label}
      </label>
      <input
        id={id}
        ref={field}
        role="combobox"
        type="text"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={open}
        aria-controls={`${id}-daftar`}
        aria-autocomplete="list"
        aria-activedescendant={open && hits.length > 0 ? `${id}-${current}` : undefined}
        placeholder={typed === null ? placeholder : value || placeholder}
        value={typed ?? value}
        onFocus={() => setTyped('')}
        onBlur={() => setTyped(null)}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-daftar`} role="listbox" aria-label={label} hidden={!open}>
        {hits.map((hit, i) => (
          <li
            key={hit.key}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === current}
            onPointerDown={(event) => {
              event.preventDefault();
              choose(hit);
              (document.activeElement as HTMLElement | null)?.blur();
            }}
          >
            <span>{hit.title}</span> <small>{hit.note}</small>
          </li>
        ))}
        {hits.length === 0 && open && (
          <li role="option" aria-selected={false} aria-disabled="true">
            {found.isFetching || asked !== text ? t('Mencari…') : t('Tidak ada yang cocok.')}
          </li>
        )}
      </ul>
    </div>
  );
}
