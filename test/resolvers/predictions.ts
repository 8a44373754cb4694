import { encodeTime } from 'ulid';
import type { Prediction, PredictionPage, QueryPredictionHistoryArgs } from '../../generated/schema.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { CallerContext } from '../../contract/stored/client.ts';
import { type Answered, type FieldsParts, openFields } from './fields.ts';

/** To how many partitions a client writes, and into how many one looks. */
type Partitions = Pick<CallerContext, 'partitions' | 'partitionsRead'>;

/** The identity that AppSync gives to a resolver for a client's key. */
export function asClient(clientId: string, partitions: Partitions = {}): { resolverContext: { clientId: string } } {
  return { resolverContext: { clientId, ...partitions } };
}

/** The id of the n-th prediction of a millisecond. */
export function idAt(timeMs: number, n = 0): string {
  return encodeTime(timeMs, 10) + String(n).padStart(16, '0');
}

/** A prediction as it is stored. */
export function storedPrediction(id: string, parts: Partial<StoredPrediction> = {}): StoredPrediction {
  return {
    clientId: 'anyone',
    id,
    wine: { description: 'Cherry and cedar.', points: 91 },
    country: {
      ranking: [
        ['France', 0.6001],
        ['US', 0.2],
        ['Italy', 0.1],
        ['Spain', 0.05],
        ['Chile', 0.01],
      ],
      evidence: [
        ['cedar', 'W', 0.412],
        ['cherry and cedar', 'P', -0.2],
        ['points', 'F', 0.1],
      ],
    },
    variety: {
      ranking: [
        ['Pinot Noir', 0.5],
        ['Merlot', 0.3],
        ['Syrah', 0.1],
        ['Malbec', 0.05],
        ['Gamay', 0.01],
      ],
      evidence: [],
    },
    modelVersion: 'v1',
    createdAt: '2026-11-23T17:00:00.000Z',
    ...parts,
  };
}

/** The two queries on a table of their own. */
export interface PredictionsTable {
  put(entries: readonly (StoredPrediction | Record<string, unknown>)[]): Promise<void>;
  history(
    clientId: string,
    args?: Partial<QueryPredictionHistoryArgs>,
    partitions?: Partitions,
  ): Promise<Answered<PredictionPage>>;
  prediction(clientId: string, id: string, partitions?: Partitions): Promise<Answered<Prediction | null>>;
  close(): Promise<void>;
}

/** `before` hears of each request to DynamoDB. */
export async function openPredictionsTable(before?: FieldsParts['before']): Promise<PredictionsTable> {
  const parts = before === undefined ? {} : { before };
  const fields = await openFields(['Query.prediction', 'Query.predictionHistory'], parts);
  return {
    put: (entries) => fields.put('Predictions', entries),
    history: (clientId, args = {}, partitions) =>
      fields.run('Query.predictionHistory', asClient(clientId, partitions), args),
    prediction: (clientId, id, partitions) => fields.run('Query.prediction', asClient(clientId, partitions), { id }),
    close: () => fields.close(),
  };
}
