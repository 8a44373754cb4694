import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it, vi } from 'vitest';
import { digestOf } from '../../../artifacts/digest.ts';
import { openRoom } from '../../../artifacts/training-room.ts';
import type { TrainJob } from '../../../functions/train/job.ts';
import { makeVersion, type Means } from '../../../functions/train/make-version.ts';
import { putOnce } from '../../../store/s3/bucket.ts';
import { type Registry, startRegistry } from '../registry.ts';
import { inventExamples } from '../../classifier/made-up-wines.ts';

const entry = new URL('../../../functions/train/thread.ts', import.meta.url);
let registry: Registry;
let folder: string;

beforeAll(async () => {
  registry = await startRegistry({ isIgnorant: true });
  for (const [number, examples] of [inventExamples(150, 61), inventExamples(150, 62)].entries()) {
    const lines = examples
      .map((row) => JSON.stringify({ ...row, fingerprint: undefined, source: undefined }))
      .join('\n');
    await putOnce(registry.bucket, `datasets/shop/${number}.jsonl.gz`, gzipSync(lines));
  }
});
afterAll(() => registry.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terroir-test-'));
  for (const [name, value] of Object.entries(registry.environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const make = async (means?: Means) => {
  const job: TrainJob = {
    version: 'v-means',
    bucketName: 'models',
    starterFolder: registry.starterFolder.href,
    datasetFile: registry.datasetFile.href,
    champion: undefined,
    knownInputs: [],
    labels: [{ clientId: 'cellar', wine: { description: 'Quite a new wine.' }, variety: 'Ebony' }],
    labelsFile: { key: 'datasets/labels/r.jsonl.gz', versionId: '1', sha256: 'ab', bytes: 2 },
    admissions: [],
    code: 'code',
  };
  const outcome = await makeVersion(job, () => undefined, undefined, means);
  if (outcome.kind !== 'made') throw new Error(outcome.kind);
  const { files, decision, inputs } = outcome;
  return { decision, inputs, files: Object.values(files).map((file) => digestOf(file)) };
};

it('a version is the same whether memory has room for all or for nothing, in one thread or in two', async () => {
  const usual = await make();
  expect(await make({ folder: join(folder, 'one'), memoryMb: 0, threads: 1, entry: undefined })).toEqual(usual);
  expect(await make({ folder: join(folder, 'two'), memoryMb: 1, threads: 2, entry })).toEqual(usual);
  expect(readdirSync(folder)).toEqual([]);
}, 120_000);

it.runIf(process.platform === 'linux')('where the disk is full, the training fails and says what to do', () => {
  symlinkSync('/dev/full', join(folder, 'pieces'));
  const { store } = openRoom(folder, { bytesMax: 0, examplesMax: 0 });
  expect(() => store.keep(new Uint8Array(1_000))).toThrow('its disk is full after 0 MB: give it more of either');
});
