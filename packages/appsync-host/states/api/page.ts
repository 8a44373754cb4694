/** Pages of lists, with a token that says where the next one begins. */
import type { JsonRecord } from '../../record.ts';
import { ApiError } from './api-error.ts';

const PAGE_ENTRIES = 100;
const PAGE_ENTRIES_MAX = 1000;

/** The page that a caller asks for, by maxResults and nextToken. Errors: ApiError InvalidToken, ValidationException. */
export function cutPage(name: string, all: readonly JsonRecord[], body: JsonRecord): JsonRecord {
  const asked = body['maxResults'] ?? 0;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 0 || asked > PAGE_ENTRIES_MAX) {
    throw new ApiError('ValidationException', `maxResults must be from 0 to ${String(PAGE_ENTRIES_MAX)}.`);
  }
  const start = readStart(body['nextToken']);
  const end = start + (asked === 0 ? PAGE_ENTRIES : asked);
  const nextToken = Buffer.from(`from-${String(end)}`).toString('base64url');
  return { [name]: all.slice(start, end), ...(end < all.length && { nextToken }) };
}

function readStart(token: unknown): number {
  if (token === undefined) return 0;
  const text = typeof token === 'string' ? token : '';
  const start = /^from-(\d+)$/.exec(Buffer.from(text, 'base64url').toString())?.[1];
  if (start === undefined) throw new ApiError('InvalidToken', `Invalid Token: '${text}'`);
  return Number(start);
}
