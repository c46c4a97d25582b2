// SPDX-License-Identifier: Apache-2.0
// The one h1 of a page. After a change of page it takes the focus, so that a screen reader announces
// where one is.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let wanted = false;
let kept = false;

export function expectFocus(): void {
  wanted = !kept;
  kept = false;
}

// After a redirect nobody went anywhere: the focus stays.
export function keepFocus(): void {
  kept = true;
}

export function PageTitle({ children, plain }: { children: ComponentChildren; plain?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const text = plain ?? (typeof children === 'string' ? children : '');
  useEffect(() => {
    document.title = text ? `${text} \u00b7 Sinergi` : 'Sinergi';
    if (!wanted) return;
    wanted = false;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [text]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
