// SPDX-License-Identifier: Apache-2.0
// Published figures as they were printed, each with its basis, its source and what is doubtful about it.
import { Link } from 'wouter-preact';

import { publishedQuery, useQuery } from '../api/queries';
import type { Indicator, Published } from '../api/schema';
import { hrefTo, type Context } from '../context';
import { lang, local, t, type Text } from '../i18n';
import { isAddress, sourceName } from '../model/figures';
import { formatCount, formatNumber } from '../model/number';
import { parsePeriod, periodName } from '../model/period';
import { Figure } from './figure';

const kKinds: Readonly<Record<string, Text>> = {
  survey: 'survei',
  routine: 'laporan rutin',
  register: 'register',
  projection: 'proyeksi',
  'official-stat': 'statistik resmi',
  target: 'target',
};

function Source({ one }: { one: Published }) {
  const source = one.source ?? '';
  const address = source.split(' ')[0] ?? '';
  if (!isAddress(source)) return <>{source || '\u2013'}</>;
  return (
    <a href={address} rel="noreferrer nofollow">
      {sourceName({ basis: '', source: address })}
    </a>
  );
}

const kindName = (kind: string | null): string => {
  const word = kKinds[kind ?? ''];
  return word ? t(word) : (kind ?? '');
};

function Value({ one }: { one: Published }) {
  return (
    <>
      <b>{printed(one.value)}</b> <small>{one.measure}</small>
      {one.low != null && one.high != null && (
        <small>
          {' '}
          ({printed(one.low)}
          {'\u2013'}
          {printed(one.high)})
        </small>
      )}
    </>
  );
}

// Why figures look wrong, each with what it is a figure of.
function Questions({ figures, nameOf }: { figures: readonly Published[]; nameOf: (one: Published) => string }) {
  return (
    <>
      {figures
        .filter((one) => one.question)
        .map((one, i) => (
          <p class="ragu" key={i} data-question>
            <b>
              {t('Dipertanyakan')}: {nameOf(one)}.
            </b>{' '}
            {one.question}
          </p>
        ))}
    </>
  );
}

// As many decimals as were printed, never rounded to the indicator's own.
const printed = (value: number): string =>
  formatNumber(value, Math.min(4, (String(value).split('.')[1] ?? '').length), lang.value);

const printedPeriod = (id: string): string => {
  const period = parsePeriod(id);
  return period ? periodName(period, lang.value) : id;
};

export function PublishedFigures({
  figures,
  indicator,
  nameOf,
}: {
  figures: readonly Published[];
  indicator: Indicator;
  nameOf: (indicatorCode: string) => string; // Of the other series beside this one; empty for its own.
}) {
  if (figures.length === 0) return null;
  const rows = [...figures].sort((a, b) => (a.period < b.period ? 1 : a.period > b.period ? -1 : 0));
  const names = rows.map((one) => nameOf(one.indicator ?? indicator.code));
  const several = names.some((name) => name !== '');
  return (
    <Figure
      name="terbit"
      title={t('Angka terbit')}
      subtitle={t('Seperti dicetak sumbernya; tidak dijumlahkan dan tidak dicampur dengan laporan')}
    >
      <div class="gulir" role="region" tabIndex={0} aria-label={t('Angka terbit')}>
        <table class="terbit">
          <thead>
            <tr>
              <th scope="col">{t('Periode')}</th>
              <th scope="col">{t('Nilai')}</th>
              {several && <th scope="col">{t('Seri')}</th>}
              <th scope="col">{t('Jenis')}</th>
              <th scope="col">{t('Dasar')}</th>
              <th scope="col">{t('Sumber')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one, i) => (
              <tr key={i} data-published={one.period}>
                <th scope="row">{printedPeriod(one.period)}</th>
                <td>
                  <Value one={one} />
                </td>
                {several && <td>{names[i]}</td>}
                <td>{kindName(one.kind)}</td>
                <td>{one.basis || '\u2013'}</td>
                <td>
                  <Source one={one} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Questions figures={rows} nameOf={(one) => printedPeriod(one.period)} />
    </Figure>
  );
}

// The figures that a page shows for a year are published ones: whose, and which of them look wrong.
export function PublishedNote({
  figures,
  nameOfUnit,
}: {
  figures: readonly Published[]; // Those shown.
  nameOfUnit: (uid: string) => string;
}) {
  if (figures.length === 0) return null;
  const sources = [...new Set(figures.map(sourceName))].filter(Boolean);
  return (
    <div class="catatan" data-published-note>
      <p>
        {t('Angka terbit, bukan hasil laporan ke server ini: {sumber}.', { sumber: sources.join('; ') || '\u2013' })}
      </p>
      <Questions figures={figures} nameOf={(one) => nameOfUnit(one.unit)} />
    </div>
  );
}

const kListed = 200;
const kQuestionsListed = 20;

// All that was published for a unit and those below it, questioned figures first.
export function PublishedList({ context }: { context: Context }) {
  const { data } = useQuery(publishedQuery(context.here.unit.uid, 1));
  if (!data || data.total === 0) return null;
  const units = new Map(data.units.map((unit) => [unit.uid, unit]));
  const doubtful = data.figures.filter((one) => one.question);
  const shown = [...doubtful, ...data.figures.filter((one) => !one.question)].slice(0, kListed);
  const nameOf = (code: string): string => {
    const found = context.catalogue.indicators.find((i) => i.code === code);
    return found ? local(found.short_name) || local(found.name) : code;
  };
  const known = (code: string): boolean => context.catalogue.indicators.some((i) => i.code === code);
  return (
    <Figure
      name="terbit"
      title={t('Angka terbit')}
      subtitle={
        doubtful.length > 0
          ? t('{n} angka, {m} dipertanyakan', {
              n: formatCount(data.total, lang.value),
              m: formatCount(doubtful.length, lang.value),
            })
          : t('{n} angka', { n: formatCount(data.total, lang.value) })
      }
    >
      <Questions
        figures={doubtful.slice(0, kQuestionsListed)}
        nameOf={(one) =>
          `${units.get(one.unit)?.name ?? one.unit}, ${nameOf(one.indicator ?? '')}, ${printedPeriod(one.period)}`
        }
      />
      <details class="lipat">
        <summary>{t('Lihat tabel')}</summary>
        <div class="gulir tinggi" role="region" tabIndex={0} aria-label={t('Angka terbit')}>
          <table class="terbit">
            <thead>
              <tr>
                <th scope="col">{t('Wilayah')}</th>
                <th scope="col">{t('Indikator')}</th>
                <th scope="col">{t('Periode')}</th>
                <th scope="col">{t('Nilai')}</th>
                <th scope="col">{t('Dasar')}</th>
                <th scope="col">{t('Sumber')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one, i) => {
                const unit = units.get(one.unit);
                const code = one.indicator ?? '';
                const key = unit?.code || one.unit;
                return (
                  <tr key={i}>
                    <th scope="row">{unit?.name ?? one.unit}</th>
                    <td>
                      {known(code) ? (
                        <Link href={hrefTo(context, { unit: key, page: 'rincian', rest: code })}>{nameOf(code)}</Link>
                      ) : (
                        code
                      )}
                    </td>
                    <td>{printedPeriod(one.period)}</td>
                    <td>
                      <Value one={one} />
                    </td>
                    <td>{one.basis || kindName(one.kind)}</td>
                    <td>
                      <Source one={one} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        {data.total > shown.length && (
          <p>{t('dan {n} lainnya', { n: formatCount(data.total - shown.length, lang.value) })}</p>
        )}
      </details>
    </Figure>
  );
}
