import type { Failure } from '../../contract/errors.ts';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { PARTITIONS_MAX } from '../../contract/partitions.ts';
import type { Wine } from '../../contract/wine.ts';
import { invalidInput, ofRequest } from '../failures.ts';
import { BATCH_WINES_MAX, REQUEST_ID_CHARACTERS_MAX } from '../../contract/limits.ts';
import { hasLength } from '../../classifier/text/sound-text.ts';
import type { Quota } from './quota.ts';
import { validateWine } from './validate.ts';

/** What is asked of the predict function, once it is known to be well formed. */
export interface PredictRequest {
  clientId: string;
  /** One a wine, in the order given. */
  rows: readonly Row[];
  /** Absent where the client gave no requestId. */
  claim?: { requestId: string; digest: string };
  /** To how many partitions the client's predictions are written; absent: to one. */
  partitions?: number;
  /** Absent where nothing limits the client. */
  quota?: Quota;
  /** Where the wine is only tried: by which version, null for the champion. */
  trial?: { modelVersion: string | null };
}

/** A wine that keeps every rule, or why it does not. */
type Row = { wine: Wine } | { rejection: Failure };

/** What the resolvers of Mutation.predict and Mutation.predictBatch send. */
const Payload = z.object({
  clientId: z.string().check(z.minLength(1)),
  wines: z.array(z.unknown()),
  requestId: z.nullish(z.string()),
  account: z.nullish(z.string().check(z.minLength(1))),
  // Numbers, should AppSync hand on as texts what the authorizer has told.
  quotaPerMinute: z.nullish(z.coerce.number()),
  quotaPerDay: z.nullish(z.coerce.number()),
  partitions: z.nullish(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PARTITIONS_MAX))),
  trial: z.optional(z.object({ modelVersion: z.nullish(z.string()) })),
});

/**
 * Reads an invocation's payload. A wine that breaks a rule becomes a rejection in its row; a Failure is returned for
 * what is wrong with the request as a whole.
 *
 * Errors: ZodError where a resolver sent another shape, which no client can cause.
 */
export function parseRequest(payload: unknown): PredictRequest | Failure {
  const { clientId, wines, requestId: given, trial, partitions, ...limits } = Payload.parse(payload);
  const requestId = given?.toWellFormed() ?? null;
  if (requestId !== null && !hasLength(requestId, REQUEST_ID_CHARACTERS_MAX)) {
    return invalidInput(
      'requestId',
      'length',
      `requestId must have 1 to ${REQUEST_ID_CHARACTERS_MAX} characters: choose another, or leave it out.`,
    );
  }
  if (wines.length < 1 || wines.length > BATCH_WINES_MAX) {
    const message = `wines must hold 1 to ${BATCH_WINES_MAX} wines, not ${wines.length}: ask in several requests.`;
    return ofRequest(invalidInput('wines', 'batchSize', message), requestId);
  }
  const rows = wines.map((wine) => readRow(wine, requestId));
  const quota = quotaOf(clientId, limits);
  return {
    clientId,
    rows,
    ...(requestId === null ? {} : { claim: { requestId, digest: digestOf(rows, wines) } }),
    ...(partitions == null ? {} : { partitions }),
    ...(quota === undefined ? {} : { quota }),
    ...(trial === undefined ? {} : { trial: { modelVersion: trial.modelVersion ?? null } }),
  };
}

function quotaOf(
  clientId: string,
  {
    account,
    quotaPerMinute,
    quotaPerDay,
  }: Pick<z.output<typeof Payload>, 'account' | 'quotaPerMinute' | 'quotaPerDay'>,
): Quota | undefined {
  if (quotaPerMinute == null && quotaPerDay == null) return undefined;
  return { account: account ?? clientId, perMinute: quotaPerMinute ?? undefined, perDay: quotaPerDay ?? undefined };
}

function readRow(given: unknown, requestId: string | null): Row {
  const valid = validateWine(given);
  return 'wine' in valid ? valid : { rejection: ofRequest(valid.rejection, requestId) };
}

/** SHA-256 of what is asked, in hex: of the wines as they are stored, and of the wrong ones as they were given. */
function digestOf(rows: readonly Row[], given: readonly unknown[]): string {
  const canonical = rows.map((row, n) => ('wine' in row ? row.wine : { rejected: given[n] }));
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
