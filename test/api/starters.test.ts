import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueKey } from '../../store/clients/issue-key.ts';
import { openClientsTable } from '../../cli/deployment/stores.ts';
import { SCOPES } from '../../contract/root-fields.ts';
import { type Host, startHost } from '../../packages/appsync-host/host.ts';
import { type Client, createClient } from '../../packages/client/client.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { makeSmallArtifact, registerVersion } from '../functions/registry.ts';
import { api, askUntil, collect, errorOf, someWine } from './api.ts';

const onLaptop = api.keysIn !== null && 'folder' in api.keysIn;
const CDK_OUT = fileURLToPath(new URL('../../cdk.out/', import.meta.url));
const OTHER = 'starter-of-another-release';
const TRAINED = `v-${ulid()}`;

/** Each sentence goes on from where the one before has left the data: two releases take turns to serve it. */
describe.runIf(onLaptop)('a release with another starter version', () => {
  let folder: string;
  let otherRelease: string;
  let host: Host | undefined;
  let terroir: Client;
  let starter: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terroir-starters-'));
    otherRelease = join(folder, 'cdk.out');
    await cp(CDK_OUT, otherRelease, { recursive: true });
    const { files } = await makeSmallArtifact(OTHER);
    for (const name of await readdir(otherRelease)) {
      const model = join(otherRelease, name, 'model');
      if (!existsSync(model)) continue;
      await writeFile(join(model, 'manifest.json'), files['manifest.json']);
      await writeFile(join(model, 'vocabulary.bin'), files['vocabulary.bin']);
      await writeFile(join(model, 'model.onnx.br'), brotliCompressSync(files['model.onnx']));
    }
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Runs a release upon the data that the ones before have left. */
  async function release(cdkOut: string): Promise<Host> {
    host = await startHost({ cdkOut, stateFolder: join(folder, 'data') }, { warn: () => undefined });
    const { key } = await issueKey(openClientsTable(host), { name: 'A test', scopes: SCOPES });
    terroir = createClient({ endpoint: host.endpoint, key });
    return host;
  }

  /** What answers, once warm functions have followed the last move; nothing but the champion does so at a start. */
  async function answeringVersion(expected: string): Promise<string> {
    const { prediction } = await askUntil(terroir, ({ modelVersion, warnings }) => {
      expect(warnings.filter((warning) => warning.includes('instead'))).toEqual([]);
      return modelVersion === expected;
    });
    return prediction.modelVersion;
  }

  it('begins where the one before was promoted away from its starter version, and gone back to it', async () => {
    const { outputs, aws } = await release(CDK_OUT);
    starter = (await terroir.champion()).id;
    const { region, endpoints, accessKeyId, secretAccessKey } = aws;
    const config = { region, credentials: { accessKeyId, secretAccessKey } };
    const bucket = openBucket(outputs['ModelBucketName']!, {
      ...config,
      endpoint: endpoints.s3,
      forcePathStyle: true,
    });
    const models = openTable(outputs['ModelsTableName']!, { ...config, endpoint: endpoints.dynamodb });
    await registerVersion({ dynamo: { models: () => models }, bucket }, TRAINED);
    await terroir.promote(TRAINED, 'It is newer');
    expect((await terroir.rollback('It is sour')).id).toBe(starter);
    expect(await collect(terroir.modelVersions())).toMatchObject([{ id: TRAINED }]);
  }, 60_000);

  it('serves the starter version of the one before, and can leave it and go back to it', async () => {
    await release(otherRelease);
    expect((await terroir.predict(someWine())).modelVersion).toBe(starter);
    expect(await terroir.champion()).toMatchObject({ id: starter, state: 'CHAMPION', trainedBy: null, decision: null });
    expect(await terroir.modelVersion(OTHER)).toMatchObject({ id: OTHER, state: 'CHALLENGER' });
    expect(await errorOf(terroir.rollback('Too far'))).toMatchObject({ errorType: 'NotFound' });
    expect((await terroir.promote(TRAINED, 'Once more')).id).toBe(TRAINED);
    expect(await terroir.modelVersion(starter)).toMatchObject({ id: starter, state: 'RETIRED' });
    expect((await terroir.rollback('And back')).id).toBe(starter);
    expect((await terroir.promote(OTHER, 'What this release brought')).id).toBe(OTHER);
    expect(await answeringVersion(OTHER)).toBe(OTHER);
    expect((await terroir.rollback('And back again')).id).toBe(starter);
    expect(await answeringVersion(starter)).toBe(starter);
    await terroir.promote(OTHER, 'To stay');
  }, 120_000);

  it('leaves its starter version to the one before, which serves it and can go back to its own', async () => {
    await release(CDK_OUT);
    expect((await terroir.predict(someWine())).modelVersion).toBe(OTHER);
    expect(await terroir.champion()).toMatchObject({ id: OTHER, state: 'CHAMPION' });
    expect((await terroir.rollback('Ours is better')).id).toBe(starter);
    expect(await answeringVersion(starter)).toBe(starter);
    expect(await terroir.modelVersion(OTHER)).toMatchObject({ state: 'RETIRED' });
    const moves = await collect(terroir.promotions());
    expect(moves.map(({ to }) => to)).toEqual([starter, OTHER, starter, OTHER, starter, TRAINED, starter, TRAINED]);
  }, 60_000);
});
