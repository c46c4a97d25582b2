// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { afterLogin } from './context';

test('logging in never leads to another site', () => {
  expect(afterLogin('?dari=%2F2025%2F99%2Fdata%3Fper%3D202510')).toBe('/2025/99/data?per=202510');
  for (const bad of ['//jahat.example', '/\\jahat.example', 'https://jahat.example', 'javascript:alert(1)', '']) {
    expect(afterLogin(`?dari=${encodeURIComponent(bad)}`)).toBe('/');
  }
});
