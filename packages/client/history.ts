import { PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import type { Connection } from './connection.ts';
import type { Prediction, PredictionFilter } from './generated/graphql.ts';
import { PredictionHistoryDocument } from './generated/operations.ts';
import { type ListOptions, type Pages, readPages } from './pages.ts';
import { send } from './transport.ts';

/** The predictions of a key that a filter lets through, newest first, page by page. */
export function readHistory(
  connection: Connection,
  filter: PredictionFilter | null,
  { pageSize = PAGE_ENTRIES_MAX, signal }: ListOptions,
): Pages<Prediction> {
  return readPages(pageSize, async (page) => {
    const variables = { filter, ...page };
    return (await send(connection, PredictionHistoryDocument, variables, { signal })).predictionHistory;
  });
}
