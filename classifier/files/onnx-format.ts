import { bytesField, encodeMessage, integerField, messageField, textField } from './protobuf.ts';
import type { Field } from './protobuf.ts';

/*
 * ONNX files, as far as this project writes them. Numbers of fields and types are those of onnx.proto
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */

// Types of elements, TensorProto.DataType.
export const FLOAT = 1;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;

export const IR_VERSION = 8;
export const OPSET_VERSION = 17;
export const PRODUCER = 'terroir';
/** AttributeProto.AttributeType of an integer. */
export const ATTRIBUTE_INT = 2;

/** A tensor that is part of the file. */
export interface Constant {
  name: string;
  type: number;
  dims: number[];
  values: Float32Array | Int8Array | Int32Array | BigInt64Array;
}

/** One operator of the graph. */
export interface Operator {
  type: string;
  inputs: string[];
  output: string;
  attributes?: Record<string, number>;
}

/** An input or output of the graph; a dimension is a size, or the name of one that differs from run to run. */
export interface Port {
  name: string;
  type: number;
  dims: (number | string)[];
}

/** A graph, its operators in an order in which they can be run. */
export interface Graph {
  name: string;
  inputs: Port[];
  outputs: Port[];
  constants: Constant[];
  operators: Operator[];
}

/** The bytes of an ONNX file that holds this graph: IR version 8, operators of opset 17. */
export function encodeGraph(graph: Graph): Uint8Array {
  return encodeMessage([
    integerField(1, IR_VERSION),
    textField(2, PRODUCER),
    messageField(7, [
      ...graph.operators.map((operator) => messageField(1, encodeOperator(operator))),
      textField(2, graph.name),
      ...graph.constants.map((constant) => messageField(5, encodeConstant(constant))),
      ...graph.inputs.map((port) => messageField(11, encodePort(port))),
      ...graph.outputs.map((port) => messageField(12, encodePort(port))),
    ]),
    messageField(8, [textField(1, ''), integerField(2, OPSET_VERSION)]),
  ]);
}

function encodeOperator({ type, inputs, output, attributes = {} }: Operator): Field[] {
  return [
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, output),
    textField(4, type),
    ...Object.entries(attributes).map(([name, integer]) =>
      messageField(5, [textField(1, name), integerField(3, integer), integerField(20, ATTRIBUTE_INT)]),
    ),
  ];
}

function encodeConstant({ name, type, dims, values }: Constant): Field[] {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...dims.map((size) => integerField(1, size)), integerField(2, type), textField(8, name), bytesField(9, raw)];
}

function encodePort({ name, type, dims }: Port): Field[] {
  const shape = dims.map((size) =>
    messageField(1, [typeof size === 'number' ? integerField(1, size) : textField(2, size)]),
  );
  return [textField(1, name), messageField(2, [messageField(1, [integerField(1, type), messageField(2, shape)])])];
}
