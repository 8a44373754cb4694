import { gunzipSync, gzipSync } from 'node:zlib';
import type { Stores } from '../../cli/deployment/all-stores.ts';
import { createAuthority } from '../../packages/appsync-host/iam/authority.ts';
import { startS3 } from '../../packages/appsync-host/s3/s3.ts';
import { labelsKey, openBucket, putOnce } from '../../store/s3/bucket.ts';
import { hashKey, putClient } from '../../store/clients/clients.ts';
import type { Clock } from '../../store/dynamodb/clock.ts';
import { type Entry, putEntries, scanEntries } from '../../store/dynamodb/entries.ts';
import { listVersions, readVersion } from '../../store/s3/object-versions.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { makeFolder } from '../packages/appsync-host/temporary-folder.ts';
import { fakeClock, startDynamo } from '../store/dynamo.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Everything that a deployment stores, empty; and how to make any one call of it fail. */
export interface FullStores extends Stores {
  clock: Clock & { advance: (ms: number) => void };
  /** Counts calls down; the one at 0 fails, and whoever made it is gone. */
  fuse: { left: number };
  calls: () => number;
  close: () => Promise<void>;
}

export async function openFullStores(): Promise<FullStores> {
  const dynamo = await startDynamo();
  const authority = createAuthority(credentials);
  const s3 = await startS3({ folder: makeFolder(), buckets: [{ bucketName: 'models', isVersioned: true }], authority });
  const clock = fakeClock(Date.UTC(2026, 10, 28));
  const config = { endpoint: dynamo.endpoint, region: 'us-east-1', credentials };
  const bucket = openBucket('models', { ...config, endpoint: s3.endpoint, forcePathStyle: true, maxAttempts: 1 });
  const fuse = { left: Infinity };
  let calls = 0;
  const burn = async (next: (args: never) => Promise<unknown>, args: unknown): Promise<unknown> => {
    calls += 1;
    if (fuse.left === 0) throw new RangeError('The process was killed.');
    fuse.left -= 1;
    return next(args as never);
  };
  const open = (name: string) => {
    const table = openTable(name, config, clock);
    table.dynamo.middlewareStack.add((next) => (args) => burn(next, args) as never, { step: 'initialize' });
    return table;
  };
  bucket.s3.middlewareStack.add((next) => (args) => burn(next, args) as never, { step: 'initialize' });
  return {
    predictions: open('Predictions'),
    clients: open('Clients'),
    models: open('Models'),
    usage: open('Usage'),
    bucket,
    openTable: open,
    clock,
    fuse,
    calls: () => calls,
    close: async () => {
      await dynamo.close();
      await s3.close();
    },
  };
}

/** A prediction with a label. */
export function labelled(clientId: string, id: string, description: string): Entry {
  const labelledAt = '2026-11-27T10:00:00.000Z';
  const label = { variety: 'Gamay', labelledAt };
  const classification = { ranking: [['France', 0.9]], evidence: [['plum', 'W', 1.25]] };
  const told = { wine: { description }, country: classification, variety: classification, modelVersion: 'v-a' };
  const times = { createdAt: '2026-11-27T09:00:00.000Z', labelledAt, labelMonth: '2026-11' };
  return { clientId, id, ...told, ...times, label, labelHistory: [label] };
}

/** A claim of a requestId. */
function claim(clientId: string, requestId: string): Entry {
  return {
    clientId,
    id: `request#${requestId}`,
    predictionId: 'x',
    digest: 'd',
    modelVersion: 'v-a',
    claimedAt: 1,
    expiresAt: 9,
  };
}

/** Predictions, claims, use, keys and snapshots of a client, of its user, and of one whose name only begins so. */
export async function fillStores(stores: Stores): Promise<void> {
  const { predictions, usage, clients, bucket } = stores;
  const owners = ['cellar', 'cellar/ana', 'cellars', 'other'];
  await putEntries(
    predictions,
    owners.flatMap((owner) => [
      labelled(owner, '01KB100000000000000000000A', `A note of ${owner}.`),
      labelled(owner, '01KB100000000000000000000B', `Another of ${owner}.`),
      claim(owner, `crate of ${owner}`),
    ]),
  );
  if (usage)
    await putEntries(
      usage,
      ['cellar', 'cellars'].map((account) => ({ account, day: '2026-11-28', dayWines: 3 })),
    );
  for (const clientId of ['cellar', 'other']) {
    const keyHash = await hashKey(`trr_${clientId}`);
    const client = { keyHash, clientId, name: `App of ${clientId}`, scopes: [], state: 'active' as const };
    await putClient(clients, { ...client, createdAt: '2026-11-01T00:00:00.000Z' }, clients.clock.now() + 5_000);
  }
  const line = (clientId: string): string =>
    `${JSON.stringify({ description: `A note of ${clientId}.`, clientId, variety: 'Gamay' })}\n`;
  await putOnce(bucket, labelsKey('r1'), gzipSync(owners.map(line).join('')));
  await putOnce(bucket, labelsKey('r2'), gzipSync(line('cellar')));
  await putOnce(bucket, labelsKey('r3'), gzipSync(line('other')));
}

/** All that is stored, as one text: every table, and every version of every object but proofs. */
export async function textOfStores({ predictions, usage, clients, models, bucket }: Stores): Promise<string> {
  const texts: string[] = [];
  for (const table of [predictions, clients, models, ...(usage ? [usage] : [])]) {
    for await (const page of scanEntries(table)) texts.push(...page.map((entry) => JSON.stringify(entry)));
  }
  for (const version of await listVersions(bucket, '')) {
    if (version.isMarker || version.key.startsWith('erasures/')) continue;
    const bytes = Buffer.from(await readVersion(bucket, version));
    texts.push(`${version.key}: ${(version.key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')}`);
  }
  return texts.join('\n');
}
