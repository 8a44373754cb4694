import { encodeGraph, FLOAT } from '../../classifier/files/onnx-format.ts';
import { TARGETS } from '../../contract/wine.ts';

/**
 * The one step of a model's graph that depends on the order in which numbers are added up, as a graph without
 * constants: `<target>_sums` [rows, 1, classes] = `<target>_weights` [rows, 1, width] × `<target>_rows` [rows, width,
 * classes]. ONNX Runtime gives the same bits for it as within the graph that exportOnnx() writes.
 */
export const SUMS_GRAPH = encodeGraph({
  name: 'sums',
  inputs: TARGETS.flatMap((target) => [
    { name: `${target}_weights`, type: FLOAT, dims: ['rows', 1, 'width'] },
    { name: `${target}_rows`, type: FLOAT, dims: ['rows', 'width', `${target}_classes`] },
  ]),
  outputs: TARGETS.map((target) => ({
    name: `${target}_sums`,
    type: FLOAT,
    dims: ['rows', 1, `${target}_classes`],
  })),
  constants: [],
  operators: TARGETS.map((target) => ({
    type: 'MatMul',
    inputs: [`${target}_weights`, `${target}_rows`],
    output: `${target}_sums`,
  })),
});
