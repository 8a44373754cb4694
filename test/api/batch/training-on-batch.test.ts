import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Manifest } from '../../../classifier/files/manifest.ts';
import { LIVE_ALIAS } from '../../../contract/releases.ts';
import type { StoredVersion } from '../../../contract/stored/models.ts';
import { makeInThread } from '../../../functions/train/make-in-thread.ts';
import { readFile as readStored } from '../../../store/s3/bucket.ts';
import { findVersion } from '../../../store/models/models.ts';
import { descendantsOf } from '../../cli/spawned.ts';
import { inventUnsure, startRegistry } from '../../functions/registry.ts';
import { collect, errorOf } from '../api.ts';
import { canKill, type FaultyClient, type FaultyHost, hasTemplate, startFaultyHost } from '../faults/faulty-host.ts';
import { findTrainBundle, writeOnBatch } from './write-on-batch.ts';

/** Each sentence goes on from where the one before has left the host. */
describe.runIf(hasTemplate)('a training on AWS Batch', () => {
  let folder: string;
  let host: FaultyHost;
  let terroir: FaultyClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terroir-batch-'));
    const registry = await startRegistry({ isIgnorant: true });
    const cdkOut = writeOnBatch(join(folder, 'cdk.out'), registry);
    await registry.close();
    host = await startFaultyHost({ cdkOut });
    terroir = await host.connect();
    const lines = inventUnsure(500, 2).map((example) => {
      const { description, country, variety, region, winery, points, price } = example;
      return JSON.stringify({ description: `${description} 2`, country, variety, region, winery, points, price });
    });
    const part = { Bucket: host.bucket.name, Key: 'datasets/more/1.jsonl.gz', Body: gzipSync(lines.join('\n')) };
    await host.bucket.s3.send(new PutObjectCommand(part));
  }, 180_000);

  afterAll(async () => {
    await host.close();
    await rm(folder, { recursive: true });
  });

  it(
    'goes through the queue to its end in a container, as any other run, and its version is the champion',
    { timeout: 60_000 },
    async () => {
      const { id, place } = await terroir.startTraining('Larger than a function');
      expect(place).toBeNull();
      const told = await collect(terroir.trainingEvents({ id }));
      expect(told.at(-1)).toMatchObject({
        status: 'PROMOTED',
        place: 'BATCH',
        examples: 1000,
        datasets: ['more'],
        share: 1,
        failure: null,
      });
      expect(told.map(({ stage }) => stage)).toContain('wait for AWS Batch');
      expect(await terroir.champion()).toMatchObject({ id: `v-${id}`, trainedBy: id });
    },
  );

  it('makes the bytes that the function makes of the same', async () => {
    const [run] = await collect(terroir.trainingRuns());
    const stored = (await findVersion(host.models, run?.modelVersion ?? '', Date.now() + 5_000))!;
    const remade = await makeInFunction(stored);
    const digests = Object.entries(stored.files).map(([name, { sha256 }]) => [name, sha256]);
    expect(digests.length).toBeGreaterThan(2);
    expect(Object.fromEntries(digests)).toEqual(remade);
  });

  it.runIf(canKill)(
    'fails with a reason where its container is killed, and the next one goes',
    { timeout: 60_000 },
    async () => {
      const { id } = await terroir.startTraining('To be killed');
      const container = await untilContainer();
      // Whoever looks while it has not begun to work finds the run at work, and holds its lease.
      process.kill(container, 'SIGSTOP');
      await settle();
      expect(await terroir.trainingRun(id)).toMatchObject({ status: 'RUNNING', stage: 'wait for AWS Batch' });
      process.kill(container, 'SIGKILL');
      const settled = await untilSettled(id);
      expect(settled).toMatchObject({ status: 'FAILED', place: 'BATCH' });
      expect(settled?.failure).toMatch(
        /^Its container ended with the exit code 137 before the run had\. AWS Batch knows/,
      );
      const next = await terroir.startTraining('Again');
      expect((await collect(terroir.trainingEvents({ id: next.id }))).at(-1)).toMatchObject({ status: 'UNCHANGED' });
    },
  );

  it('stays in the function where its starter says so', async () => {
    // A run gives its lease back a moment after it has told its end.
    const start = () => terroir.startTraining('Small enough', { on: 'LAMBDA' });
    const { id } = await vi.waitFor(start, { timeout: 10_000, interval: 50 });
    expect(await errorOf(terroir.startTraining())).toMatchObject({ errorType: 'TrainingInProgress' });
    for await (const { place, stage } of terroir.trainingEvents({ id })) {
      expect(stage).not.toBe('wait for AWS Batch');
      if (place !== null) break;
    }
    expect(await terroir.trainingRun(id)).toMatchObject({ place: 'LAMBDA' });
  });

  /** SHA-256 by file of what the function's own code makes of what a version was made of. */
  async function makeInFunction(stored: StoredVersion): Promise<Record<string, string>> {
    const { region, accessKeyId, secretAccessKey, endpoints } = host.aws;
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoints.s3);
    onTestFinished(() => void vi.unstubAllEnvs());
    const bytes = await readStored(host.bucket, stored.files['manifest.json'], AbortSignal.timeout(5_000));
    const manifest = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
    const thread = join(findTrainBundle(), 'thread.mjs');
    const { labels } = manifest.training;
    if (labels === undefined) throw new Error('The version does not tell its labels.');
    const image = pathToFileURL(`${folder}/cdk.out/asset.image/`);
    const job = {
      version: stored.id,
      bucketName: host.bucket.name,
      starterFolder: new URL('model/', image).href,
      datasetFile: new URL('wine-reviews.dataset.br', image).href,
      champion: undefined,
      knownInputs: [],
      labels: [],
      labelsFile: labels.file,
      admissions: [],
      code: createHash('sha256').update(readFileSync(thread)).digest('hex'),
    };
    const made = await makeInThread(pathToFileURL(thread), 2048)(job, () => undefined, new AbortController().signal);
    if (made.kind !== 'made') throw new Error('Nothing was made.');
    return Object.fromEntries(
      Object.entries(made.files).map(([name, file]) => [name, createHash('sha256').update(file).digest('hex')]),
    );
  }

  /** The process of a container, as soon as there is one. */
  async function untilContainer(): Promise<number> {
    for (;;) {
      for (const pid of descendantsOf(process.pid)) {
        const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        if (words.includes('container.mjs')) return pid;
      }
      await pause(5);
    }
  }

  /** How the run stands once it has ended. */
  async function untilSettled(id: string) {
    for (;;) {
      await settle();
      const run = await terroir.trainingRun(id);
      if (run?.status !== 'RUNNING') return run;
    }
  }

  /** What the schedule asks each minute; it fails where the function says that it has failed. */
  async function settle(): Promise<void> {
    const { region, accessKeyId, secretAccessKey, endpoints } = host.aws;
    const credentials = { accessKeyId, secretAccessKey };
    const lambda = new LambdaClient({ region, credentials, endpoint: endpoints.lambda });
    const asked = JSON.stringify({ operation: 'settleRuns', clientId: 'schedule', arguments: {} });
    const call = new InvokeCommand({ FunctionName: `${registryName()}:${LIVE_ALIAS}`, Payload: asked });
    const { Payload } = await lambda.send(call);
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).not.toHaveProperty('failure');
  }

  function registryName(): string {
    const template = readFileSync(join(folder, 'cdk.out/Terroir.template.json'), 'utf8');
    const { Resources } = JSON.parse(template) as { Resources: Record<string, unknown> };
    return `Terroir-${Object.keys(Resources).find((id) => /^RegistryFunction[0-9A-F]{8}$/.test(id))}`;
  }
});
