import { useEffect, useRef, useState } from 'preact/hooks';
import type { Pages } from '../../../packages/client/client.ts';

/** A list as far as it was read. */
export interface Endless<Entry> {
  entries: readonly Entry[];
  state: 'loading' | 'more' | 'end' | 'failed';
  error: unknown;
  /** Reads the page that follows; after a failure, the one that failed. */
  more: () => void;
  /** Puts an entry in the place of the one of its id, e.g. once it was labelled. */
  replace: (entry: Entry) => void;
}

/**
 * A list that is read page by page, and begun anew whenever one of `by` changes. Entries come in the order of the API,
 * each once, without gaps: pages follow by the API's own token, one at a time.
 */
export function useEndless<Entry extends { id: string }>(
  open: (signal: AbortSignal) => Pages<Entry>,
  by: readonly unknown[],
): Endless<Entry> {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [state, setState] = useState<Endless<Entry>['state']>('loading');
  const [error, setError] = useState<unknown>(null);
  const reading = useRef<Reading<Entry> | null>(null);

  const more = async (): Promise<void> => {
    const now = reading.current;
    if (now === null || now.busy) return;
    now.busy = true;
    setState('loading');
    try {
      const page = await readPage(now);
      if (now !== reading.current) return;
      setEntries([...now.entries]);
      setState(page === 'end' ? 'end' : 'more');
    } catch (failure) {
      if (now !== reading.current) return;
      setError(failure);
      setState('failed');
    } finally {
      now.busy = false;
    }
  };
  useEffect(() => {
    const ending = new AbortController();
    reading.current = { open: () => open(ending.signal), pages: null, entries: [], ids: new Set(), busy: false };
    setEntries([]);
    void more();
    return () => ending.abort();
  }, by);
  const replace = (entry: Entry): void => {
    const now = reading.current;
    if (now === null) return;
    now.entries = now.entries.map((one) => (one.id === entry.id ? entry : one));
    setEntries(now.entries);
  };
  return { entries, state, error, more: () => void more(), replace };
}

interface Reading<Entry> {
  open: () => Pages<Entry>;
  pages: AsyncGenerator<Entry[], void> | null;
  entries: Entry[];
  ids: Set<string>;
  busy: boolean;
}

/**
 * Adds a page to what was read. A generator that has failed is at its end, so after a failure the list is read from its
 * beginning, past what is there already.
 */
async function readPage<Entry extends { id: string }>(now: Reading<Entry>): Promise<'more' | 'end'> {
  for (;;) {
    now.pages ??= now.open().pages();
    try {
      const { done, value } = await now.pages.next();
      if (done === true) return 'end';
      const fresh = value.filter(({ id }) => !now.ids.has(id));
      for (const { id } of fresh) now.ids.add(id);
      now.entries = [...now.entries, ...fresh];
      // A filter may leave nothing of a page.
      if (fresh.length > 0) return 'more';
    } catch (error) {
      now.pages = null;
      throw error;
    }
  }
}
