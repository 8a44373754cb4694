import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fitInThreads } from '../../../artifacts/fit-in-threads.ts';
import { openRoom, type OpenRoom, type RoomLimits } from '../../../artifacts/training-room.ts';
import { sourceOf } from '../../../classifier/features/example-source.ts';
import { encodeVocabulary } from '../../../classifier/features/vocabulary.ts';
import { exportOnnx } from '../../../classifier/files/export-onnx.ts';
import { createFitTarget, fitInTurn } from '../../../classifier/fit/target.ts';
import { train } from '../../../classifier/fit/train.ts';
import type { TrainingOutcome } from '../../../classifier/fit/train.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

const examples = inventExamples(600, 4);
const recent = new Set(examples.slice(500).map(({ fingerprint }) => fingerprint));
const settings = { ...QUICK_SETTINGS, retelling: { ...QUICK_SETTINGS.retelling, share: 0.5 } };
const folders: string[] = [];
let room: OpenRoom;

function makeRoom(limits: RoomLimits): OpenRoom {
  folders.push(mkdtempSync(join(tmpdir(), 'terroir-test-')));
  return openRoom(join(folders.at(-1)!, 'room'), limits);
}
beforeEach(() => {
  room = makeRoom({ bytesMax: 0, examplesMax: 0 });
});
afterEach(() => {
  room.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** All that one can see of a model: its numbers, and what it says of recent examples. */
const seenOf = (outcome: TrainingOutcome) => {
  if (!outcome.model) throw new Error(outcome.failure.message);
  const { model, ...rest } = outcome;
  const { country, variety } = model.targets;
  const calibrations = [country, variety].map(({ calibration, prior, rounding }) => ({ calibration, prior, rounding }));
  return { ...rest, calibrations, files: [encodeVocabulary(model.vocabulary), exportOnnx(model.targets)] };
};
const MANY_BLOCKS = { blockRows: 128, pieceRows: 32 };
const fitHere = () => fitInTurn(createFitTarget(room.store.read));

describe('the same bytes come', () => {
  test('of examples and features in memory, and of such that are all in a file', async () => {
    const inMemory = await train(examples, settings, {}, undefined, recent);
    const away = await train(sourceOf(examples), settings, {}, fitHere(), recent, room);
    expect(seenOf(away)).toEqual(seenOf(inMemory));
    expect(statSync(room.file).size).toBeGreaterThan(100_000);
  });

  test('of many blocks in memory, and of the same ones of which some are in a file', async () => {
    const inMemory = await train(examples, settings, {}, undefined, recent, { limits: MANY_BLOCKS });
    const some = makeRoom({ bytesMax: 300_000, examplesMax: 200 });
    const fit = fitInTurn(createFitTarget(some.store.read));
    const partly = await train(examples, settings, {}, fit, recent, { ...some, limits: MANY_BLOCKS });
    some.close();
    expect(seenOf(partly)).toEqual(seenOf(inMemory));
  });

  test('however large the pieces of a block are', async () => {
    const small = { blockRows: 2_000, pieceRows: 32 };
    const outcome = await train(examples, settings, {}, fitHere(), recent, { ...room, limits: small });
    expect(seenOf(outcome)).toEqual(seenOf(await train(examples, settings, {}, undefined, recent)));
  });

  test('in one, two and four threads, and in none but this one', { timeout: 60_000 }, async () => {
    const here = seenOf(await train(examples, settings, {}, fitHere(), recent, { ...room, limits: MANY_BLOCKS }));
    for (const threads of [1, 2, 4]) {
      const own = makeRoom({ bytesMax: 200_000, examplesMax: 0 });
      const fit = fitInThreads(threads, undefined, own.file);
      const outcome = await train(examples, settings, {}, fit, recent, { ...own, limits: MANY_BLOCKS });
      own.close();
      expect(seenOf(outcome)).toEqual(here);
    }
  });

  test('of features that are all counted at once, and of such that are sketched first', async () => {
    const count = { keysMax: 500, cellsMax: 2 ** 12 };
    const outcome = await train(examples, settings, {}, undefined, recent, { count });
    expect(seenOf(outcome)).toEqual(seenOf(await train(examples, settings, {}, undefined, recent)));
  });
});

test('learnt block by block, a model is another one, and as good', async () => {
  const many = inventExamples(1_500, 8);
  const lossOf = (outcome: TrainingOutcome) => {
    if (!outcome.model) throw new Error(outcome.failure.message);
    return outcome.model.targets.variety.rounding.accuracyAfter;
  };
  const [one, blocks] = [
    await train(many, settings),
    await train(many, settings, {}, undefined, undefined, { limits: MANY_BLOCKS }),
  ];
  expect(seenOf(blocks).files[1]).not.toEqual(seenOf(one).files[1]);
  expect(Math.abs(lossOf(blocks) - lossOf(one))).toBeLessThan(0.04);
});

test('a room leaves no file behind', () => {
  const kept = room.keepExamples();
  for (const example of examples.concat(inventExamples(600, 9))) kept.add(example);
  const source = kept.end();
  expect(statSync(room.file).size).toBeGreaterThan(0);
  expect([...source.read()]).toEqual([...source.read()]);
  expect([...source.read()].slice(0, 600)).toEqual(examples);
  room.close();
  expect(statSync(room.file, { throwIfNoEntry: false })).toBeUndefined();
});
