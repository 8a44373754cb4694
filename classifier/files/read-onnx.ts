import type { Operator, Port } from './onnx-format.ts';
import { IR_VERSION, OPSET_VERSION, ATTRIBUTE_INT, PRODUCER } from './onnx-format.ts';
import { bytesIn, integerOf, integersIn, oneOf, ProtobufError, readMessage } from './read-protobuf.ts';
import type { FieldRule, Message, MessageRule } from './read-protobuf.ts';

/*
 * Reads ONNX files as far as this project writes them (onnx-format.ts). Whatever else ONNX has, and a runtime would
 * follow (files beside this one, functions, graphs within operators, operators of other domains), has no place in what
 * is read here, and is refused by its name.
 */

/** A tensor that is part of a file, as its bytes. */
export interface RawConstant {
  name: string;
  type: number;
  dims: number[];
  raw: Uint8Array;
}

/** A graph that was read. */
export interface ReadGraph {
  name: string;
  inputs: Port[];
  outputs: Port[];
  constants: RawConstant[];
  operators: Operator[];
}

const OPERATORS_MAX = 64;
const CONSTANTS_MAX = 16;
const PORTS_MAX = 8;
const OPERATOR_INPUTS_MAX = 4;
const ATTRIBUTES_MAX = 2;
const DIMS_MAX = 3;
const NAME_CHARACTERS_MAX = 40;

const integer = (name: string, timesMax = 1): FieldRule => ({ name, kind: 'integer', timesMax });
const bytes = (name: string, timesMax = 1): FieldRule => ({ name, kind: 'bytes', timesMax });

const MODEL: MessageRule = {
  name: 'the file',
  fields: { 1: integer('ir_version'), 2: bytes('producer_name'), 7: bytes('graph'), 8: bytes('opset_import') },
  refused: { 4: 'a domain', 6: 'doc_string', 14: 'metadata_props', 20: 'training_info', 25: 'functions' },
};
const OPSET: MessageRule = { name: 'its opset_import', fields: { 1: bytes('domain'), 2: integer('version') } };
const GRAPH: MessageRule = {
  name: 'the graph',
  fields: {
    1: bytes('node', OPERATORS_MAX),
    2: bytes('name'),
    5: bytes('initializer', CONSTANTS_MAX),
    11: bytes('input', PORTS_MAX),
    12: bytes('output', PORTS_MAX),
  },
  refused: { 10: 'doc_string', 13: 'value_info', 14: 'quantization_annotation', 15: 'sparse_initializer' },
};
const OPERATOR: MessageRule = {
  name: 'an operator',
  fields: {
    1: bytes('input', OPERATOR_INPUTS_MAX),
    2: bytes('output'),
    3: bytes('name'),
    4: bytes('op_type'),
    5: bytes('attribute', ATTRIBUTES_MAX),
  },
  refused: { 6: 'doc_string', 7: 'a domain of its own', 8: 'overload', 9: 'metadata_props' },
};
const ATTRIBUTE: MessageRule = {
  name: 'an attribute',
  fields: { 1: bytes('name'), 3: integer('i'), 20: integer('type') },
  refused: { 2: 'a number', 4: 'a text', 5: 'a tensor', 6: 'a graph within the graph', 7: 'numbers', 11: 'graphs' },
};
const TENSOR: MessageRule = {
  name: 'an initializer',
  fields: { 1: integer('dims', DIMS_MAX), 2: integer('data_type'), 8: bytes('name'), 9: bytes('raw_data') },
  refused: {
    3: 'segment',
    4: 'float_data',
    5: 'int32_data',
    7: 'int64_data',
    13: 'external_data',
    14: 'data_location',
  },
};
const PORT: MessageRule = { name: 'an input or output', fields: { 1: bytes('name'), 2: bytes('type') } };
const TYPE: MessageRule = {
  name: 'the type of an input or output',
  fields: { 1: bytes('tensor_type') },
  refused: { 4: 'sequence_type', 5: 'map_type', 8: 'sparse_tensor_type', 9: 'optional_type' },
};
const TENSOR_TYPE: MessageRule = { name: TYPE.name, fields: { 1: integer('elem_type'), 2: bytes('shape') } };
const SHAPE: MessageRule = { name: 'the shape of an input or output', fields: { 1: bytes('dim', DIMS_MAX) } };
const DIM: MessageRule = { name: 'a dimension', fields: { 1: integer('dim_value'), 2: bytes('dim_param') } };

/**
 * Reads the bytes of an ONNX file; those of its constants are not copied. Time and memory go with the few parts that
 * such a file may have, not with what it claims.
 *
 * Errors: ProtobufError where it is not a file of IR version 8 and opset 17 as encodeGraph() writes it.
 */
export function readOnnx(file: Uint8Array): ReadGraph {
  const model = readMessage(file, MODEL);
  expectNumber(model, 'ir_version', IR_VERSION);
  if (textOf(model, 'producer_name') !== PRODUCER) throw new ProtobufError('the file has another producer_name');
  const opset = readMessage(oneOf(model, 'opset_import'), OPSET);
  if (oneOf(opset, 'domain').length > 0) throw new ProtobufError('its opset_import is of another domain');
  expectNumber(opset, 'version', OPSET_VERSION);
  const graph = readMessage(oneOf(model, 'graph'), GRAPH);
  return {
    name: textOf(graph, 'name'),
    inputs: bytesIn(graph, 'input').map(readPort),
    outputs: bytesIn(graph, 'output').map(readPort),
    constants: bytesIn(graph, 'initializer').map(readConstant),
    operators: bytesIn(graph, 'node').map(readOperator),
  };
}

function expectNumber(message: Message, name: string, expected: number): void {
  const found = integerOf(message, name);
  if (found !== expected) throw new ProtobufError(`${message.name} has ${name} ${found}, and not ${expected}`);
}

function readOperator(body: Uint8Array): Operator {
  const operator = readMessage(body, OPERATOR);
  const output = textOf(operator, 'output');
  if (textOf(operator, 'name') !== output) throw new ProtobufError('an operator is not called after its output');
  const attributes = bytesIn(operator, 'attribute').map((each) => readAttribute(each));
  return {
    type: textOf(operator, 'op_type'),
    inputs: bytesIn(operator, 'input').map((input) => asText(input, OPERATOR.name)),
    output,
    ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
  };
}

function readAttribute(body: Uint8Array): [name: string, integer: number] {
  const attribute = readMessage(body, ATTRIBUTE);
  expectNumber(attribute, 'type', ATTRIBUTE_INT);
  return [textOf(attribute, 'name'), integerOf(attribute, 'i')];
}

function readConstant(body: Uint8Array): RawConstant {
  const tensor = readMessage(body, TENSOR);
  return {
    name: textOf(tensor, 'name'),
    type: integerOf(tensor, 'data_type'),
    dims: integersIn(tensor, 'dims'),
    raw: oneOf(tensor, 'raw_data'),
  };
}

function readPort(body: Uint8Array): Port {
  const port = readMessage(body, PORT);
  const type = readMessage(oneOf(readMessage(oneOf(port, 'type'), TYPE), 'tensor_type'), TENSOR_TYPE);
  const dims = bytesIn(readMessage(oneOf(type, 'shape'), SHAPE), 'dim').map((dim) => {
    const size = readMessage(dim, DIM);
    const { values } = size;
    if (values.size !== 1) throw new ProtobufError('a dimension is not either a size or a name');
    return values.has('dim_value') ? integerOf(size, 'dim_value') : textOf(size, 'dim_param');
  });
  return { name: textOf(port, 'name'), type: integerOf(type, 'elem_type'), dims };
}

function textOf(message: Message, name: string): string {
  return asText(oneOf(message, name), message.name);
}

/** Names are of letters, digits and underscores; others could not be told from each other in a sentence. */
function asText(characters: Uint8Array, where: string): string {
  const name = String.fromCharCode(...characters.subarray(0, NAME_CHARACTERS_MAX));
  if (characters.length <= NAME_CHARACTERS_MAX && /^\w+$/.test(name)) return name;
  throw new ProtobufError(`${where} has a name of other than 1 to ${NAME_CHARACTERS_MAX} letters, digits and _`);
}
