import { decodeToken, encodeToken } from '../values/page-token.ts';
import { isBound } from '../values/ulid.ts';

/** Where a page of the history begins. */
export interface Position {
  /** The page holds only ids before this bound. */
  readonly before: string;
  /** AppSync's own token, where DynamoDB ended its read before the page was full; then `before` is as it was then. */
  readonly appsyncToken: string | null;
}

interface Token extends Position {
  /** Whose history, and by which filter: a position means nothing in another. */
  readonly history: string;
}

/**
 * The text that a client hands back for the next page of this `history` (a text that says whose, and by which
 * filter).
 */
export function formatToken(history: string, { before, appsyncToken }: Position): string {
  const token: Token = { history, before, appsyncToken };
  return encodeToken(token);
}

/** Where the page begins that a token of this `history` stands for, or null where it is no such token. */
export function parseToken(history: string, text: string): Position | null {
  const token = decodeToken(text) as Partial<Token> | null;
  if (token?.history !== history || typeof token.before !== 'string' || !isBound(token.before)) return null;
  return { before: token.before, appsyncToken: typeof token.appsyncToken === 'string' ? token.appsyncToken : null };
}
