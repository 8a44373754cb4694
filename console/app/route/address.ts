import { useEffect, useState } from 'preact/hooks';

/** Where the console stands: `#/history/01J…?country=France` is the page history, its part, and filters. */
export interface Address {
  page: string;
  /** What of the page, e.g. one prediction by its id; empty for the page itself. */
  part: string;
  /** The filters, so that a link is a saved view. */
  filters: Readonly<Record<string, string>>;
}

/** Reads the part of an address after `#`. */
function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/');
  return { page, part: decode(rest.join('/')), filters: Object.fromEntries(new URLSearchParams(query)) };
}

/** What was encoded otherwise than a link is stands for itself: whoever types an address sees that it is none. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a page, as a link has it; filters that are empty are left out. */
export function linkTo(page: string, filters: Record<string, string | undefined> = {}, part = ''): string {
  const told = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(told).toString();
  const path = part === '' ? page : `${page}/${encodeURIComponent(part)}`;
  return query === '' ? `#/${path}` : `#/${path}?${query}`;
}

/** Goes to an address. With `quietly` it takes the place of this one in the browser's history: typing is no step. */
export function goTo(link: string, { quietly = false } = {}): void {
  if (!quietly) location.hash = link;
  else if (link !== location.hash) {
    history.replaceState(null, '', link);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

/** Where the console stands, now and whenever it changes. */
export function useAddress(): Address {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseAddress(hash);
}
