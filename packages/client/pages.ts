import type { CallOptions } from './transport/connection.ts';
import { TerroirError } from './errors.ts';
import { isRecord } from './transport/response.ts';

/** How to read a list. */
export interface ListOptions extends CallOptions {
  /** How many entries to ask for at once: 1 to 100. */
  pageSize?: number | undefined;
}

/**
 * A list of the API, newest first: asked for page by page, while it is read. Read it with `for await`, again and again;
 * leave the loop when you have enough, and no further page is asked for.
 */
export interface Pages<Entry> extends AsyncIterable<Entry> {
  /**
   * The list by pages, for a button "more"; where a filter leaves nothing of it, a page may be empty before the end.
   */
  pages(): AsyncGenerator<Entry[], void>;
}

/** What the API's lists have in common, in both directions. */
interface Position {
  limit: number;
  nextToken: string | null;
}
interface Page<Entry> {
  items: Entry[];
  nextToken: string | null;
}

/** A list of which `ask` brings the pages, each of that many entries at most. */
export function readPages<Entry>(limit: number, ask: (position: Position) => Promise<Page<Entry>>): Pages<Entry> {
  async function* pages(): AsyncGenerator<Entry[], void> {
    let nextToken: string | null = null;
    do {
      const page: Page<Entry> = await ask({ limit, nextToken });
      requirePage(page, nextToken);
      yield page.items;
      nextToken = page.nextToken;
    } while (nextToken !== null);
  }
  async function* entries(): AsyncGenerator<Entry, void> {
    for await (const page of pages()) yield* page;
  }
  return { pages, [Symbol.asyncIterator]: entries };
}

/** A page that leads back to itself would be read for ever. */
function requirePage({ items, nextToken }: Record<keyof Page<unknown>, unknown>, asked: string | null): void {
  const isList = Array.isArray(items) && items.every(isRecord);
  const leadsOn = nextToken === null || (typeof nextToken === 'string' && nextToken !== asked);
  if (isList && leadsOn) return;
  const what = isList ? 'leads back to itself' : 'has no list of entries';
  throw new TerroirError(`The API answered with a page that ${what}. Check the endpoint.`, { errorType: 'BadAnswer' });
}
