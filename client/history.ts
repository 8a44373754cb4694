import {
  PredictionHistoryDocument,
  type PredictionFieldsFragment,
  type PredictionFilter,
  type PredictionHistoryQueryVariables,
} from '../generated/operations/graphql.ts';
import { send, type Connection } from './transport.ts';

/** How to read a history. */
export interface HistoryOptions {
  /** How many predictions to ask for at once: 1 to 100, 100 unless told. */
  pageSize?: number;
  signal?: AbortSignal;
}

/** A client's predictions, newest first: asked for page by page, while they are read. */
export interface History extends AsyncIterable<PredictionFieldsFragment> {
  /** The same by pages; a page may be empty before the history ends, where a filter leaves nothing of it. */
  pages(): AsyncGenerator<PredictionFieldsFragment[], void>;
}

/** See Client.history. */
export function readHistory(
  connection: Connection,
  filter: PredictionFilter | undefined,
  { pageSize = 100, signal }: HistoryOptions,
): History {
  async function* pages(): AsyncGenerator<PredictionFieldsFragment[], void> {
    const variables: PredictionHistoryQueryVariables = { filter: filter ?? null, limit: pageSize, nextToken: null };
    do {
      const { predictionHistory } = await send(connection, PredictionHistoryDocument, variables, { signal });
      yield predictionHistory.items;
      variables.nextToken = predictionHistory.nextToken;
    } while (variables.nextToken !== null);
  }
  async function* predictions(): AsyncGenerator<PredictionFieldsFragment, void> {
    for await (const page of pages()) yield* page;
  }
  return { pages, [Symbol.asyncIterator]: predictions };
}
