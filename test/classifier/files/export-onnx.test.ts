import { onnx } from 'onnx-proto';
import { beforeAll, describe, expect, test } from 'vitest';
import { openScorer } from '../../../artifacts/scorer.ts';
import { createPlainScorer } from '../../../classifier/answer/scorer.ts';
import { createMatrixBuilder } from '../../../classifier/features/matrix.ts';
import { exportOnnx } from '../../../classifier/files/export-onnx.ts';
import { train } from '../../../classifier/fit/train.ts';
import type { TrainedModel } from '../../../classifier/fit/train.ts';
import { compareScorers } from '../../../classifier/judge/parity.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

/** What is looked at of a file that onnx-proto has read. */
interface DecodedModel {
  irVersion: number;
  opsetImport: { version: number }[];
  graph: {
    input: { name: string }[];
    output: { name: string }[];
    initializer: { name: string; dims: number[]; rawData: Uint8Array }[];
  };
}

/** The models as they are written, which are then written as they are. */
function withoutScales({ country, variety }: TrainedModel['targets']): TrainedModel['targets'] {
  const [plainCountry, plainVariety] = [{ ...country }, { ...variety }];
  delete plainCountry.scales;
  delete plainVariety.scales;
  return { country: plainCountry, variety: plainVariety };
}

let model: TrainedModel;
let featureCount: number;

beforeAll(async () => {
  const outcome = await train(inventExamples(600), QUICK_SETTINGS);
  if (!outcome.model) throw new Error(outcome.failure.message);
  model = outcome.model;
  featureCount = model.vocabulary.keys.count;
});

describe.each(['float32', 'int8'] as const)('%s', (precision) => {
  const models = (): TrainedModel['targets'] => (precision === 'int8' ? model.targets : withoutScales(model.targets));

  test('R16: ONNX Runtime and the plain scorer agree on every probability to 1e-5', async () => {
    const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(inventExamples(300, 2));
    const exported = await openScorer(exportOnnx(models()));
    const parity = await compareScorers(exported, createPlainScorer(model.targets), matrix, featureCount);
    expect(parity.rowCount).toBe(300);
    expect(parity.largestDifference).toBeLessThan(1e-5);
    expect(parity.sameWinner).toBe(1);
  });

  test('the effects are what each feature adds to the winning class', async () => {
    const exported = await openScorer(exportOnnx(models()));
    const input = {
      ids: Int32Array.of(0, 1, 5, featureCount, 9, featureCount, featureCount, featureCount),
      weights: Float32Array.of(0.3, 0.4, 0.5, 0, 1, 0, 0, 0),
      rows: 2,
      width: 4,
    };
    const [answered, expected] = [await exported(input), await createPlainScorer(model.targets)(input)];
    for (const [at, effect] of answered.variety.effects.entries()) {
      expect(effect).toBeCloseTo(expected.variety.effects[at]!, 5);
    }
    expect(answered.variety.effects.slice(5)).toEqual(new Float32Array(3));
  });

  test('another reader of Protocol Buffers finds the same graph in the bytes', () => {
    const bytes = exportOnnx(models());
    const { graph, irVersion, opsetImport } = onnx.ModelProto.decode(bytes) as unknown as DecodedModel;
    expect([Number(irVersion), Number(opsetImport[0]!.version)]).toEqual([8, 17]);
    expect(graph.input.map(({ name }) => name)).toEqual(['ids', 'weights']);
    expect(graph.output.map(({ name }) => name)).toEqual([
      'country_scores',
      'country_effects',
      'variety_scores',
      'variety_effects',
    ]);
    const table = graph.initializer.find(({ name }) => name === 'variety_table');
    const classCount = model.targets.variety.classCount;
    const { first, end } = model.vocabulary.ranges.variety;
    expect(table!.dims.map(Number)).toEqual([end - first + 2, classCount]);
    expect(table!.rawData.length).toBe((end - first + 2) * classCount * (precision === 'int8' ? 1 : 4));
  });
});

test('the model for a target has no weight for the features of that target’s own field', async () => {
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)([{ variety: 'Ebony', price: 9 }]);
  const score = createPlainScorer(model.targets);
  const alone = await score({ ids: Int32Array.of(featureCount), weights: Float32Array.of(0), rows: 1, width: 1 });
  const priced = createMatrixBuilder(model.vocabulary, model.settings.features)([{ price: 9 }]);
  const scoresOf = async ({ ids, weights, rowStarts }: typeof matrix): Promise<Float32Array> => {
    const width = rowStarts[1]!;
    return (await score({ ids: ids.slice(0, width), weights: weights.slice(0, width), rows: 1, width })).variety.scores;
  };
  expect(await scoresOf(matrix)).toEqual(await scoresOf(priced));
  expect(await scoresOf(priced)).not.toEqual(alone.variety.scores);
});
