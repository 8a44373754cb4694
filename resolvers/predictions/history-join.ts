import { HISTORY_ENTRIES_READ_MAX } from '../../contract/limits.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { PredictionPage } from '../../generated/schema.ts';
import { expandPrediction } from './expand-prediction.ts';
import { type Filter, filterExpression, historyOf, isMatch, type Wanted, wantedBy } from './history-filter.ts';
import { formatToken } from './history-token.ts';

/** What a page of a history in several partitions is asked by. */
export interface JoinRequest {
  readonly clientId: string;
  /** How many partitions there are to look into. */
  readonly partitions: number;
  readonly limit: number;
  readonly filter: Filter;
  /** The end of the range of ids, itself included. */
  readonly latest: string;
}

/** What has been found of a page so far, handed on from step to step: each looks into one partition. */
export interface Join extends JoinRequest {
  readonly wanted: Wanted;
  /** How many predictions of each partition are examined at most. */
  readonly examinedMax: number;
  /** How many partitions were looked into. */
  readonly read: number;
  /** Down to this id, itself included, each of those was examined. */
  readonly floor: string;
  /** What matches from the floor on, newest first: one more than the page at most. */
  readonly kept: readonly StoredPrediction[];
}

/** What one step has read of a partition: newest first, from the end of the range down to the floor at most. */
export interface PartitionRead {
  readonly items: readonly StoredPrediction[];
  /** Whether there is more above the floor than what was read. */
  readonly nextToken?: string | null;
}

/** A page of which nothing was read yet. */
export function beginJoin(request: JoinRequest): Join {
  const { clientId, partitions, limit, filter, latest } = request;
  const examined = Math.floor(HISTORY_ENTRIES_READ_MAX / partitions);
  return {
    ...{ clientId, partitions, limit, filter, latest },
    wanted: wantedBy(filter),
    // One more than the page tells whether there is a next.
    examinedMax: filterExpression(filter) === null ? limit + 1 : examined,
    read: 0,
    floor: filter.from,
    kept: [],
  };
}

/** Whether a step has handed on the page itself: there is nothing to join. */
export function isPage(found: Join | PredictionPage): found is PredictionPage {
  return (found as Partial<PredictionPage>).items !== undefined;
}

/** What has been found once another partition was read. */
export function joinPartition(join: Join, { items, nextToken }: PartitionRead): Join {
  const last = items[items.length - 1];
  // Where it stopped early nobody knows what lies below.
  const examinedTo = nextToken && last ? last.id : join.floor;
  const matches = items.filter((stored) => isMatch(join.wanted, stored));
  const found = mergeNewest(join.kept, matches).filter(({ id }) => id >= examinedTo);
  const kept = found.slice(0, join.limit + 1);
  const lowest = kept[join.limit];
  return { ...join, read: join.read + 1, kept, floor: lowest ? lowest.id : examinedTo };
}

/** The page that has been found, once every partition was read. */
export function endJoin({ clientId, kept, limit, floor, filter }: Join): PredictionPage {
  const shown = kept.slice(0, limit);
  const last = kept.length > limit ? shown[shown.length - 1] : undefined;
  // Below the floor of the whole range there is nothing.
  const before = last ? last.id : floor > filter.from ? floor : null;
  return {
    items: shown.map((stored) => expandPrediction(stored)),
    nextToken: before === null ? null : formatToken(historyOf(clientId, filter), { before, appsyncToken: null }),
  };
}

/** Each id once, newest first. */
function mergeNewest(some: readonly StoredPrediction[], others: readonly StoredPrediction[]): StoredPrediction[] {
  if (others.length === 0) return some.slice();
  const byId: Record<string, StoredPrediction> = {};
  for (const one of some) byId[one.id] = one;
  for (const one of others) byId[one.id] = one;
  // APPSYNC_JS sorts texts, and takes no comparator.
  const ids = Object.keys(byId).sort().reverse();
  return ids.flatMap((id) => {
    const one = byId[id];
    return one ? [one] : [];
  });
}
