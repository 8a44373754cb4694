import { type Context, type DynamoDBQueryRequest, util } from '@aws-appsync/utils';
import { PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../contract/limits.ts';
import type { StoredJob } from '../contract/stored/job.ts';
import { JOBS } from '../contract/tables.ts';
import type { PredictionJobPage, QueryPredictionJobsArgs } from '../generated/schema.ts';
import { describeJob } from '../contract/describe-job.ts';
import { clientIdOf } from './values/caller.ts';
import { decodeToken, encodeToken } from './values/page-token.ts';
import { raiseInternal, raiseInvalid } from './values/raise.ts';
import { isUlid } from './values/ulid.ts';

interface Token {
  readonly list: 'jobs';
  /** The page holds only jobs before this one. */
  readonly before: string;
}

export function request(ctx: Context<QueryPredictionJobsArgs>): DynamoDBQueryRequest {
  const clientId = clientIdOf(ctx);
  const before = readBefore(ctx.args.nextToken ?? null);
  return {
    operation: 'Query',
    query: {
      expression: before === null ? '#client = :client' : '#client = :client AND #id < :before',
      expressionNames:
        before === null ? { '#client': JOBS.partitionKey } : { '#client': JOBS.partitionKey, '#id': JOBS.sortKey },
      expressionValues: util.dynamodb.toMapValues({
        ':client': clientId,
        ...(before === null ? {} : { ':before': before }),
      }),
    },
    consistentRead: true,
    scanIndexForward: false,
    // One more than the page tells whether there is a next.
    limit: readLimit(ctx) + 1,
  };
}

export function response(ctx: Context<QueryPredictionJobsArgs>): PredictionJobPage {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The jobs could not be read. Try again.', null);
  }
  const read = ctx.result as { readonly items: readonly StoredJob[]; readonly nextToken?: string | null };
  const jobs = read.items.slice(0, readLimit(ctx));
  const last = jobs[jobs.length - 1];
  // DynamoDB has a token of its own where it ended its read of 1 MB before the page was full.
  const more = read.items.length > jobs.length || (read.nextToken ?? null) !== null;
  const token: Token | null = more && last ? { list: 'jobs', before: last.id } : null;
  return { items: jobs.map((job) => describeJob(job)), nextToken: token && encodeToken(token) };
}

function readLimit(ctx: Context<QueryPredictionJobsArgs>): number {
  const limit = ctx.args.limit ?? PAGE_ENTRIES_DEFAULT;
  if (limit < 1 || limit > PAGE_ENTRIES_MAX) {
    raiseInvalid('limit', 'range', `limit must be from 1 to ${PAGE_ENTRIES_MAX}.`);
  }
  return limit;
}

function readBefore(text: string | null): string | null {
  if (text === null) return null;
  const token = decodeToken(text) as Partial<Token> | null;
  const before = token?.list === 'jobs' ? token.before : null;
  if (typeof before === 'string' && isUlid(before)) return before;
  raiseInvalid('nextToken', 'token', 'nextToken must be that of the page before.');
}
