import { PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import type { Connection } from './transport/connection.ts';
import type { Prediction, PredictionFilter } from './generated/graphql.ts';
import { PredictionHistoryDocument } from './generated/operations.ts';
import { readPages, type ListOptions, type Pages } from './pages.ts';
import { send } from './transport/transport.ts';

/** How to export a history. */
export interface ExportOptions extends ListOptions {
  /** The id of the last prediction that was received of an export that was cut off: it goes on with the one before. */
  after?: string | undefined;
}

/** The key's own predictions for which the filter holds, newest first. */
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

/** All of the key's own predictions, newest first: those older than the one of the id `after`. */
export async function* exportHistory(
  connection: Connection,
  { after, ...options }: ExportOptions,
): AsyncGenerator<Prediction, void> {
  const to = after === undefined ? undefined : timeAfter(after);
  for await (const prediction of readHistory(connection, to === undefined ? null : { to }, options)) {
    if (after === undefined || prediction.id < after) yield prediction;
  }
}

const ULID_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LETTERS = 10;

/** The millisecond after that of a ULID, ISO 8601; undefined for what is none. */
function timeAfter(id: string): string | undefined {
  let timeMs = 0;
  for (const letter of id.slice(0, TIME_LETTERS)) timeMs = timeMs * ULID_LETTERS.length + ULID_LETTERS.indexOf(letter);
  const time = new Date(timeMs + 1);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
