import type { Prediction } from './generated/graphql.ts';
import type { ListOptions, Pages } from './pages.ts';

/** How to export a history. */
export interface ExportOptions extends ListOptions {
  /** The id of the last prediction that was received of an export that was cut off: it goes on with the one before. */
  after?: string | undefined;
}

/** Reads the list that `list` brings of the predictions before a time, those older than `after` alone. */
export async function* readOlder(
  list: (before: string | undefined) => Pages<Prediction>,
  after: string | undefined,
): AsyncGenerator<Prediction, void> {
  for await (const prediction of list(after === undefined ? undefined : timeAfter(after))) {
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
