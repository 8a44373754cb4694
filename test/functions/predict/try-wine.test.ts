import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelRefused } from '../../../artifacts/open.ts';
import { openCounter } from '../../../functions/predict/quota.ts';
import { parseRequest } from '../../../functions/predict/request.ts';
import { createVersionOpener } from '../../../functions/predict/tried-version.ts';
import { tryWine, type Trying } from '../../../functions/predict/try-wine.ts';
import { type Dynamo, fakeClock, startDynamo } from '../../store/dynamo.ts';
import { fakeModel } from './fake-model.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

const wine = { description: 'Ripe plum.', price: 12.5 };

function ask(modelVersion: string | null, changes: Partial<Trying> = {}) {
  const request = parseRequest({ clientId: 'ann', wines: [wine], requestId: null, trial: { modelVersion } });
  if ('errorType' in request) throw new Error(request.message);
  const trying: Trying = {
    serve: () => Promise.resolve(fakeModel('v-champion')),
    open: () => Promise.resolve(undefined),
    counter: openCounter(dynamo.usage(fakeClock())),
    ...changes,
  };
  return tryWine(trying, request, modelVersion);
}

describe('a wine that is tried', () => {
  it('is answered by the champion, and without each of its fields', async () => {
    const { value } = await ask(null);
    expect(value).toMatchObject({
      modelVersion: 'v-champion',
      without: [{ field: 'description' }, { field: 'price' }],
    });
  });

  it('by a version that there is not is NotFound', async () => {
    expect((await ask('v-none')).failure).toMatchObject({
      errorType: 'NotFound',
      errorInfo: { field: 'modelVersion' },
    });
  });

  it('by a version that does not load is ModelUnavailable, with the reason', async () => {
    const open = () => Promise.reject(new ModelRefused('vocabulary.bin is altered.'));
    expect((await ask('v-broken', { open })).failure).toMatchObject({
      errorType: 'ModelUnavailable',
      message: expect.stringContaining('vocabulary.bin is altered.') as string,
    });
  });
});

describe('versions that wines are tried by', () => {
  it('are loaded once while they are asked for again, and once more after a failure', async () => {
    let loads = 0;
    const open = createVersionOpener({
      models: dynamo.models(),
      loadVersion: () => Promise.reject(new Error('It is not registered.')),
      loadStarter: () => {
        loads += 1;
        return loads === 1 ? Promise.reject(new ModelRefused('S3 was away.')) : Promise.resolve(fakeModel('v-starter'));
      },
    });
    await expect(open('v-starter')).rejects.toThrow('S3 was away.');
    const first = await open('v-starter');
    expect(first?.version).toBe('v-starter');
    expect(await open('v-starter')).toBe(first);
    expect(loads).toBe(2);
    expect(await open('v-other')).toBeUndefined();
    expect(await open('no id at all')).toBeUndefined();
  });
});
