import { FLOAT, INT8 } from '../../../../classifier/files/onnx-format.ts';
import type { Constant, Graph } from '../../../../classifier/files/onnx-format.ts';
import { bytesField, integerField, messageField, textField } from '../../../../classifier/files/protobuf.ts';
import type { Field } from '../../../../classifier/files/protobuf.ts';
import { readOnnx } from '../../../../classifier/files/read-onnx.ts';
import { adding, editFields, negativeField, replacing } from './edit.ts';
import type { RawField } from './edit.ts';
import { rewrite } from './operators.ts';

type Damage = [name: string, says: string, damage: (graph: Uint8Array) => Uint8Array];

/** The graph with other fields in the initializer of that name. */
const inTensor = (name: string, edit: (fields: RawField[]) => readonly Field[]) => (file: Uint8Array) => {
  const at = readOnnx(file).constants.findIndex((constant) => constant.name === name);
  return editFields(
    file,
    [
      [7, 0],
      [5, at],
    ],
    edit,
  );
};
const table = (edit: (fields: RawField[]) => readonly Field[]) => inTensor('country_table', edit);
const sized = (...dims: Field[]) => table(replacing(1, ...dims));
const constantOf = ({ constants }: Graph, name: string): Constant => constants.find((each) => each.name === name)!;
export const changing = (name: string, change: (constant: Constant) => Partial<Constant>) => (file: Uint8Array) =>
  rewrite(file, (graph) => void Object.assign(constantOf(graph, name), change(constantOf(graph, name))));
const floats = (...numbers: number[]): Int8Array => new Int8Array(Float32Array.from(numbers).buffer);
/** Another number in the second place of floats. */
export const withNumber =
  (number: number) =>
  ({ values }: Constant): Partial<Constant> => ({
    values: new Int8Array(new Float32Array(new Uint8Array(values as Int8Array).buffer).with(1, number).buffer),
  });
const outside = [messageField(13, [textField(1, 'location'), textField(2, '../../etc/passwd')]), integerField(14, 1)];

/** Initializers that are not those of our graphs: elsewhere, of another size or type, with other numbers. */
export const CONSTANTS: Damage[] = [
  ['weights in another file', 'external_data (field 13)', table(adding(...outside))],
  ['weights in another file only', 'external_data (field 13)', table(replacing(9, ...outside))],
  ['weights said to be elsewhere', 'data_location (field 14)', table(adding(integerField(14, 1)))],
  ['no weights', 'has no raw_data', table(replacing(9))],
  ['2^31 × 2^31 weights', 'has 2147483648 rows', sized(integerField(1, 2 ** 31), integerField(1, 2 ** 31))],
  [
    '2^32 × 2^32 weights, whose product overflows to 0',
    'rows',
    sized(integerField(1, 2 ** 32), integerField(1, 2 ** 32)),
  ],
  ['2 GB of weights that are not there', 'rows', sized(integerField(1, 2 ** 26), integerField(1, 32))],
  ['500,000 rows that are not there', 'bytes, and not', sized(integerField(1, 500_000), integerField(1, 2))],
  ['rows below 0', 'below 0 or above', sized(negativeField(1, -4n), integerField(1, 2))],
  ['no rows', 'has 0 rows', sized(integerField(1, 0), integerField(1, 2))],
  ['no classes', 'has 0 classes', changing('country_table', ({ dims }) => ({ dims: [dims[0]!, 0] }))],
  ['one class', 'has 1 classes', changing('country_table', ({ dims }) => ({ dims: [dims[0]!, 1] }))],
  [
    'a million classes',
    'has 1000000 classes',
    changing('country_table', ({ dims }) => ({ dims: [dims[0]!, 1_000_000] })),
  ],
  ['1,000 dimensions', 'more than 3 of dims', sized(...Array.from({ length: 1_000 }, () => integerField(1, 1)))],
  ['dimensions packed into bytes', 'in another form', sized(bytesField(1, Uint8Array.of(4, 2)))],
  ['weights cut off', 'bytes, and not', changing('country_table', ({ values }) => ({ values: values.slice(0, -1) }))],
  ['too many weights', 'bytes, and not', changing('country_table', () => ({ values: new Int8Array(1_000_000) }))],
  ['weights of 16 bits', 'is of type 10', changing('country_bias', () => ({ type: 10 }))],
  ['weights of 64 bits', 'is of type 11', changing('country_scales', () => ({ type: 11 }))],
  ['weights that are texts', 'an unknown field (field 6)', table(adding(textField(6, 'more')))],
  ['weights that are complex numbers', 'is of type 14', changing('country_table', () => ({ type: 14 }))],
  ['weights beside the weights', 'float_data (field 4)', table(adding(bytesField(4, new Uint8Array(400_000))))],
  ['a part of weights', 'segment (field 3)', table(adding(messageField(3, [])))],
  ['a bias that is not a number', 'country_bias has a number', changing('country_bias', withNumber(NaN))],
  ['a bias of 1e30', 'country_bias has a number', changing('country_bias', withNumber(1e30))],
  ['a scale without bounds', 'variety_scales has a number', changing('variety_scales', withNumber(Infinity))],
  ['a scale that is not a number', 'variety_scales has a number', changing('variety_scales', withNumber(NaN))],
  [
    'floats that are not numbers',
    'variety_table has a number',
    (file) =>
      rewrite(file, (graph) => {
        const found = constantOf(graph, 'variety_table');
        const [rows, classes] = [found.dims[0]!, found.dims[1]!];
        const numbers = new Float32Array(rows * classes).fill(NaN, classes, (rows - 1) * classes);
        Object.assign(found, { type: FLOAT, values: new Int8Array(numbers.buffer) });
      }),
  ],
  [
    'weights for features that weigh nothing',
    'are not zeros',
    changing('country_table', ({ values }) => ({ values: new Int8Array(values as Int8Array).fill(1) })),
  ],
  [
    'two initializers of a name',
    'the same name',
    (file) => rewrite(file, (graph) => void graph.constants.push(constantOf(graph, 'one'))),
  ],
  [
    'an initializer too few',
    'no initializer zero',
    (file) => rewrite(file, ({ constants }) => void constants.splice(2, 1)),
  ],
  [
    'an initializer too many',
    'an initializer more',
    (file) =>
      rewrite(file, ({ constants }) => {
        constants.push({ name: 'more', type: INT8, dims: [1_000_000], values: new Int8Array(1_000_000) });
      }),
  ],
  [
    'an initializer in place of an input',
    'an initializer ids',
    (file) =>
      rewrite(file, ({ constants }) => {
        constants.push({ name: 'ids', type: FLOAT, dims: [1], values: floats(1) });
      }),
  ],
  ['another axis', 'one has another value', changing('one', () => ({ values: BigInt64Array.of(2n ** 62n) }))],
  [
    'a last row that is not there',
    'country_last is',
    changing('country_last', () => ({ values: Int32Array.of(2 ** 31 - 1) })),
  ],
  [
    'a first feature below 0',
    'country_before is',
    changing('country_before', () => ({ values: Int32Array.of(-(2 ** 31)) })),
  ],
];
