import { PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GateDecision, StoredRun } from '../../contract/stored/models.ts';
import { answerPayload } from '../../functions/models/answer.ts';
import { conductRun } from '../../functions/train/conduct.ts';
import type { Dependencies } from '../../functions/train/dependencies.ts';
import type { MakeVersion } from '../../functions/train/job.ts';
import { PromotionUnknown } from '../../functions/train/register.ts';
import { LEASE_MS, readLease, releaseLease, takeLease } from '../../store/models/lease.ts';
import { findVersion } from '../../store/models/models.ts';
import { StoreUnavailable } from '../../store/dynamodb/retry.ts';
import { newestPromotion } from '../../store/models/promotions.ts';
import { findRun, listRuns, writeRun } from '../../store/models/runs.ts';
import { type Dynamo, fakeClock, startDynamo, THROTTLED } from '../store/dynamo.ts';
import { makeSmallArtifact, type Registry, startRegistry } from './registry.ts';

let registry: Registry;
let artifact: Awaited<ReturnType<typeof makeSmallArtifact>>;
let dynamo: Dynamo;
let clock: ReturnType<typeof fakeClock>;
let published: { field: string; run: StoredRun }[];

beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  artifact = await makeSmallArtifact('v-any');
});
afterAll(() => registry.close());
beforeEach(async () => {
  dynamo = await startDynamo();
  clock = fakeClock(Date.now());
  published = [];
});
afterEach(() => dynamo.close());

const PASSED: GateDecision = { promoted: true, reason: 'All checks passed.', checks: [] };
const HELD_BACK: GateDecision = { promoted: false, reason: 'It is worse.', checks: [] };

/** A training that takes a moment. */
const makeWith =
  (decision: GateDecision): MakeVersion =>
  ({ version }) =>
    Promise.resolve({
      kind: 'made',
      files: artifact.files,
      manifest: { ...artifact.manifest, version },
      decision,
      inputs: version,
    });

function dependenciesOf(decision = PASSED): Dependencies {
  return {
    models: dynamo.models(clock),
    predictions: dynamo.predictions(clock),
    bucket: registry.bucket,
    starterVersion: registry.starter.version,
    starterFolder: registry.starterFolder,
    datasetFile: registry.datasetFile,
    code: 'code',
    make: makeWith(decision),
    publish: (field, run) => {
      published.push({ field, run });
      return Promise.resolve();
    },
    newId: ulid,
    onTrouble: () => undefined,
  };
}
const conduct = (dependencies = dependenciesOf()) =>
  conductRun(dependencies, { source: 'schedule' }, new AbortController().signal);
const ask = async (given: object = {}) => {
  const traffic = dynamo.traffic(clock);
  const parts = { ...dependenciesOf(), traffic, starter: registry.starter, tryVersion: () => Promise.resolve() };
  const answer = await answerPayload(parts, { operation: 'settleRuns', clientId: 'schedule', arguments: given });
  return answer.value as StoredRun[];
};
const later = () => clock.now() + 10_000;
const models = () => dynamo.models(clock);
const onlyRun = async () => (await listRuns(models(), 1, later()))[0]!;
const champion = async () => (await newestPromotion(models(), later()))?.to ?? registry.starter.version;
const ends = () =>
  published.filter(({ field, run }) => field === 'publishTrainingCompleted' && run.finishedAt !== null);

/** Whether a request writes the end of a run, or a move of the champion. */
const writesEnd = (operation: string, body: string) => operation === 'PutItem' && /"(PROMOTED|REJECTED)"/.test(body);
const writesMove = (operation: string, body: string) => operation === 'PutItem' && body.includes('promotionKind');

/** A run whose process was killed at the first request of that kind, which DynamoDB did not get. */
async function runKilledAt(isLast: typeof writesEnd, decision = PASSED): Promise<StoredRun> {
  let isKilled = false;
  dynamo.faults.current = (operation, body) => {
    isKilled ||= isLast(operation, body);
    return isKilled ? THROTTLED : undefined;
  };
  await expect(conduct(dependenciesOf(decision))).rejects.toThrow();
  dynamo.faults.current = undefined;
  published = [];
  return onlyRun();
}

describe('a run whose process was killed', () => {
  it('after it had moved the champion is PROMOTED, with its version, to whoever reads it and whoever watches', async () => {
    const run = await runKilledAt(writesEnd);
    expect(run).toMatchObject({ status: 'RUNNING' });
    expect(await champion()).toBe(`v-${run.id}`);
    clock.advance(LEASE_MS);
    const [settled] = await ask({ ids: [run.id] });
    const end = { id: run.id, status: 'PROMOTED', modelVersion: `v-${run.id}`, decision: PASSED, failure: null };
    expect(settled).toMatchObject(end);
    expect(await findRun(models(), run.id, later())).toEqual(settled);
    expect(published).toEqual([
      { field: 'publishTrainingCompleted', run: settled },
      { field: 'publishTrainingProgress', run: settled },
    ]);
  });

  it('before it moved the champion is FAILED, names the version that it had registered, and moved nothing', async () => {
    const run = await runKilledAt(writesMove);
    clock.advance(LEASE_MS);
    expect(await ask({ ids: [run.id] })).toMatchObject([
      { status: 'FAILED', modelVersion: `v-${run.id}`, failure: expect.stringContaining('60 s') as string },
    ]);
    expect(await champion()).toBe(registry.starter.version);
  });

  it('after the gate had held its version back is REJECTED', async () => {
    const run = await runKilledAt(writesEnd, HELD_BACK);
    clock.advance(LEASE_MS);
    expect(await ask({ ids: [run.id] })).toMatchObject([
      { status: 'REJECTED', modelVersion: `v-${run.id}`, decision: HELD_BACK },
    ]);
  });

  it('is RUNNING until its lease has run out, and settled within a minute of that, also where nobody reads it', async () => {
    const run = await runKilledAt(writesMove);
    const lease = await readLease(models(), later());
    clock.advance(lease!.expiresAt - clock.now() - 1);
    expect(await ask()).toEqual([]);
    expect(await ask({ ids: [run.id] })).toMatchObject([{ status: 'RUNNING' }]);
    expect(ends()).toEqual([]);
    clock.advance(1);
    expect(await ask()).toMatchObject([{ id: run.id, status: 'FAILED' }]);
    expect(ends()).toMatchObject([{ run: { id: run.id, status: 'FAILED' } }]);
    expect(await readLease(models(), later())).toBeUndefined();
    expect(await ask()).toEqual([]);
    expect(ends()).toHaveLength(1);
  });

  it('after it had written its end, and before it told anybody, is told of within a minute', async () => {
    const run = await conduct();
    // The lease that it would have given back next.
    await takeLease(models(), run!.id, later());
    published = [];
    clock.advance(LEASE_MS);
    await ask();
    expect(ends()).toMatchObject([{ run: { id: run!.id, status: 'PROMOTED' } }]);
    expect(await readLease(models(), later())).toBeUndefined();
  });

  it('is settled by the next start of a training, too', async () => {
    const run = await runKilledAt(writesEnd);
    clock.advance(LEASE_MS);
    const traffic = dynamo.traffic(clock);
    const parts = { ...dependenciesOf(), traffic, starter: registry.starter, tryVersion: () => Promise.resolve() };
    await answerPayload(parts, { operation: 'startTraining', clientId: 'operator', arguments: {} });
    expect(await findRun(models(), run.id, later())).toMatchObject({ status: 'PROMOTED' });
    expect(ends()).toMatchObject([{ run: { id: run.id, status: 'PROMOTED' } }]);
  });
});

describe('a run whose last writes are not answered', () => {
  it('is not FAILED once the champion has moved, and keeps its lease for whoever settles it', async () => {
    dynamo.faults.current = (operation, body) => (writesEnd(operation, body) ? THROTTLED : undefined);
    await expect(conduct()).rejects.toThrow(StoreUnavailable);
    dynamo.faults.current = undefined;
    const run = await onlyRun();
    expect(run).toMatchObject({ status: 'RUNNING' });
    expect(await readLease(models(), later())).toMatchObject({ runId: run.id });
    clock.advance(LEASE_MS);
    expect(await ask()).toMatchObject([{ id: run.id, status: 'PROMOTED' }]);
  });

  it.each(['made', 'not made'])(
    'is not FAILED where a move of the champion was %s, and nobody knows it',
    async (was) => {
      let move = '';
      dynamo.faults.current = (operation, body) => {
        if (writesMove(operation, body)) move = body;
        return move === '' ? undefined : THROTTLED;
      };
      await expect(conduct()).rejects.toThrow(PromotionUnknown);
      dynamo.faults.current = undefined;
      if (was === 'made') await models().dynamo.send(new PutItemCommand(JSON.parse(move) as PutItemCommandInput));
      expect(await onlyRun()).toMatchObject({ status: 'RUNNING' });
      clock.advance(LEASE_MS);
      expect(await ask()).toMatchObject([{ status: was === 'made' ? 'PROMOTED' : 'FAILED' }]);
    },
  );
});

it('a run that was given up while it moved the champion is PROMOTED in the end', async () => {
  const run = await runKilledAt(writesEnd);
  await writeRun(models(), { ...run, status: 'FAILED', failure: 'given up' }, later());
  expect(await ask()).toMatchObject([{ id: run.id, status: 'PROMOTED', failure: null }]);
  expect(ends()).toMatchObject([{ run: { status: 'PROMOTED' } }]);
});

it('a run that has lost its lease moves nothing', async () => {
  const dependencies = dependenciesOf();
  const make: MakeVersion = async (job, tell, signal) => {
    const outcome = await dependencies.make(job, tell, signal);
    await releaseLease(models(), job.version.slice(2), later());
    return outcome;
  };
  expect(await conduct({ ...dependencies, make })).toMatchObject({
    status: 'FAILED',
    modelVersion: expect.stringMatching(/^v-/) as string,
    failure: 'Another run has taken its place.',
  });
  expect(await champion()).toBe(registry.starter.version);
});

it('the schedule keeps a starter version from its first minute of service on', async () => {
  await ask();
  const kept = await findVersion(models(), registry.starter.version, later());
  expect(kept).toMatchObject({ trainedBy: null, decision: null, rejected: false });
  await ask();
  expect(await findVersion(models(), registry.starter.version, later())).toEqual(kept);
});
