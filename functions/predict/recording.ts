import type { Model } from '../../artifacts/open.ts';
import type { RequestClaim, StoredPrediction } from '../../contract/stored/prediction.ts';
import { addPrediction } from '../../store/predictions/predictions.ts';
import { releaseRequest } from '../../store/predictions/requests.ts';
import { StoreUnavailable } from '../../store/dynamodb/retry.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import type { Meter } from './quota.ts';
import type { TrafficCounter } from './traffic.ts';

/** What recording needs besides the wines. */
export interface Recording {
  table: Table;
  model: Model;
  clientId: string;
  /** To how many partitions the client's predictions are written; of a repeat, to how many those of the first were. */
  partitions: number;
  /** Epoch ms: until then a write is tried again. */
  deadline: number;
  /** The quota that the wines count against; undefined where nothing limits the client. */
  meter: Meter | undefined;
  /** Counts what is recorded, for drift to be seen. */
  traffic: TrafficCounter;
}

/** What is recorded, one a wine in order; undefined where a wine's prediction could not be written in time. */
export type Recorded = (StoredPrediction | undefined)[];

/** Records predictions that others may be recording too; each is answered as it is stored. */
export async function addAll(
  { table, model, partitions, deadline, traffic }: Recording,
  predictions: readonly StoredPrediction[],
): Promise<Recorded> {
  const counted = traffic.count(model, predictions);
  const recorded = await Promise.all(
    predictions.map((prediction) =>
      addPrediction(table, prediction, deadline, partitions).catch((error: unknown) => {
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }),
    ),
  );
  await counted;
  return recorded;
}

/**
 * Gives the claim of a refused request back. One that cannot be given back in time is found unfinished by the next
 * repeat, and taken over.
 */
export async function giveBack({ table, deadline }: Recording, claim: RequestClaim): Promise<void> {
  try {
    await releaseRequest(table, claim, deadline);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}
