import type { StoredPrediction } from '../contract/stored/prediction.ts';
import { type Context, type DynamoDBQueryRequest, runtime, util } from '@aws-appsync/utils';
import { HISTORY_ENTRIES_READ_MAX, PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../contract/limits.ts';
import { PREDICTIONS } from '../contract/tables.ts';
import type { PredictionPage, QueryPredictionHistoryArgs } from '../generated/schema.ts';
import { clientIdOf, partitionsReadOf } from './values/caller.ts';
import { beginJoin } from './predictions/history-join.ts';
import { type Filter, filterExpression, historyOf, readFilter } from './predictions/history-filter.ts';
import { formatToken, parseToken, type Position } from './predictions/history-token.ts';
import { raiseInternal, raiseInvalid } from './values/raise.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';
import { textBefore } from './values/ulid.ts';

// The first step of the field: it answers a client of one partition. The steps after it (steps/readPartition.ts) look
// into the partitions of a client of several.

/** What one call asks for, checked. */
interface Page {
  readonly clientId: string;
  readonly limit: number;
  readonly filter: Filter;
  readonly position: Position;
}

interface Read {
  readonly items: readonly StoredPrediction[];
  readonly nextToken?: string | null;
}

export function request(ctx: Context<QueryPredictionHistoryArgs>): DynamoDBQueryRequest {
  const { clientId, limit, filter, position } = readPage(ctx);
  const latest = textBefore(position.before);
  // DynamoDB refuses a range whose ends are crossed.
  if (filter.from > latest) runtime.earlyReturn({ items: [], nextToken: null });
  const partitions = partitionsReadOf(ctx);
  // A token of AppSync's is from when there was one, and goes on within it: all that others hold is newer than that.
  if (partitions > 1 && position.appsyncToken === null) {
    runtime.earlyReturn(beginJoin({ clientId, partitions, limit, filter, latest }));
  }
  const expression = filterExpression(filter);
  return {
    operation: 'Query',
    query: {
      expression: '#clientId = :clientId AND #id BETWEEN :earliest AND :latest',
      expressionNames: { '#clientId': PREDICTIONS.partitionKey, '#id': PREDICTIONS.sortKey },
      expressionValues: util.dynamodb.toMapValues({
        ':clientId': clientId,
        ':earliest': filter.from,
        ':latest': latest,
      }),
    },
    consistentRead: true,
    scanIndexForward: false,
    // With a filter DynamoDB counts what it examines, not what matches: then it looks at so many, and the page is cut
    // from those that match. Without one it reads one more than the page, which tells whether there is a next.
    ...(expression ? { filter: expression, limit: HISTORY_ENTRIES_READ_MAX } : { limit: limit + 1 }),
    ...(position.appsyncToken ? { nextToken: position.appsyncToken } : {}),
  };
}

export function response(ctx: Context<QueryPredictionHistoryArgs>): PredictionPage {
  const { clientId, limit, filter, position } = readPage(ctx);
  if (ctx.error) raiseReadError(ctx.error, position);
  const { items, nextToken } = ctx.result as Read;
  const shown = items.slice(0, limit);
  const next = nextPosition(position, shown, items.length > limit, nextToken ?? null);
  const page = {
    items: shown.map((stored) => expandPrediction(stored)),
    nextToken: next && formatToken(historyOf(clientId, filter), next),
  };
  return runtime.earlyReturn(page, { skipTo: 'END' });
}

function readPage(ctx: Context<QueryPredictionHistoryArgs>): Page {
  const clientId = clientIdOf(ctx);
  const limit = ctx.args.limit ?? PAGE_ENTRIES_DEFAULT;
  if (limit < 1 || limit > PAGE_ENTRIES_MAX)
    raiseInvalid('limit', 'range', `limit must be from 1 to ${PAGE_ENTRIES_MAX}.`);
  const filter = readFilter(ctx.args.filter ?? {});
  return { clientId, limit, filter, position: readPosition(ctx.args.nextToken ?? null, clientId, filter) };
}

function readPosition(token: string | null, clientId: string, filter: Filter): Position {
  if (token === null) return { before: filter.before, appsyncToken: null };
  const position = parseToken(historyOf(clientId, filter), token);
  // Not `?? raiseToken()`: AppSync's compiler, which sees no types, takes that for a value.
  if (position === null) raiseToken();
  return position;
}

/** Where the next page begins; null at the end of the history. */
function nextPosition(
  position: Position,
  shown: readonly StoredPrediction[],
  more: boolean,
  appsyncToken: string | null,
): Position | null {
  const last = shown[shown.length - 1];
  if (more && last) return { before: last.id, appsyncToken: null };
  return appsyncToken === null ? null : { before: position.before, appsyncToken };
}

function raiseReadError(error: { message: string; type: string }, position: Position): never {
  console.error(`${error.type}: ${error.message}`);
  // AppSync's own token is sealed: one that was meddled with, or is of another query, is for AppSync to find.
  if (position.appsyncToken && isAboutToken(error)) raiseToken();
  raiseInternal('The history could not be read. Try again.', null);
}

function isAboutToken({ message, type }: { message: string; type: string }): boolean {
  return type === 'DynamoDB:ValidationException' || message.toLowerCase().indexOf('token') >= 0;
}

function raiseToken(): never {
  raiseInvalid('nextToken', 'token', 'nextToken must be that of the page before, with the same key and filter.');
}
