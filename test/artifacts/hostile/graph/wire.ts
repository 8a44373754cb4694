import { randomBytes } from 'node:crypto';
import {
  bytesField,
  encodeMessage,
  integerField,
  messageField,
  textField,
} from '../../../../classifier/files/protobuf.ts';
import { adding, editFields, negativeField, replacing, splitFields } from './edit.ts';

/** Bytes, and what the refusal of them says. */
type Damage = [name: string, says: string, damage: (graph: Uint8Array) => Uint8Array];

const repeat = (count: number, ...bytes: number[]): Uint8Array => {
  const once = Uint8Array.from(bytes);
  const all = new Uint8Array(count * once.length);
  for (let at = 0; at < all.length; at += once.length) all.set(once, at);
  return all;
};
const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
const inGraph = (field: Uint8Array) => (graph: Uint8Array) => editFields(graph, [[7, 0]], adding(field));
const opset = (...fields: Uint8Array[]) => replacing(8, messageField(8, fields));

/** A message within a message within a message, and so on. */
function nest(number: number, depth: number): Uint8Array {
  const room = Buffer.alloc(depth * 6);
  let start = room.length;
  for (let level = 0; level < depth; level += 1) {
    const head = encodeMessage([messageField(number, [new Uint8Array(room.length - start)])]);
    const headBytes = head.length - (room.length - start);
    start -= headBytes;
    room.set(head.subarray(0, headBytes), start);
  }
  return room.subarray(start);
}

/** What is no file of Protocol Buffers, or says other things in it than ours do. */
export const WIRE: Damage[] = [
  ['nothing', 'has no ir_version', () => new Uint8Array()],
  ['one byte', 'is cut off', () => Uint8Array.of(8)],
  ['cut off in the middle', 'ends before its graph does', (graph) => graph.slice(0, graph.length / 2)],
  ['cut off before its last byte', 'ends before its opset_import does', (graph) => graph.slice(0, -1)],
  ['a byte behind its end', 'an unknown field (field 0)', (graph) => join(graph, Uint8Array.of(0, 0))],
  ['an unknown field behind its end', 'field 100', (graph) => join(graph, integerField(100, 1))],
  ['random bytes', 'not an ONNX file of ours', () => join(Uint8Array.of(0xff), randomBytes(5_000))],
  ['JSON', 'not an ONNX file of ours', () => Buffer.from('{"graph": {}}')],
  ['a zip', 'not an ONNX file of ours', () => Buffer.from('PK\u0003\u0004 and more')],
  ['a program', 'not an ONNX file of ours', () => Buffer.from('\u007fELF and more')],
  ['zeros', 'an unknown field (field 0)', () => new Uint8Array(5_000)],
  [
    'two graphs',
    'more than 1 of graph',
    (graph) => join(graph, splitFields(graph).find(({ number }) => number === 7)!.raw),
  ],
  ['two IR versions', 'more than 1 of ir_version', (graph) => join(graph, integerField(1, 8))],
  [
    'an IR version that is long',
    'needless zeros',
    (graph) => editFields(graph, [], replacing(1, Uint8Array.of(8, 0x88, 0))),
  ],
  ['an IR version below 0', 'below 0 or above', (graph) => editFields(graph, [], replacing(1, negativeField(1, -8n)))],
  [
    'an IR version of 2^63',
    'below 0 or above',
    (graph) => editFields(graph, [], replacing(1, negativeField(1, 2n ** 63n))),
  ],
  ['a number without end', 'below 0 or above', () => repeat(100_000, 0xff)],
  [
    'a graph of 2 GB that is not there',
    'ends before its graph does',
    () => encodeMessage([integerField(1, 8), Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 7)]),
  ],
  [
    'a graph of 2^62 bytes that is not there',
    'below 0 or above',
    () => join(integerField(1, 8), Uint8Array.of(0x3a), negativeField(1, 2n ** 62n).subarray(1)),
  ],
  ['groups in groups, 1,000,000 deep', 'in another form (wire type 3)', () => repeat(1_000_000, 0x3b)],
  ['messages in messages, 10,000 deep', 'an unknown field (field 7)', inGraph(nest(7, 10_000))],
  [
    'a number of 32 bits',
    'in another form (wire type 5)',
    (graph) => editFields(graph, [], replacing(1, Uint8Array.of(0x0d, 8, 0, 0, 0))),
  ],
  [
    'a number of 64 bits',
    'in another form (wire type 1)',
    (graph) => editFields(graph, [], replacing(1, Uint8Array.of(9, 8, 0, 0, 0, 0, 0, 0, 0))),
  ],
  ['5,000,000 unknown fields', 'field 15', (graph) => join(graph, repeat(5_000_000, 0x78, 0))],
  ['1,000,000 operators', 'more than 64 of node', inGraph(repeat(1_000_000, 0x0a, 0))],
  ['1,000,000 initializers', 'more than 16 of initializer', inGraph(repeat(1_000_000, 0x2a, 0))],
  ['1,000,000 inputs', 'more than 8 of input', inGraph(repeat(1_000_000, 0x5a, 0))],
  ['another IR version', 'ir_version 3, and not 8', (graph) => editFields(graph, [], replacing(1, integerField(1, 3)))],
  ['an IR version to come', 'ir_version 9999', (graph) => editFields(graph, [], replacing(1, integerField(1, 9_999)))],
  [
    'an older opset',
    'version 7, and not 17',
    (graph) => editFields(graph, [], opset(textField(1, ''), integerField(2, 7))),
  ],
  [
    'an opset of another domain',
    'of another domain',
    (graph) => editFields(graph, [], opset(textField(1, 'ai.onnx.ml'), integerField(2, 17))),
  ],
  [
    'a second opset',
    'more than 1 of opset_import',
    (graph) => join(graph, messageField(8, [textField(1, 'evil'), integerField(2, 1)])),
  ],
  [
    'another producer',
    'another producer_name',
    (graph) => editFields(graph, [], replacing(2, textField(2, 'pytorch'))),
  ],
  [
    'functions',
    'functions (field 25)',
    (graph) => join(graph, messageField(25, [textField(1, 'Gather'), textField(10, '')])),
  ],
  ['training_info', 'training_info (field 20)', (graph) => join(graph, messageField(20, []))],
  [
    'a megabyte of metadata',
    'metadata_props (field 14)',
    (graph) => join(graph, bytesField(14, new Uint8Array(1_000_000))),
  ],
  ['5 MB of documentation', 'doc_string (field 6)', (graph) => join(graph, bytesField(6, new Uint8Array(5_000_000)))],
  ['shapes of what lies between', 'value_info (field 13)', inGraph(messageField(13, [textField(1, 'shape')]))],
  ['a sparse initializer', 'sparse_initializer (field 15)', inGraph(messageField(15, []))],
];
