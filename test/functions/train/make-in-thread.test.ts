import { TrainingFailed } from '../../../artifacts/training-failed.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Progress, type TrainJob } from '../../../functions/train/job.ts';
import { makeInThread } from '../../../functions/train/make-in-thread.ts';
import { type Registry, startRegistry } from '../registry.ts';

const entry = new URL('../../../functions/train/thread.ts', import.meta.url);
let registry: Registry;
let job: TrainJob;
let told: Progress[];
beforeEach(async () => {
  registry = await startRegistry();
  told = [];
  for (const [name, value] of Object.entries(registry.environment)) vi.stubEnv(name, value);
  job = {
    version: 'v-thread',
    bucketName: 'models',
    starterFolder: registry.starterFolder.href,
    datasetFile: registry.datasetFile.href,
    champion: undefined,
    knownInputs: [],
    labels: [],
    labelsFile: { key: 'datasets/labels/r.jsonl.gz', versionId: '1', sha256: 'ab', bytes: 2 },
    admissions: [],
    code: 'code',
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await registry.close();
});
const labels = [{ clientId: 'cellar', wine: { description: 'Quite a new wine.' }, variety: 'Ebony' }];
const make = (changes: Partial<TrainJob> = {}, signal = new AbortController().signal, memoryMb = 1024) =>
  makeInThread(entry, memoryMb)({ ...job, ...changes }, (progress) => told.push(progress), signal);

describe('in a thread', () => {
  it('a version is made, and its progress told, from the first stage to the last', async () => {
    const outcome = await make({ labels });
    if (outcome.kind !== 'made') throw new Error(outcome.kind);
    expect(outcome.manifest).toMatchObject({ version: 'v-thread', training: { datasets: [{ name: 'bundled' }] } });
    expect(outcome.files['model.onnx'].length).toBe(outcome.manifest.files['model.onnx']?.bytes);
    expect(outcome.decision.checks.at(-1)).toMatchObject({ name: 'parity', passed: true });
    const stages = [...new Set(told.flatMap(({ stage }) => stage ?? []))];
    expect(stages).toEqual(expect.arrayContaining(['read datasets', 'train variety', 'train evaluation', 'judge']));
    const shares = told.flatMap(({ share }) => share ?? []);
    expect(shares).toEqual([...shares].sort((one, other) => one - other));
    expect(shares.at(-1)).toBe(0.95);
  });

  it('nothing is made where nothing has changed', async () => {
    expect(await make()).toEqual({ kind: 'unchanged' });
  });

  it('a training that cannot go on says why', async () => {
    await expect(make({ starterFolder: new URL('nowhere/', registry.starterFolder).href })).rejects.toThrow(
      'because of manifest.json: ENOENT',
    );
  });

  it('a training is stopped at once, with the reason of whoever stopped it', async () => {
    const controller = new AbortController();
    const made = make({ labels }, controller.signal);
    controller.abort(new TrainingFailed('out of time'));
    await expect(made).rejects.toThrow('out of time');
  });

  it('a training whose memory does not do fails, and the process lives on', async () => {
    await expect(make({ labels }, undefined, 10)).rejects.toThrow(/more memory than it has|ended with code/);
  });
});
