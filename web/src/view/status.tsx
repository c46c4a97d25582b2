// SPDX-License-Identifier: Apache-2.0
// A status is a word, a shape and a colour together; the shape is drawn, not a character of a font.
import type { Status } from '../model/figures';
import { statusWord } from '../model/detail';
import { lang } from '../i18n';

const kShape: Record<Status, string> = {
  achieved: 'M2.5 7.5 5.5 10.500 11.500 3.500',
  near: '',
  below: 'M1.500 3h11l-5.500 9z',
  critical: 'M7 .8 13.200 7 7 13.200.8 7z',
  none: 'M2.500 7h9',
};

export function StatusMark({ status }: { status: Status }) {
  return (
    <svg class="tanda" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
      {status === 'near' ? (
        <>
          <circle cx="7" cy="7" r="5.500" fill="none" stroke="currentColor" stroke-width="1.600" />
          <path d="M7 1.500a5.500 5.500 0 0 1 0 11z" fill="currentColor" />
        </>
      ) : status === 'below' || status === 'critical' ? (
        <path d={kShape[status]} fill="currentColor" />
      ) : (
        <path d={kShape[status]} fill="none" stroke="currentColor" stroke-width="2.200" />
      )}
    </svg>
  );
}

export function StatusChip({ status }: { status: Status }) {
  return (
    <span class={`status ${status}`} data-status={status}>
      <StatusMark status={status} /> {statusWord(status, lang.value)}
    </span>
  );
}
