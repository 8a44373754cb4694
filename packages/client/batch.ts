import { BATCH_WINES_MAX } from '../../contract/limits.ts';
import type { Prediction, Rejection, WineInput } from './generated/graphql.ts';
import { PredictBatchDocument } from './generated/operations.ts';
import type { Connection } from './transport/connection.ts';
import { TerroirError } from './errors.ts';
import { isRecord } from './transport/response.ts';
import { send } from './transport/transport.ts';
import { findFault } from './wine-check.ts';

/** A wine of a batch that was predicted, and recorded. */
export interface BatchPrediction extends Prediction {
  __typename: 'Prediction';
}

/** A wine of a batch that was not predicted, and why; `index` counts from 0 among all the wines given. */
export interface BatchRejection extends Rejection {
  __typename: 'Rejection';
}

/** What became of one wine of a batch: its prediction or its rejection; `__typename` tells which. */
export type BatchResult = BatchPrediction | BatchRejection;

/** What became of all wines of a batch. */
export interface BatchOutcome {
  /** One result for each wine, in the order given. */
  results: BatchResult[];
  /** How many wines were predicted, and recorded. */
  predicted: number;
  /** How many wines were rejected. */
  rejected: number;
}

/** Wines that are sent in one request, with the place of each among them all. */
interface Chunk {
  wines: WineInput[];
  indices: number[];
}

/** A Lambda takes 6 MB at once, in up to 3 bytes of UTF-8 (or 6 of JSON's escapes) a character. */
const CHUNK_CHARACTERS_MAX = 1_000_000;
/** Enough to keep a warm API busy, and little enough to leave it to others. */
const CHUNKS_UNDER_WAY_MAX = 4;

/**
 * Predicts any number of wines, in chunks of a hundred, a few at a time. The first chunk that fails ends the others: a
 * repeat with the same requestId answers what was recorded already, and goes on from there.
 *
 * Errors: TerroirError InvalidInput where there is no wine; any other where a chunk fails.
 */
export async function predictInChunks(
  connection: Connection,
  wines: readonly WineInput[],
  requestId: string,
  signal?: AbortSignal,
): Promise<BatchOutcome> {
  const isList = Array.isArray(wines);
  if (!isList || wines.length === 0) {
    const [message, rule] = isList ? ['Give at least one wine.', 'batchSize'] : ['wines must be a list.', 'type'];
    throw new TerroirError(message, { errorType: 'InvalidInput', field: 'wines', rule });
  }
  const results: BatchResult[] = [];
  const chunks = splitWines(wines, results);
  await forEachChunk(chunks, signal, async (chunk, position, signalOfAll) => {
    const chunkId = chunks.length === 1 ? requestId : `${requestId}-${position + 1}`;
    for (const [place, result] of (await predictChunk(connection, chunk, chunkId, requestId, signalOfAll)).entries()) {
      const index = chunk.indices[place] ?? place;
      results[index] = result.__typename === 'Rejection' ? { ...result, index } : result;
    }
  });
  const rejected = results.filter(({ __typename }) => __typename === 'Rejection').length;
  return { results, predicted: results.length - rejected, rejected };
}

async function predictChunk(
  connection: Connection,
  { wines }: Chunk,
  chunkId: string,
  requestId: string,
  signal: AbortSignal,
): Promise<BatchResult[]> {
  const variables = { wines, requestId: chunkId };
  const { predictBatch } = await send(connection, PredictBatchDocument, variables, { requestId, signal });
  const results: unknown = predictBatch.results;
  const isList = Array.isArray(results) && results.every(isRecord);
  if (isList && results.length === wines.length) return predictBatch.results;
  throw new TerroirError(`${wines.length} wines got ${isList ? results.length : 'no list of'} results.`, {
    errorType: 'BadAnswer',
    requestId,
  });
}

/** Splits the wines that can be sent; each of the others gets its rejection at once, and the batch goes on. */
function splitWines(wines: readonly WineInput[], results: BatchResult[]): Chunk[] {
  const chunks: Chunk[] = [];
  let characters = Infinity;
  for (const [index, wine] of wines.entries()) {
    const fault = findFault(wine);
    if (fault) {
      const { field, message } = fault;
      results[index] = { __typename: 'Rejection', index, errorType: 'InvalidInput', field, message };
      continue;
    }
    const length = countCharacters(wine);
    let chunk = chunks.at(-1);
    if (!chunk || chunk.wines.length === BATCH_WINES_MAX || characters + length > CHUNK_CHARACTERS_MAX) {
      chunk = { wines: [], indices: [] };
      chunks.push(chunk);
      characters = 0;
    }
    chunk.wines.push(wine);
    chunk.indices.push(index);
    characters += length;
  }
  return chunks;
}

function countCharacters(wine: WineInput): number {
  return Object.values(wine).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}

/** Runs over all chunks, four at once; the first failure aborts the others, and is the one passed on. */
async function forEachChunk(
  chunks: readonly Chunk[],
  signal: AbortSignal | undefined,
  run: (chunk: Chunk, position: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const signalOfAll = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const queue = chunks.entries();
  const work = async (): Promise<void> => {
    for (const [position, chunk] of queue) {
      signalOfAll.throwIfAborted();
      await run(chunk, position, signalOfAll);
    }
  };
  const workers = Array.from({ length: CHUNKS_UNDER_WAY_MAX }, () =>
    work().catch((error: unknown) => {
      failure.abort(error);
      throw error;
    }),
  );
  await Promise.all(workers);
}
