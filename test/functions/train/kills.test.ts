import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MadeArtifact } from '../../../artifacts/make.ts';
import { conductRun } from '../../../functions/train/conduct.ts';
import type { Dependencies } from '../../../functions/train/dependencies.ts';
import { LEASE_MS } from '../../../store/models/lease.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { listRuns } from '../../../store/models/runs.ts';
import { openBucket } from '../../../store/s3/bucket.ts';
import { fakeClock, startDynamo } from '../../store/dynamo.ts';
import { FAULTS, type Proxy, type Rule, startProxy } from '../../api/faults/proxy.ts';
import { type Registry, makeSmallArtifact, startRegistry } from '../registry.ts';

let registry: Registry;
let made: MadeArtifact;
let s3: Proxy;
beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  made = await makeSmallArtifact('v-made');
  s3 = await startProxy();
  s3.target = registry.s3.endpoint;
});
afterAll(async () => {
  await s3.close();
  await registry.close();
});

const later = () => Date.now() + 10_000;

async function openStage() {
  const dynamo = await startDynamo();
  const clock = fakeClock(Date.now());
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const bucket = openBucket('models', { endpoint: s3.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const dependencies: Dependencies = {
    models: dynamo.models(clock),
    predictions: dynamo.predictions(clock),
    bucket,
    starterVersion: registry.starter.version,
    starterFolder: registry.starterFolder,
    datasetFile: registry.datasetFile,
    code: 'code',
    make: ({ version }) => {
      const decision = { promoted: true, reason: 'All checks passed.', checks: [] };
      const { files, manifest } = made;
      return Promise.resolve({ kind: 'made', files, manifest: { ...manifest, version }, decision, inputs: version });
    },
    publish: () => Promise.resolve(),
    newId: ulid,
    onTrouble: () => undefined,
  };
  return { dynamo, clock, dependencies };
}

type Stage = Awaited<ReturnType<typeof openStage>>;

const conduct = ({ dependencies }: Stage) =>
  conductRun(dependencies, { source: 'schedule' }, new AbortController().signal);

/** What nobody hears: the table takes it for a fault that passes, and its clock goes by at once. */
const LOST = { status: 503, json: {} };

/**
 * Conducts a run whose process is killed when it has made so many calls of the table and the bucket: none after them
 * arrives. Returns how many it made.
 */
async function conductKilled(stage: Stage, callsMax: number): Promise<number> {
  let calls = 0;
  stage.dynamo.faults.current = () => (++calls > callsMax ? LOST : undefined);
  const rule: Rule = () => (++calls > callsMax ? FAULTS.cutBefore : undefined);
  s3.rules.add(rule);
  await conduct(stage).catch(() => undefined);
  stage.dynamo.faults.current = undefined;
  s3.rules.delete(rule);
  return calls;
}

const championOf = async ({ dynamo }: Stage) =>
  (await newestPromotion(dynamo.models(), later()))?.to ?? registry.starter.version;

/** How many calls a run makes that nobody kills, where the files of the starter version are kept already. */
async function countCalls(): Promise<number> {
  let count = 0;
  for (let round = 0; round < 2; round += 1) {
    const stage = await openStage();
    count = await conductKilled(stage, Infinity);
    expect(await championOf(stage)).not.toBe(registry.starter.version);
    await stage.dynamo.close();
  }
  return count;
}

it('R7: a training that is killed at any call leaves the champion as it was or moves it whole, and the next run succeeds', async () => {
  const count = await countCalls();
  expect(count).toBeGreaterThan(20);
  const outcomes: string[] = [];
  for (let callsMax = 0; callsMax < count; callsMax += 1) {
    const stage = await openStage();
    await conductKilled(stage, callsMax);
    const [killed] = await listRuns(stage.dynamo.models(), 1, later());
    const champion = await championOf(stage);
    expect([registry.starter.version, `v-${killed?.id}`]).toContain(champion);
    outcomes.push(champion === registry.starter.version ? 'as it was' : 'moved');
    stage.clock.advance(LEASE_MS + 1);
    const next = await conduct(stage);
    expect(next, `after ${callsMax} calls`).toMatchObject({ status: 'PROMOTED' });
    expect(await championOf(stage)).toBe(next?.modelVersion);
    const runs = await listRuns(stage.dynamo.models(), 10, later());
    expect(runs.filter(({ status }) => status === 'RUNNING')).toEqual([]);
    await stage.dynamo.close();
  }
  // Only a call after the move finds it made.
  expect(outcomes.join()).toMatch(/^(as it was,)+moved(,moved)*$/);
}, 180_000);
