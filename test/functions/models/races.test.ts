import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LinearModel } from '../../../classifier/answer/linear-model.ts';
import { exportOnnx } from '../../../classifier/files/export-onnx.ts';
import type { StoredVersion } from '../../../contract/stored/models.ts';
import { answerPayload } from '../../../functions/models/answer.ts';
import type { Dependencies } from '../../../functions/models/dependencies.ts';
import { tryVersion } from '../../../functions/models/versions/try-version.ts';
import { putVersion } from '../../../store/models/models.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';
import { type Registry, registerGraph, registerVersion, startRegistry } from '../registry.ts';

let registry: Registry;
let fresh: Dynamo;
let versions: StoredVersion[];
beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  versions = [await registerVersion(registry, `v-${ulid()}`), await registerVersion(registry, `v-${ulid()}`)];
});
afterAll(() => registry.close());
beforeEach(async () => {
  fresh = await startDynamo();
  for (const version of versions) await putVersion(fresh.models(), version, Date.now() + 10_000);
});
afterEach(() => fresh.close());

function dependenciesOf(): Dependencies {
  const { bucket, starterFolder } = registry;
  return {
    models: fresh.models(),
    predictions: fresh.predictions(),
    traffic: fresh.traffic(),
    bucket,
    starter: registry.starter,
    starterFolder,
    tryVersion: (version) => tryVersion({ bucket, starterFolder }, version),
    newId: ulid,
    publish: () => Promise.resolve(),
    onTrouble: () => undefined,
  };
}
const ask = (operation: string, given: object, more: object = {}) =>
  answerPayload(dependenciesOf(), { operation, clientId: 'operator', arguments: { reason: 'r', ...given }, ...more });
const newest = () => newestPromotion(fresh.models(), Date.now() + 10_000);
const CONFLICT = { failure: { errorType: 'PromotionConflict' } };

/** Moves that were asked for at one moment; the functions get to them one after the other, as fewer than moves. */
async function inTurn<Answer>(moves: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const move of moves) answers.push(await move());
  return answers;
}

describe('R8: of 50 moves that come at one moment, one after the other gets its turn and exactly one wins', () => {
  const [first, second] = [() => versions[0]?.id ?? '', () => versions[1]?.id ?? ''];
  beforeEach(async () => {
    await ask('promoteModel', { id: first() });
    await ask('promoteModel', { id: second() });
  });

  const rollback = (given: object, more?: object) => () => ask('rollbackModel', given, more);
  it.each([
    ['rollbacks', () => Array.from({ length: 50 }, () => rollback({}, { newestMove: 2 }))],
    [
      'rollbacks of a champion that is named',
      () => Array.from({ length: 50 }, () => rollback({ expectedChampion: second() })),
    ],
    [
      'promotions and rollbacks',
      () =>
        Array.from({ length: 50 }, (_, n) =>
          n % 2 === 0 ? rollback({}, { newestMove: 2 }) : () => ask('promoteModel', { id: first() }, { newestMove: 2 }),
        ),
    ],
  ])('%s', async (_, movesOf) => {
    const answers = await inTurn(movesOf());
    expect(answers.filter((answer) => 'value' in answer)).toHaveLength(1);
    for (const lost of answers.filter((answer) => 'failure' in answer)) expect(lost).toMatchObject(CONFLICT);
    expect(await newest()).toMatchObject({ sequence: 3, to: first() });
  });
});

describe('an expected champion', () => {
  it('R8: that is another one by now is a conflict that names it, and nothing moves', async () => {
    const answer = await ask('promoteModel', { id: versions[0]?.id, expectedChampion: 'v-before' });
    expect(answer).toMatchObject({
      failure: { ...CONFLICT.failure, errorInfo: { field: 'expectedChampion', retryable: false } },
    });
    expect(answer.failure?.message).toContain(`The champion is ${registry.starter.version}, not v-before`);
    expect(await newest()).toBeUndefined();
  });

  it('that is the champion, or null, lets the move through', async () => {
    const expectedChampion = registry.starter.version;
    const moved = { value: { state: 'CHAMPION' } };
    expect(await ask('promoteModel', { id: versions[0]?.id, expectedChampion })).toMatchObject(moved);
    expect(await ask('rollbackModel', { expectedChampion: null })).toMatchObject(moved);
  });
});

it('R5: a graph whose digests agree, but that gives scores of another width, does not become champion', async () => {
  const plain = (classCount: number): LinearModel => ({
    classCount,
    firstFeature: 0,
    weights: new Float32Array(classCount * 40).fill(0.5),
    bias: new Float32Array(classCount).fill(0.25),
  });
  const graph = exportOnnx({ country: plain(40), variety: plain(2) });
  const { id } = await registerGraph({ ...registry, dynamo: fresh }, `v-${ulid()}`, graph);
  const answer = await ask('promoteModel', { id });
  expect(answer).toMatchObject({ failure: { errorType: 'ModelUnavailable', errorInfo: { retryable: false } } });
  expect(answer.failure?.message).toContain('because of model.onnx');
  expect(await newest()).toBeUndefined();
});
