import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { integersOf } from '../fit/quantize.ts';
import { encodeGraph, FLOAT, INT32, INT64, INT8 } from './onnx-format.ts';
import type { Constant, Graph, Operator } from './onnx-format.ts';

/**
 * The models of both targets as one ONNX graph; all numbers are in its constants, the weights of quantized models as
 * 8-bit integers with a scale for each feature.
 *
 * Inputs: `ids` int32 [rows, width], the features of each wine, and `weights` float32 [rows, width]. A shorter row is
 * filled up with the id `featureCount`, a feature that weighs nothing. Outputs for each target: `<target>_scores`
 * [rows, classes], before the temperature, and `<target>_effects` [rows, width], what each feature adds to the score of
 * the class with the highest score (of equal ones the first).
 */
export function exportOnnx(models: Record<Target, LinearModel>): Uint8Array {
  const tables = { country: tableOf(models.country), variety: tableOf(models.variety) };
  const constants = [
    ...SHARED_CONSTANTS,
    ...TARGETS.flatMap((target): Constant[] => constantsFor(target, models[target])),
  ];
  return encodeGraph({ ...describeForm(tables), constants });
}

/** What the form of a graph depends on, for one target: how many classes there are, and whether weights are rounded. */
export interface TableForm {
  classCount: number;
  isQuantized: boolean;
}

/** Constants that every graph has. */
export const SHARED_CONSTANTS: readonly Constant[] = [
  axisConstant('one', 1),
  axisConstant('two', 2),
  { name: 'zero', type: INT32, dims: [], values: Int32Array.of(0) },
];

/** A graph without its constants: the one form that graphs of this project have. */
export function describeForm(tables: Record<Target, TableForm>): Omit<Graph, 'constants'> {
  return {
    name: 'terroir',
    inputs: [
      { name: 'ids', type: INT32, dims: ['rows', 'width'] },
      { name: 'weights', type: FLOAT, dims: ['rows', 'width'] },
    ],
    outputs: TARGETS.flatMap((target) => [
      { name: `${target}_scores`, type: FLOAT, dims: ['rows', tables[target].classCount] },
      { name: `${target}_effects`, type: FLOAT, dims: ['rows', 'width'] },
    ]),
    operators: [
      { type: 'Shape', inputs: ['ids'], output: 'shape' },
      { type: 'Concat', inputs: ['shape', 'one'], output: 'shape_of_picks', attributes: { axis: 0 } },
      ...TARGETS.flatMap((target) => [
        ...findPlaces(target),
        ...(tables[target].isQuantized ? lookUpInt8(target) : lookUpFloat32(target)),
        ...scoreRows(target),
      ]),
    ],
  };
}

function tableOf({ classCount, scales }: LinearModel): TableForm {
  return { classCount, isQuantized: scales !== undefined };
}

/** The table of weights, with a row of zeros before and behind it for the features that the target does not use. */
function constantsFor(target: Target, model: LinearModel): Constant[] {
  const { classCount, firstFeature, weights, scales } = model;
  const rowCount = weights.length / classCount + 2;
  const dims = [rowCount, classCount];
  const constants = [
    { name: `${target}_bias`, type: FLOAT, dims: [classCount], values: model.bias },
    { name: `${target}_before`, type: INT32, dims: [], values: Int32Array.of(firstFeature - 1) },
    { name: `${target}_last`, type: INT32, dims: [], values: Int32Array.of(rowCount - 1) },
  ];
  if (!scales) {
    const values = placeAt(classCount, weights, new Float32Array(rowCount * classCount));
    return [...constants, { name: `${target}_table`, type: FLOAT, dims, values }];
  }
  const integers = integersOf({ ...model, scales });
  const values = placeAt(classCount, integers, new Int8Array(rowCount * classCount));
  const scaleValues = placeAt(1, scales, new Float32Array(rowCount));
  return [
    ...constants,
    { name: `${target}_table`, type: INT8, dims, values },
    { name: `${target}_scales`, type: FLOAT, dims: [rowCount], values: scaleValues },
  ];
}

function placeAt<Numbers extends Float32Array | Int8Array>(start: number, numbers: Numbers, into: Numbers): Numbers {
  into.set(numbers, start);
  return into;
}

/** → `<target>_places` [rows, width]: the rows of the table that the ids stand for. */
function findPlaces(target: Target): Operator[] {
  const places = (step: string): string => `${target}_${step}`;
  return [
    { type: 'Sub', inputs: ['ids', places('before')], output: places('shifted') },
    { type: 'Clip', inputs: [places('shifted'), 'zero', places('last')], output: places('places') },
  ];
}

/** → `<target>_rows` [rows, width, classes] and `<target>_weights` [rows, width]. */
function lookUpFloat32(target: Target): Operator[] {
  const inputs = [`${target}_table`, `${target}_places`];
  return [
    { type: 'Gather', inputs, output: `${target}_rows`, attributes: { axis: 0 } },
    { type: 'Identity', inputs: ['weights'], output: `${target}_weights` },
  ];
}

/**
 * → `<target>_rows` and `<target>_weights` as lookUpFloat32() has them, from integers: a feature's scale goes into its
 * weight.
 */
function lookUpInt8(target: Target): Operator[] {
  const places = `${target}_places`;
  return [
    { type: 'Gather', inputs: [`${target}_table`, places], output: `${target}_integers`, attributes: { axis: 0 } },
    { type: 'Cast', inputs: [`${target}_integers`], output: `${target}_rows`, attributes: { to: FLOAT } },
    { type: 'Gather', inputs: [`${target}_scales`, places], output: `${target}_scale`, attributes: { axis: 0 } },
    { type: 'Mul', inputs: ['weights', `${target}_scale`], output: `${target}_weights` },
  ];
}

function scoreRows(target: Target): Operator[] {
  return [
    { type: 'Unsqueeze', inputs: [`${target}_weights`, 'one'], output: `${target}_weight_row` },
    { type: 'MatMul', inputs: [`${target}_weight_row`, `${target}_rows`], output: `${target}_score_row` },
    { type: 'Squeeze', inputs: [`${target}_score_row`, 'one'], output: `${target}_sums` },
    { type: 'Add', inputs: [`${target}_sums`, `${target}_bias`], output: `${target}_scores` },
    { type: 'ArgMax', inputs: [`${target}_scores`], output: `${target}_winner`, attributes: { axis: 1, keepdims: 1 } },
    { type: 'Unsqueeze', inputs: [`${target}_winner`, 'two'], output: `${target}_winner_cell` },
    { type: 'Expand', inputs: [`${target}_winner_cell`, 'shape_of_picks'], output: `${target}_picks` },
    {
      type: 'GatherElements',
      inputs: [`${target}_rows`, `${target}_picks`],
      output: `${target}_column_cells`,
      attributes: { axis: 2 },
    },
    { type: 'Squeeze', inputs: [`${target}_column_cells`, 'two'], output: `${target}_column` },
    { type: 'Mul', inputs: [`${target}_column`, `${target}_weights`], output: `${target}_effects` },
  ];
}

function axisConstant(name: string, axis: number): Constant {
  return { name, type: INT64, dims: [1], values: BigInt64Array.of(BigInt(axis)) };
}
