import type { Target } from '../../contract/wine.ts';
import { FEATURES_MAX } from '../features/vocabulary.ts';
import { describeForm, SHARED_CONSTANTS } from './export-onnx.ts';
import { CLASSES_MAX, MODEL_FILE_BYTES_MAX } from './limits.ts';
import { FLOAT, INT32, INT8 } from './onnx-format.ts';
import type { Constant } from './onnx-format.ts';
import { ProtobufError } from './read-protobuf.ts';
import { readOnnx } from './read-onnx.ts';
import type { RawConstant, ReadGraph } from './read-onnx.ts';

/** A graph that has the one form that exportOnnx() writes, and is safe to run. */
export interface ModelGraph {
  bytes: Uint8Array;
  tables: Record<Target, GraphTable>;
}

/** What a graph holds for one target. */
export interface GraphTable {
  classCount: number;
  /** Rows of the table, the two of zeros before and behind it included. */
  rowCount: number;
  /** The feature that row 1 stands for. */
  firstFeature: number;
  isQuantized: boolean;
  bias: Float32Array;
  /** One a row, of a quantized table: what its numbers are multiples of. Empty of another. */
  scales: Float32Array;
  /**
   * The bytes of the table itself, which are part of the file: a number is one byte if it is quantized, four if not.
   */
  numbers: Uint8Array;
}

/** Says why a file is no graph of a model version. */
export class GraphError extends Error {
  override name = 'GraphError';
}

/**
 * Weights, biases and scales are so small at most that no score of any wine overflows: those of real versions are below
 * 10.
 */
const NUMBER_MAX = 1e6;

/** Numbers are looked at in parts of so many bytes, since they may lie at any address and are copied for it. */
const PART_BYTES = 2 ** 16;

/**
 * Reads a graph, and makes sure that it is one that exportOnnx() could have written: the same operators in the same
 * order, nothing else beside them, tables of the sizes that follow from each other, numbers that are finite and small.
 *
 * Errors: GraphError where it is not; it says what differs.
 */
export function readModelGraph(bytes: Uint8Array): ModelGraph {
  refuseUnless(bytes.length <= MODEL_FILE_BYTES_MAX['model.onnx'], `it has ${bytes.length} bytes, which is too many`);
  const graph = readOrRefuse(bytes);
  const constants = new Map(graph.constants.map((constant) => [constant.name, constant]));
  refuseUnless(constants.size === graph.constants.length, 'two initializers have the same name');
  for (const shared of SHARED_CONSTANTS) checkShared(take(constants, shared.name), shared);
  const tables = { country: readTable('country', constants), variety: readTable('variety', constants) };
  for (const name of constants.keys()) throw new GraphError(`it has an initializer ${name}, which is not allowed`);
  checkForm(graph, tables);
  return { bytes, tables };
}

function readOrRefuse(bytes: Uint8Array): ReadGraph {
  try {
    return readOnnx(bytes);
  } catch (error) {
    if (error instanceof ProtobufError) throw new GraphError(`it is not an ONNX file of ours: ${error.message}`);
    throw error;
  }
}

function refuseUnless(holds: boolean, what: string): void {
  if (!holds) throw new GraphError(what);
}

/** Takes a constant out of those that nobody has asked for yet. */
function take(constants: Map<string, RawConstant>, name: string): RawConstant {
  const constant = constants.get(name);
  if (constant === undefined) throw new GraphError(`it has no initializer ${name}`);
  constants.delete(name);
  return constant;
}

function checkShared(found: RawConstant, { name, type, dims, values }: Constant): void {
  checkTensor(found, type, dims, values.BYTES_PER_ELEMENT);
  const expected = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  refuseUnless(
    found.raw.every((byte, at) => byte === expected[at]),
    `${name} has another value`,
  );
}

function checkTensor({ name, type, dims, raw }: RawConstant, wanted: number, sizes: number[], bytesEach: number): void {
  refuseUnless(type === wanted, `${name} is of type ${type}, and not ${wanted}`);
  refuseUnless(dims.join() === sizes.join(), `${name} has dimensions [${dims.join()}], and not [${sizes.join()}]`);
  const expected = sizes.reduce((product, size) => product * size, bytesEach);
  refuseUnless(raw.length === expected, `${name} has ${raw.length} bytes, and not ${expected}`);
}

function readTable(target: Target, constants: Map<string, RawConstant>): GraphTable {
  const table = take(constants, `${target}_table`);
  const [rowCount = 0, classCount = 0] = table.dims;
  refuseUnless(rowCount >= 2 && rowCount <= FEATURES_MAX + 2, `${table.name} has ${rowCount} rows`);
  refuseUnless(classCount >= 2 && classCount <= CLASSES_MAX, `${table.name} has ${classCount} classes`);
  const isQuantized = table.type === INT8;
  checkTensor(table, isQuantized ? INT8 : FLOAT, [rowCount, classCount], isQuantized ? 1 : 4);
  checkEnds(table, isQuantized ? classCount : classCount * 4);
  const scales = isQuantized ? take(constants, `${target}_scales`) : undefined;
  if (scales) {
    checkTensor(scales, FLOAT, [rowCount], 4);
    checkEnds(scales, 4);
  }
  checkNumbers(scales ?? table);
  const bias = take(constants, `${target}_bias`);
  checkTensor(bias, FLOAT, [classCount], 4);
  checkNumbers(bias);
  const before = readInteger(take(constants, `${target}_before`));
  refuseUnless(before >= -1 && before < FEATURES_MAX, `${target}_before is ${before}`);
  const last = readInteger(take(constants, `${target}_last`));
  refuseUnless(last === rowCount - 1, `${target}_last is ${last}, and the table has ${rowCount} rows`);
  return {
    classCount,
    rowCount,
    firstFeature: before + 1,
    isQuantized,
    bias: floatsOf(bias.raw),
    scales: floatsOf(scales?.raw ?? new Uint8Array()),
    numbers: table.raw,
  };
}

function readInteger(constant: RawConstant): number {
  checkTensor(constant, INT32, [], 4);
  return new DataView(copyOf(constant.raw)).getInt32(0, true);
}

function floatsOf(raw: Uint8Array): Float32Array {
  return new Float32Array(copyOf(raw));
}

/** Of a Buffer, slice() is no copy. */
function copyOf(raw: Uint8Array): ArrayBuffer {
  return new Uint8Array(raw).buffer;
}

/** The first and the last row stand for features that the target does not use. */
function checkEnds({ name, raw }: RawConstant, rowBytes: number): void {
  const ends = [raw.subarray(0, rowBytes), raw.subarray(raw.length - rowBytes)];
  const areZeros = ends.every((end) => end.every((byte) => byte === 0));
  refuseUnless(areZeros, `the first and the last row of ${name} are not zeros`);
}

function checkNumbers({ name, raw }: RawConstant): void {
  for (let start = 0; start < raw.length; start += PART_BYTES) {
    const areSound = areSmall(floatsOf(raw.subarray(start, start + PART_BYTES)));
    refuseUnless(areSound, `${name} has a number that is not finite, or above ${NUMBER_MAX}`);
  }
}

function areSmall(numbers: Float32Array): boolean {
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    if (!(number <= NUMBER_MAX && number >= -NUMBER_MAX)) return false;
  }
  return true;
}

/** Compares all that is not a constant with what exportOnnx() writes for tables of these sizes. */
function checkForm(graph: ReadGraph, tables: Record<Target, GraphTable>): void {
  const form = describeForm(tables);
  refuseUnless(graph.name === form.name, `the graph is called ${graph.name}`);
  compare('input', graph.inputs, form.inputs);
  compare('output', graph.outputs, form.outputs);
  const known = new Set(form.operators.map(({ type }) => type));
  for (const { type } of graph.operators) refuseUnless(known.has(type), `the operator ${type} is not allowed`);
  compare('operator', graph.operators, form.operators);
}

function compare(what: string, found: readonly object[], expected: readonly object[]): void {
  for (let at = 0; at < Math.max(found.length, expected.length); at += 1) {
    const [is, shall] = [describe(found[at]), describe(expected[at])];
    refuseUnless(is === shall, `${what} ${at + 1} is ${is}, and not ${shall}`);
  }
}

function describe(part: object | undefined): string {
  return part === undefined ? 'missing' : JSON.stringify(part);
}
