import { encodeGraph, FLOAT } from '../../../../classifier/files/onnx-format.ts';
import type { Graph, Operator } from '../../../../classifier/files/onnx-format.ts';
import { integerField, messageField, textField } from '../../../../classifier/files/protobuf.ts';
import type { Field } from '../../../../classifier/files/protobuf.ts';
import { readOnnx } from '../../../../classifier/files/read-onnx.ts';
import { adding, editFields, negativeField, replacing } from './edit.ts';
import type { Step } from './edit.ts';

type Damage = [name: string, says: string, damage: (graph: Uint8Array) => Uint8Array];

/** The graph as it is written, changed before it is. */
export function rewrite(file: Uint8Array, change: (graph: Graph) => void): Uint8Array {
  const { constants, ...form } = readOnnx(file);
  const graph = { ...form, constants: constants.map(({ raw, ...rest }) => ({ ...rest, values: new Int8Array(raw) })) };
  change(graph);
  return encodeGraph(graph);
}

const rewriting = (change: (graph: Graph) => void) => (file: Uint8Array) => rewrite(file, change);
const changing = (at: number, change: Partial<Operator>) =>
  rewriting(({ operators }) => void Object.assign(operators[at]!, change));
const append = (operator: Operator) => rewriting(({ operators }) => void operators.push(operator));
const operator = (type: string, attributes?: Record<string, number>): Operator => ({
  type,
  inputs: ['ids'],
  output: 'more',
  ...(attributes === undefined ? {} : { attributes }),
});

/** The first operator of the graph, and the attribute of the second, Concat. */
const FIRST: Step[] = [
  [7, 0],
  [1, 0],
];
const ATTRIBUTE: Step[] = [
  [7, 0],
  [1, 1],
  [5, 0],
];
const inFirst =
  (...fields: Field[]) =>
  (file: Uint8Array) =>
    editFields(file, FIRST, adding(...fields));
const inAttribute =
  (...fields: Field[]) =>
  (file: Uint8Array) =>
    editFields(file, ATTRIBUTE, adding(...fields));

/** An operator with a graph within it, as If, Loop and Scan have them, and so on within that. */
function branching(type: string, depth: number): Field {
  let field = messageField(1, [textField(1, 'ids'), textField(2, 'more'), textField(3, 'more'), textField(4, type)]);
  for (let level = 0; level < depth; level += 1) {
    const branch = messageField(5, [textField(1, 'body'), messageField(6, [field]), integerField(20, 5)]);
    field = messageField(1, [
      textField(1, 'ids'),
      textField(2, 'more'),
      textField(3, 'more'),
      textField(4, type),
      branch,
    ]);
  }
  return field;
}

const withNode = (field: Field) => (file: Uint8Array) => editFields(file, [[7, 0]], adding(field));

/** Operators, and what they read and write, that are not those of our graphs. */
export const OPERATORS: Damage[] = [
  ['an operator that nobody knows', 'the operator Launder is not allowed', append(operator('Launder'))],
  ['an operator of a domain of its own', 'a domain of its own', inFirst(textField(7, 'com.evil'))],
  ['an operator of the default domain, named', 'a domain of its own', inFirst(textField(7, 'ai.onnx'))],
  ['If', 'a graph within the graph', withNode(branching('If', 1))],
  ['Loop', 'a graph within the graph', withNode(branching('Loop', 1))],
  ['Scan', 'a graph within the graph', withNode(branching('Scan', 1))],
  ['If in If, 500 deep', 'a graph within the graph', withNode(branching('If', 500))],
  ['If without its branches', 'the operator If is not allowed', append(operator('If'))],
  ['a constant of any size', 'ConstantOfShape is not allowed', append(operator('ConstantOfShape'))],
  ['random numbers of any size', 'RandomNormalLike is not allowed', append(operator('RandomNormalLike', { seed: 1 }))],
  ['an operator that repeats', 'Tile is not allowed', append(operator('Tile'))],
  ['an operator that reads once more', 'operator 35 is', append(operator('Shape'))],
  [
    'products of products',
    'more than 64 of node',
    rewriting(({ operators }) => {
      for (let at = 0; at < 100; at += 1)
        operators.push({ type: 'MatMul', inputs: ['weights', 'weights'], output: `p${at}` });
    }),
  ],
  ['one operator too few', 'operator 34 is missing', rewriting(({ operators }) => void operators.pop())],
  ['no operators', 'operator 1 is missing', rewriting(({ operators }) => void operators.splice(0))],
  ['two operators exchanged', 'operator 1 is', rewriting(({ operators }) => void operators.reverse())],
  ['another operator in a place', 'operator 1 is', changing(0, { type: 'Squeeze' })],
  ['an operator that reads another input', 'operator 1 is', changing(0, { inputs: ['weights'] })],
  ['an operator with an input more', 'operator 1 is', changing(0, { inputs: ['ids', 'ids'] })],
  ['an operator with 1,000 inputs', 'more than 4 of input', changing(0, { inputs: Array<string>(1_000).fill('ids') })],
  ['an operator that writes over another', 'operator 2 is', changing(1, { output: 'shape' })],
  ['an operator with two outputs', 'more than 1 of output', inFirst(textField(2, 'more'))],
  ['a name of a megabyte', 'a name of other than', changing(0, { output: 'x'.repeat(1_000_000) })],
  ['a name that is no text', 'a name of other than', changing(0, { output: 'a\u0000b\n' })],
  ['an axis of 2^40', 'operator 2 is', changing(1, { attributes: { axis: 2 ** 40 } })],
  ['an axis below 0', 'below 0 or above', (file) => editFields(file, ATTRIBUTE, replacing(3, negativeField(3, -1n)))],
  ['an attribute too many', 'operator 2 is', changing(1, { attributes: { axis: 0, more: 1 } })],
  [
    '1,000 attributes',
    'more than 2 of attribute',
    inFirst(...Array.from({ length: 1_000 }, () => messageField(5, []))),
  ],
  ['an attribute with a tensor', 'a tensor (field 5)', inAttribute(messageField(5, [integerField(1, 2 ** 40)]))],
  ['an attribute with a text', 'a text (field 4)', inAttribute(textField(4, 'more'))],
  [
    'an attribute with 1,000,000 numbers',
    'numbers (field 7)',
    inAttribute(messageField(7, [new Uint8Array(4_000_000)])),
  ],
  [
    'an attribute of another type',
    'type 7, and not 2',
    (file) => editFields(file, ATTRIBUTE, replacing(20, integerField(20, 7))),
  ],
  ['outputs exchanged', 'output 1 is', rewriting(({ outputs }) => void outputs.reverse())],
  [
    'an output more',
    'output 5 is',
    rewriting(({ outputs }) => void outputs.push({ name: 'ids', type: FLOAT, dims: [] })),
  ],
  ['no outputs', 'output 1 is missing', rewriting(({ outputs }) => void outputs.splice(0))],
  ['an input more', 'input 3 is', rewriting(({ inputs }) => void inputs.push({ name: 'more', type: FLOAT, dims: [] }))],
  ['an input of 2^40 rows', 'input 1 is', rewriting(({ inputs }) => void (inputs[0]!.dims = [2 ** 40, 2 ** 40]))],
  ['an input of another type', 'input 1 is', rewriting(({ inputs }) => void (inputs[0]!.type = 8))],
  ['an output of another width', 'output 1 is', rewriting(({ outputs }) => void (outputs[0]!.dims = ['rows', 9]))],
  [
    'an input that is a sequence',
    'sequence_type',
    (file) =>
      editFields(
        file,
        [
          [7, 0],
          [11, 0],
          [2, 0],
        ],
        adding(messageField(4, [])),
      ),
  ],
];
