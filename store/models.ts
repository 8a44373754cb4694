import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { GateDecision } from '../classifier/judge/gate.ts';
import type { StoredFile } from './bucket.ts';
import { conditionHeld } from './condition.ts';
import { retryUntil } from './retry.ts';
import type { Table } from './table.ts';

/** The files that make up a model version. */
export type ModelFile = 'manifest.json' | 'model.onnx' | 'vocabulary.bin';

/** A model version as it is registered. It never changes: what has become of it is told by the promotions. */
export interface StoredVersion {
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The training run that made it. */
  trainedBy: string;
  /** How many examples it was trained on. */
  examples: number;
  /** Accuracy on the hold-out set, given a note, numbers and the other target. */
  countryAccuracy: number;
  varietyAccuracy: number;
  /** JSON: a TargetEvaluation for each target. */
  evaluation: string;
  decision: GateDecision;
  /** Whether the gate held it back. */
  rejected: boolean;
  /** SHA-256, in hex, of all that it was made from: another training from the same would give the same model. */
  inputs: string;
  files: Record<ModelFile, StoredFile>;
}

/** Where each kind of record lies in the table of models: its partition key is `kind`, its sort key `id`. */
export const KINDS = { version: 'version', run: 'run', promotion: 'promotion', lease: 'lease' } as const;

/** Registers a version; returns false where the id is taken. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function putVersion(table: Table, version: StoredVersion, deadline: number): Promise<boolean> {
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...version, kind: KINDS.version },
    // Of a repeat, after an answer that was lost, the bytes are the same: an artifact's key holds the version's id.
    ConditionExpression: 'attribute_not_exists(id) OR (trainedBy = :run AND createdAt = :createdAt)',
    ExpressionAttributeValues: { ':run': version.trainedBy, ':createdAt': version.createdAt },
  });
  return retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(put, { abortSignal })));
}

/** The version of that id, strongly consistent. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function findVersion(table: Table, id: string, deadline: number): Promise<StoredVersion | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: { kind: KINDS.version, id }, ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  return Item as StoredVersion | undefined;
}

/** Some versions, newest first, and the id after which the next page begins, if there is more. */
export interface VersionPage {
  versions: StoredVersion[];
  last: string | undefined;
}

/** Lists versions, newest first, from the one before the id `before`. Errors: as of findVersion. */
export async function listVersions(
  table: Table,
  { limit, before }: { limit: number; before: string | undefined },
  deadline: number,
): Promise<VersionPage> {
  const query = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': KINDS.version },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: limit,
    ...(before === undefined ? {} : { ExclusiveStartKey: { kind: KINDS.version, id: before } }),
  });
  const page = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
  const versions = (page.Items ?? []) as StoredVersion[];
  return { versions, last: page.LastEvaluatedKey === undefined ? undefined : versions.at(-1)?.id };
}
