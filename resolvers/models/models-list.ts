import { type Context, type DynamoDBQueryRequest, util } from '@aws-appsync/utils';
import { PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import { type KINDS, MODELS } from '../../contract/tables.ts';
import { clientIdOf } from '../values/caller.ts';
import { decodeToken, encodeToken } from '../values/page-token.ts';
import { raiseInternal, raiseInvalid } from '../values/raise.ts';

/** One kind of entries in the table of models, whose ids sort by time. */
export interface List {
  readonly kind: (typeof KINDS)['promotion' | 'run' | 'keyAct'];
  /** What each id matches, so that no token can lead the query elsewhere. */
  readonly idPattern: string;
}

interface PageArgs {
  readonly limit?: number | null;
  readonly nextToken?: string | null;
}

interface Token {
  readonly kind: string;
  /** The page holds only ids before this one. */
  readonly before: string;
}

interface Page<Entry> {
  readonly items: Entry[];
  readonly nextToken: string | null;
}

/** Asks DynamoDB for a page of the list, newest first. */
export function askPage(ctx: Context<PageArgs>, list: List): DynamoDBQueryRequest {
  clientIdOf(ctx);
  const before = readBefore(ctx.args.nextToken ?? null, list);
  return {
    operation: 'Query',
    query: {
      expression: before === null ? '#kind = :kind' : '#kind = :kind AND #id < :before',
      expressionNames:
        before === null ? { '#kind': MODELS.partitionKey } : { '#kind': MODELS.partitionKey, '#id': MODELS.sortKey },
      expressionValues: util.dynamodb.toMapValues({
        ':kind': list.kind,
        ...(before === null ? {} : { ':before': before }),
      }),
    },
    consistentRead: true,
    scanIndexForward: false,
    // One more than the page tells whether there is a next.
    limit: readLimit(ctx) + 1,
  };
}

/** What DynamoDB answered, as a page. Raises Internal where it could not answer. */
export function readPage<Entry extends { readonly id: string }>(ctx: Context<PageArgs>, list: List): Page<Entry> {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The list could not be read. Try again.', null);
  }
  const read = ctx.result as { readonly items: readonly Entry[]; readonly nextToken?: string | null };
  const items = read.items.slice(0, readLimit(ctx));
  const last = items[items.length - 1];
  // DynamoDB has a token of its own where it ended its read of 1 MB before the page was full.
  const more = read.items.length > items.length || (read.nextToken ?? null) !== null;
  const token: Token | null = more && last ? { kind: list.kind, before: last.id } : null;
  return { items, nextToken: token && encodeToken(token) };
}

function readLimit(ctx: Context<PageArgs>): number {
  const limit = ctx.args.limit ?? PAGE_ENTRIES_DEFAULT;
  if (limit < 1 || limit > PAGE_ENTRIES_MAX)
    raiseInvalid('limit', 'range', `limit must be from 1 to ${PAGE_ENTRIES_MAX}.`);
  return limit;
}

function readBefore(text: string | null, list: List): string | null {
  if (text === null) return null;
  const token = decodeToken(text) as Partial<Token> | null;
  const before = token?.kind === list.kind ? token.before : null;
  if (typeof before === 'string' && util.matches(list.idPattern, before)) return before;
  raiseInvalid('nextToken', 'token', 'nextToken must be that of the page before.');
}
