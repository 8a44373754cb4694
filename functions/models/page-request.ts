import type { Failure } from '../../contract/errors.ts';
import { PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import { invalidInput } from '../failures.ts';

/** What a field that lists is asked for. */
export interface PageRequest<Place> {
  limit: number;
  /** Where the page before ended; undefined for the first page. */
  after: Place | undefined;
}

/**
 * Reads `limit` and `nextToken`. `readPlace` makes a place of what formatToken() was given, and null of anything else.
 * A failure where `limit` is out of range, or the token is not that of a page of this list.
 */
export function readPage<Place>(
  given: Record<string, unknown>,
  readPlace: (told: Record<string, unknown>) => Place | null,
): PageRequest<Place> | { failure: Failure } {
  const limit = given['limit'] == null ? PAGE_ENTRIES_DEFAULT : Number(given['limit']);
  if (!(limit >= 1 && limit <= PAGE_ENTRIES_MAX)) {
    return { failure: invalidInput('limit', 'range', `limit must be from 1 to ${PAGE_ENTRIES_MAX}.`) };
  }
  const token = given['nextToken'];
  if (token == null) return { limit, after: undefined };
  const after = parseToken(token, readPlace);
  if (after !== null) return { limit, after };
  return { failure: invalidInput('nextToken', 'token', 'nextToken must be that of the page before.') };
}

/** Where a page ended, as a text that tells nobody to rely on it; `kind` tells one list's tokens from another's. */
export function formatToken(told: { readonly kind: string } & Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(told)).toString('base64');
}

function parseToken<Place>(token: unknown, readPlace: (told: Record<string, unknown>) => Place | null): Place | null {
  if (typeof token !== 'string') return null;
  try {
    return readPlace(JSON.parse(Buffer.from(token, 'base64').toString()) as Record<string, unknown>);
  } catch {
    return null;
  }
}
