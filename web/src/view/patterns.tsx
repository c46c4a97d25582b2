// SPDX-License-Identifier: Apache-2.0
// Fills for "no value", once per page. Different reasons look different without any colour.
import type { ClassKey } from '../model/classes';
import { isValueClass, kFewColor, kRampColors, type Ramp } from '../model/classes';

export function Patterns() {
  return (
    <svg class="pola" width="0" height="0" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="pola-none" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" class="pola-dasar" />
          <path d="M0 0V7" class="pola-garis" />
        </pattern>
        <pattern id="pola-blank" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <rect width="7" height="7" class="pola-dasar" />
          <path d="M0 0V3.500" class="pola-garis" />
        </pattern>
        <pattern id="pola-not_applicable" width="12" height="12" patternUnits="userSpaceOnUse">
          <rect width="12" height="12" class="pola-dasar" />
          <circle cx="6" cy="6" r="1.300" class="pola-titik" />
        </pattern>
        <pattern id="pola-undefined" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" class="pola-dasar" />
          <path d="M0 3H6" class="pola-garis" />
        </pattern>
        <pattern id="pola-suppressed" width="14" height="14" patternUnits="userSpaceOnUse">
          <rect width="14" height="14" class="pola-dasar" />
          <path d="M4.500 7H9.500M7 4.500V9.500" class="pola-garis" />
        </pattern>
        <pattern id="pola-hidden" width="8" height="8" patternUnits="userSpaceOnUse">
          <rect width="8" height="8" class="pola-dasar" />
          <path d="M0 0H8M0 0V8" class="pola-garis" />
        </pattern>
      </defs>
    </svg>
  );
}

export const fillOf = (key: ClassKey, ramp: Ramp): string =>
  isValueClass(key) ? kRampColors[ramp][key] : key === 'few' ? kFewColor : `url(#pola-${key})`;
