import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Once what was open beside a list is closed, the focus that went with it goes back to the row that opens it, or to
 * the list where that has no such row.
 */
export function useWayBack(part: string, list: RefObject<HTMLElement | null>): void {
  const before = useRef('');
  useEffect(() => {
    const closed = before.current;
    before.current = part;
    if (part !== '' || closed === '' || document.activeElement !== document.body) return;
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('.prediction > a') ?? [])];
    (links.find(({ href }) => href.includes(encodeURIComponent(closed))) ?? list.current)?.focus();
  }, [part]);
}
