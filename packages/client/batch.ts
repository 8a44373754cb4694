import { PredictBatchDocument, type PredictBatchMutation, type WineInput } from './generated/graphql.ts';
import { TerroirError } from './errors.ts';
import { send, type Connection } from './transport.ts';
import { findRefusal } from './wine-check.ts';

/** What became of one wine: its prediction or its rejection; `__typename` tells which. */
export type BatchResult = PredictBatchMutation['predictBatch']['results'][number];

/** Why one wine of a batch was not predicted; `index` counts from 0 among all the wines given. */
export type Rejection = Extract<BatchResult, { __typename: 'Rejection' }>;

/** What became of any number of wines. */
export interface BatchOutcome {
  /** One result a wine, in the order given. */
  results: BatchResult[];
  /** How many wines were predicted, and recorded. */
  predicted: number;
  /** How many wines were rejected. */
  rejected: number;
}

/** A part of the wines that is sent at once, with the place of each among them all. */
interface Chunk {
  wines: WineInput[];
  indices: number[];
}

/** What the API takes at once, by schema.graphql. */
const WINES_AT_ONCE = 100;
/** A Lambda takes 6 MB at once, in up to 3 bytes of UTF-8 (or 6 of JSON's escapes) a character. */
const CHARACTERS_AT_ONCE = 1_000_000;
/** Enough to keep a warm API busy, and little enough to leave it to others. */
const CHUNKS_AT_ONCE = 4;

/**
 * Predicts any number of wines, in chunks of a hundred, a few at a time. The first chunk that fails ends the others: a
 * repeat with the same requestId answers what was recorded already, and goes on from there.
 */
export async function predictInChunks(
  connection: Connection,
  wines: readonly WineInput[],
  requestId: string,
  signal?: AbortSignal,
): Promise<BatchOutcome> {
  if (wines.length === 0) {
    throw new TerroirError('Give at least one wine.', { errorType: 'InvalidInput', field: 'wines', rule: 'batchSize' });
  }
  const results: BatchResult[] = [];
  const chunks = splitWines(wines, results);
  await forEachAtOnce(chunks, signal, async (chunk, position, signalOfAll) => {
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
  if (predictBatch.results.length === wines.length) return predictBatch.results;
  throw new TerroirError(`${wines.length} wines got ${predictBatch.results.length} results.`, {
    errorType: 'BadAnswer',
    requestId,
  });
}

/** Splits the wines that can be sent; each of the others gets its rejection at once, and the batch goes on. */
function splitWines(wines: readonly WineInput[], results: BatchResult[]): Chunk[] {
  const chunks: Chunk[] = [];
  let characters = Infinity;
  for (const [index, wine] of wines.entries()) {
    const refusal = findRefusal(wine);
    if (refusal) {
      const { field, message } = refusal;
      results[index] = { __typename: 'Rejection', index, errorType: 'InvalidInput', field, message };
      continue;
    }
    const length = countCharacters(wine);
    let chunk = chunks.at(-1);
    if (!chunk || chunk.wines.length === WINES_AT_ONCE || characters + length > CHARACTERS_AT_ONCE) {
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

/** Runs over all entries, four at once; the first failure aborts the others, and is the one passed on. */
async function forEachAtOnce<Entry>(
  entries: readonly Entry[],
  signal: AbortSignal | undefined,
  run: (entry: Entry, position: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const signalOfAll = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const queue = entries.entries();
  const work = async (): Promise<void> => {
    for (const [position, entry] of queue) {
      signalOfAll.throwIfAborted();
      await run(entry, position, signalOfAll);
    }
  };
  const workers = Array.from({ length: CHUNKS_AT_ONCE }, () =>
    work().catch((error: unknown) => {
      failure.abort(error);
      throw error;
    }),
  );
  await Promise.all(workers);
}
