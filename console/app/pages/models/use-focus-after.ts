import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Puts the focus at a place where what was pressed is gone once `what` is another. */
export function useFocusAfter(what: unknown, place: RefObject<HTMLElement | null>): void {
  const before = useRef(what);
  useEffect(() => {
    if (before.current !== what && document.activeElement === document.body) place.current?.focus();
    before.current = what;
  }, [what]);
}
