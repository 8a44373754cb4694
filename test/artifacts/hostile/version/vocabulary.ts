/** Bytes in place of vocabulary.bin, and what the refusal of them says. */
type Damage = [name: string, says: string, damage: (vocabulary: Uint8Array) => Uint8Array];

const HEADER_BYTES = 24;

/** The bytes with this written to them. */
const writing = (write: (view: DataView, count: number) => void) => (vocabulary: Uint8Array) => {
  const changed = new Uint8Array(vocabulary);
  const view = new DataView(changed.buffer);
  write(view, view.getUint32(4, true));
  return changed;
};
const weightAt = (count: number): number => HEADER_BYTES + 4 * count;

/** What is no vocabulary, or one that takes long to read or weighs what nobody can weigh. */
export const VOCABULARY: Damage[] = [
  ['nothing', 'cut off', () => new Uint8Array()],
  ['its beginning', 'cut off', (vocabulary) => vocabulary.slice(0, 10)],
  ['another beginning', 'not a vocabulary', writing((view) => view.setUint8(3, 0x31))],
  ['half of it', 'bytes long', (vocabulary) => vocabulary.slice(0, vocabulary.length / 2)],
  ['a byte behind its end', 'bytes long', (vocabulary) => Buffer.concat([vocabulary, Uint8Array.of(0)])],
  ['2^32 - 1 features that are not there', 'bytes long', writing((view) => view.setUint32(4, 2 ** 32 - 1, true))],
  ['a feature less than it has', 'bytes long', writing((view, count) => view.setUint32(4, count - 1, true))],
  ['6 MB', 'vocabulary.bin.bytes must be', () => new Uint8Array(6_000_000)],
  ['a range that ends before it begins', 'damaged', writing((view) => view.setUint32(8, 2 ** 31, true))],
  ['a range that ends behind the last feature', 'damaged', writing((view) => view.setUint32(12, 2 ** 31, true))],
  ['a least length that is not a number', 'least length', writing((view) => view.setFloat32(20, NaN, true))],
  ['a least length without bounds', 'least length', writing((view) => view.setFloat32(20, Infinity, true))],
  [
    'a weight that is not a number',
    'weight of feature 0',
    writing((view, count) => view.setFloat32(weightAt(count), NaN, true)),
  ],
  [
    'a weight without bounds',
    'weight of feature 0',
    writing((view, count) => view.setFloat32(weightAt(count), Infinity, true)),
  ],
  ['a weight of 1e30', 'weight of feature 0', writing((view, count) => view.setFloat32(weightAt(count), 1e30, true))],
  [
    'two features of a key',
    'has the key of another',
    writing((view, count) => {
      for (let byte = 0; byte < 4; byte += 1) view.setUint8(HEADER_BYTES + byte * count + 1, 0);
      const second = HEADER_BYTES + 8 * count;
      view.setUint16(second + 2, view.getUint16(second, true), true);
    }),
  ],
];

/** A vocabulary of 60,000 features whose keys all lie behind one another. */
export function collide(): Uint8Array {
  const count = 60_000;
  const bytes = new Uint8Array(HEADER_BYTES + 10 * count);
  new Uint32Array(bytes.buffer, 0, 5).set([0x32565254, count, 0, count, count]);
  new Uint16Array(bytes.buffer, HEADER_BYTES + 8 * count, count).set(Array.from({ length: count }, (_, at) => at));
  return bytes;
}
