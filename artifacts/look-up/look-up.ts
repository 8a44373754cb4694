import type { GraphTable } from '../../classifier/files/model-graph.ts';

/** look-up.wat in binary, made by wabt's wat2wasm: `npx wat2wasm artifacts/look-up/look-up.wat`. */
const HEX = [
  '0061736d0100000001090160057f7f7f7f7f00021101057365727665066d656d6f727902000103020100070a01066c6f6f6b',
  '557000000a7f017d02037f017b200220034102746a210502400340200220054f0d012000200120022802006c6a2106200421',
  '07200420014102746a210403402006fd010300210820072008fda701fdfa01fd0b040020072008fda801fdfa01fd0b041020',
  '0641086a2106200741206a210720072004490d000b200241046a21020c000b0b0b',
].join('');

export const LOOK_UP_BYTES = Buffer.from(HEX, 'hex');

/** Room behind the table and behind what is written, for what is converted eight numbers at a time. */
const SPARE_BYTES = 32;
const PAGE_BYTES = 65_536;

/** A table of weights for one target, ready to be looked up in. */
export interface LookUp {
  classCount: number;
  /** Room for the places of `cellCount` cells; what was written before is lost. */
  placesFor(cellCount: number): Int32Array<ArrayBuffer>;
  /**
   * The rows of the table at these places as numbers, cells × classes: whole multiples of each feature's scale. Both
   * arrays are good until the next call of placesFor().
   */
  rowsAt(places: Int32Array): Float32Array<ArrayBuffer>;
}

/** Copies a table of 8-bit integers into a memory of WebAssembly, to look rows of it up. */
export function createLookUp({ rowCount, classCount, numbers }: GraphTable): LookUp {
  const tableEnd = alignedTo16(rowCount * classCount + SPARE_BYTES);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(tableEnd / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(LOOK_UP_BYTES), { serve: { memory } });
  const lookUp = exports['lookUp'] as (table: number, ...rest: number[]) => void;
  new Uint8Array(memory.buffer).set(numbers);
  return {
    classCount,
    placesFor(cellCount) {
      const end = alignedTo16(tableEnd + 4 * cellCount) + 4 * cellCount * classCount + SPARE_BYTES;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      return new Int32Array(memory.buffer, tableEnd, cellCount);
    },
    rowsAt(places) {
      const into = alignedTo16(tableEnd + places.byteLength);
      lookUp(0, classCount, tableEnd, places.length, into);
      return new Float32Array(memory.buffer, into, places.length * classCount);
    },
  };
}

function alignedTo16(bytes: number): number {
  return 16 * Math.ceil(bytes / 16);
}
