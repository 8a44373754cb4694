import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RECORDING_MS_MAX } from '../../../contract/bulk.ts';
import { putObject } from '../../../store/jobs/job-files.ts';
import { jobFolder, uploadKey } from '../../../store/jobs/uploads.ts';
import { eraseClient, findClientTraces } from '../../../cli/privacy/erase-client.ts';
import { openDataset } from '../../../store/models/open-dataset.ts';
import { labelsKey } from '../../../store/s3/bucket.ts';
import { listClients } from '../../../store/clients/clients.ts';
import { putEntries, scanEntries } from '../../../store/dynamodb/entries.ts';
import { erasureKey, listErasures } from '../../../store/clients/erasures.ts';
import { takeLease } from '../../../store/models/lease.ts';
import { listVersions, putNewest, readVersion } from '../../../store/s3/object-versions.ts';
import { registerVersion } from '../../functions/registry.ts';
import { fillStores, type FullStores, labelled, openFullStores, textOfStores } from '../full-stores.ts';

let stores: FullStores;
beforeEach(async () => {
  stores = await openFullStores();
  await fillStores(stores);
});
afterEach(() => stores.close());

/** What is left of the snapshot that has lines of all. */
const SNAPSHOT_OF_OTHERS = `${labelsKey('r1')}: {"description":"A note of cellars."`;
const told: string[] = [];
const request = { clientId: 'cellar', by: 'the maintainer', waits: true, tell: (line: string) => void told.push(line) };
const erase = (changes: Partial<typeof request> = {}) => eraseClient(stores, { ...request, ...changes });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const JOB = '01KB100000000000000000000J';

/** Gives each a job with two versions of an upload, and its answers; all that a deployment of today stores. */
async function addJobs(owners: readonly string[]) {
  const all = { ...stores, jobs: stores.openTable('Jobs'), files: stores.bucket };
  await putEntries(
    all.jobs,
    owners.map((clientId) => ({ clientId, id: JOB, fileName: `${clientId}.csv`, status: 'COMPLETED' })),
  );
  for (const owner of owners) {
    for (const text of ['note', 'note\nplum'])
      await putObject(all.files, await uploadKey(owner, JOB), Buffer.from(text));
    await putObject(all.files, `${await jobFolder(owner, JOB)}answers.jsonl.gz`, gzipSync(`What ${owner} has asked.`));
  }
  return all;
}

/** How many versions of files there are of a client, or of a user. */
async function filesOf(owner: string): Promise<number> {
  const places = [await uploadKey(owner, ''), await jobFolder(owner, JOB)];
  return (await Promise.all(places.map((place) => listVersions(stores.bucket, place)))).flat().length;
}

async function collect<T>(several: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of several) all.push(one);
  return all;
}

describe('R27: erasing a client', () => {
  it('leaves nothing of it and of its users anywhere, and everything of others', async () => {
    const before = await textOfStores(stores);
    expect(before).toContain('A note of cellar.');
    const outcome = await erase();
    const after = await textOfStores(stores);
    expect(after).not.toMatch(/cellar(?!s)/);
    expect(after).toContain(SNAPSHOT_OF_OTHERS);
    for (const others of ['A note of cellars.', 'Another of cellars.', 'crate of cellars', 'App of other']) {
      expect(after).toContain(others);
    }
    expect(outcome).toMatchObject({
      kind: 'finished',
      erasure: { counts: { predictions: 4, labels: 4, claims: 2, usage: 1, datasetLines: 3, keys: 1 } },
    });
  });

  it('keeps a proof that names the client by its SHA-256 alone, and the versions that are gone', async () => {
    const [before] = await listVersions(stores.bucket, labelsKey('r1'));
    await erase();
    const [proof] = await listErasures(stores.bucket, sha256('cellar'));
    expect(proof).toMatchObject({ by: 'the maintainer', begunAt: '2026-11-28T00:00:00.000Z' });
    expect(proof?.finishedAt).toBe('2026-11-28T00:01:10.000Z');
    expect(proof?.inBackupsUntil).toBe('2027-01-02T00:01:10.000Z');
    expect(JSON.stringify(proof)).not.toMatch(/cellar|note/);
    const changed = proof?.objects.find(({ key }) => key === labelsKey('r1'));
    expect(changed?.gone).toEqual([
      { versionId: before?.versionId, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
    const [now] = await listVersions(stores.bucket, labelsKey('r1'));
    expect(changed?.now).toMatchObject({ versionId: now?.versionId });
  });

  it('takes the lines out of every version of a snapshot, those before the newest too', async () => {
    const line = (clientId: string) => `${JSON.stringify({ clientId, description: `An old note of ${clientId}.` })}\n`;
    await putNewest(stores.bucket, labelsKey('r3'), gzipSync(line('cellar')));
    await putNewest(stores.bucket, labelsKey('r3'), gzipSync(line('other')));
    await erase();
    const text = await textOfStores(stores);
    expect(text).not.toContain('An old note of cellar.');
    expect(text).toContain('An old note of other.');
  });

  it('names the model versions that were trained with its labels', async () => {
    await registerVersion({ dynamo: { models: () => stores.models }, bucket: stores.bucket }, 'v-r1');
    await registerVersion({ dynamo: { models: () => stores.models }, bucket: stores.bucket }, 'v-r3');
    expect((await erase()).erasure?.modelVersions).toEqual(['v-r1']);
  });

  it('deletes what was imported in its name, and leaves the rest of the dataset', async () => {
    const add = async (by: string, description: string) => {
      const dataset = await openDataset(stores.bucket, 'tasting', by);
      await dataset.add({ description, variety: 'Gamay', fingerprint: description });
      await dataset.finish();
    };
    await add('cellar', 'A row of that client.');
    await add('somebody', 'A row of somebody.');
    await erase();
    const text = await textOfStores(stores);
    expect(text).not.toContain('A row of that client.');
    expect(text).not.toMatch(/cellar(?!s)/);
    expect(text).toContain('A row of somebody.');
    expect(text).toMatch(/"rows": 1,/);
  });

  it('revokes its keys at once, and leaves them as nobody’s', async () => {
    const outcome = await erase({ waits: false });
    expect(outcome.kind).toBe('begun');
    const stateOf = async () =>
      (await listClients(stores.clients, stores.clock.now() + 5_000)).map(({ clientId, name, state }) => [
        clientId,
        name,
        state,
      ]);
    expect(await stateOf()).toContainEqual(['cellar', 'App of cellar', 'revoked']);
    stores.clock.advance(70_000);
    await erase();
    expect(await stateOf()).toContainEqual([`erased-${sha256('cellar').slice(0, 16)}`, 'erased', 'revoked']);
    expect(await stateOf()).toContainEqual(['other', 'App of other', 'active']);
  });

  it('erases what was recorded before its keys were dead', async () => {
    const { clock } = stores;
    const wait = clock.wait.bind(clock);
    let writes = 0;
    clock.wait = async (ms) => {
      if (ms > 60_000) {
        writes += 1;
        await putEntries(stores.predictions, [labelled('cellar', '01KB100000000000000000000C', 'A late note.')]);
      }
      await wait(ms);
    };
    const outcome = await erase();
    expect(writes).toBe(1);
    expect(outcome.erasure?.counts.predictions).toBe(5);
    expect(await textOfStores(stores)).not.toContain('A late note.');
  });

  it('deletes its jobs and all their files, those of its users too, and leaves those of others', async () => {
    const all = await addJobs(['cellar', 'cellar/ana', 'cellars', 'other']);
    expect((await findClientTraces(all, 'cellar')).counts).toMatchObject({ jobs: 2, files: 4 });
    expect(await filesOf('cellar')).toBe(3);
    const { erasure } = await eraseClient(all, request);
    expect(erasure?.counts).toMatchObject({ jobs: 2, files: 4 });
    const left = (await collect(scanEntries(all.jobs))).flat();
    expect(left.map(({ clientId }) => clientId).sort()).toEqual(['cellars', 'other']);
    for (const [owner, count] of Object.entries({ cellar: 0, 'cellar/ana': 0, cellars: 3, other: 3 })) {
      expect(await filesOf(owner), owner).toBe(count);
    }
  });

  it('outwaits a chunk that was being answered, and erases what that has recorded and stored', async () => {
    const all = await addJobs(['cellar']);
    const { clock } = stores;
    const wait = clock.wait.bind(clock);
    const key = `${await jobFolder('cellar', JOB)}answers/0000001.jsonl.gz`;
    let late = 0;
    clock.wait = async (ms) => {
      await wait(ms);
      if (ms <= RECORDING_MS_MAX) return;
      late += 1;
      await putEntries(stores.predictions, [labelled('cellar#2', '01KB100000000000000000000D', 'A late row.')]);
      await putObject(stores.bucket, key, gzipSync('A late row.'));
    };
    await eraseClient(all, request);
    expect(late).toBe(1);
    expect(await textOfStores(stores)).not.toMatch(/A late row|cellar(?!s)/);
    expect(await filesOf('cellar')).toBe(0);
  });

  it('looks once more after a job that was begun before its keys were dead', async () => {
    const all = await addJobs([]);
    const { clock } = stores;
    const wait = clock.wait.bind(clock);
    const waits: number[] = [];
    clock.wait = async (ms) => {
      await wait(ms);
      if (ms < 60_000) return;
      waits.push(ms);
      if (waits.length === 1) await addJobs(['cellar']);
      else await putEntries(stores.predictions, [labelled('cellar', '01KB100000000000000000000D', 'A late row.')]);
    };
    expect(await eraseClient(all, request)).toMatchObject({
      kind: 'finished',
      erasure: { counts: { jobs: 1, files: 2 } },
    });
    expect(waits).toEqual([expect.any(Number), RECORDING_MS_MAX + 10_000]);
    expect(await textOfStores(stores)).not.toMatch(/A late row|cellar(?!s)/);
  });

  it('waits for a training, which may hold its labels', async () => {
    await takeLease(stores.models, 'r9', stores.clock.now() + 5_000);
    await expect(erase()).rejects.toThrow('The training r9 is at work');
    expect(await textOfStores(stores)).toContain('A note of cellar.');
  });

  it('changes nothing as a trial', async () => {
    const before = await textOfStores(stores);
    const { counts } = await findClientTraces(stores, 'cellar');
    expect(counts).toEqual({ predictions: 4, labels: 4, claims: 2, usage: 1, datasetLines: 3, keys: 1 });
    expect(await textOfStores(stores)).toBe(before);
    expect(await listErasures(stores.bucket)).toEqual([]);
  });

  it('erases one user of a client alone', async () => {
    await erase({ clientId: 'cellar/ana' });
    const text = await textOfStores(stores);
    expect(text).not.toContain('ana');
    expect(text).toContain('A note of cellar.');
    expect(text).toContain('"state":"active"');
  });

  it('finds nothing of a client that is erased, and nothing of one that never was', async () => {
    await erase();
    expect(await erase()).toMatchObject({ kind: 'nothing', erasure: { finishedAt: expect.any(String) as string } });
    expect(await erase({ clientId: 'nobody' })).toEqual({ kind: 'nothing', erasure: undefined });
  });
});

it('R27: an erasure goes on when it is called again, wherever it was cut off', { timeout: 120_000 }, async () => {
  const before = stores.calls();
  await erase();
  const calls = stores.calls() - before;
  expect(calls).toBeGreaterThan(40);
  for (let cut = 0; cut < calls; cut += 3) {
    await stores.close();
    stores = await openFullStores();
    await fillStores(stores);
    stores.fuse.left = cut;
    await expect(erase()).rejects.toThrow('The process was killed.');
    stores.fuse.left = Infinity;
    const { kind, erasure } = await erase();
    expect(await textOfStores(stores), `cut off at call ${cut}`).not.toMatch(/cellar(?!s)/);
    expect(await textOfStores(stores), `cut off at call ${cut}`).toContain(SNAPSHOT_OF_OTHERS);
    if (kind === 'nothing') continue;
    expect(erasure.finishedAt, `cut off at call ${cut}`).not.toBeNull();
    expect(erasure.counts, `cut off at call ${cut}`).toEqual({
      predictions: 4,
      labels: 4,
      claims: 2,
      usage: 1,
      datasetLines: 3,
      keys: 1,
    });
    const [proof] = await listVersions(stores.bucket, erasureKey(erasure));
    expect(Buffer.from(await readVersion(stores.bucket, proof!)).toString()).toContain('finishedAt');
  }
});
