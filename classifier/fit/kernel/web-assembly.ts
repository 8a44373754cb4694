import { shareOut } from './kernel.ts';
import type { CreateKernelMemory } from './kernel.ts';

const HEX = [
  '0061736d01000000011f0360067f7f7f7f7f7f0060057f7f7f7f7f00600a7f7f7f7f7f7f7f7f7f7d00020f0103666974066d',
  '656d6f7279020001030504000001020721040573636f72650000036164640001086d756c7469706c790002046d6f76650003',
  '0ab20604eb0202087f047b200221072003210820022004417c714102746a210602400340200720064f0d0120002001200728',
  '02006c6a210a2008fd090200210e2000200120072802046c6a210b2008fd090204210f2000200120072802086c6a210c2008',
  'fd090208211020002001200728020c6c6a210d2008fd09020c2111410021090340200520096a200520096afd000400200e20',
  '0a20096afd000400fde601fde401200f200b20096afd000400fde601fde4012010200c20096afd000400fde601fde4012011',
  '200d20096afd000400fde601fde401fd0b0400200941106a210920092001490d000b200741106a2107200841106a21080c00',
  '0b0b200220044102746a210602400340200720064f0d012000200120072802006c6a210a2008fd090200210e410021090340',
  '200520096a200520096afd000400200e200a20096afd000400fde601fde401fd0b0400200941106a210920092001490d000b',
  '200741046a2107200841046a21080c000b0b0b7502037f017b02400340200620044f0d0120002001200220064102746a2802',
  '006c6a2107200320064102746afd0902002109410021080340200720086a200720086afd0004002009200520086afd000400',
  'fde601fde401fd0b0400200841106a210820082001490d000b200641016a21060c000b0b0b8a0102027f017b024003402005',
  '20024f0d01fd0c0000000000000000000000000000000021074100210603402007200020066afd000400200320066afd0004',
  '00fde601fde4012107200641106a210620062001490d000b200420054102746a2007fd1f002007fd1f01922007fd1f029220',
  '07fd1f0392380200200020016a2100200541016a21050c000b0b0bc00102057f047b2009fd13211202400340200a20044f0d',
  '01200020012002200a4102746a2802006c6a210b2003200a4102746afd090200210f4100210c02400340200c20074f0d0120',
  '06200c4102746a280200210d200f2005200d6afd000400fde6012110200b200d6a210d200d20086a210e200efd0004002010',
  '2010fde601fde4012111200e2011fd0b0400200d200dfd00040020122010fde6012011fde301fde701fde501fd0b0400200c',
  '41016a210c0c000b0b200a41016a210a0c000b0b0b',
].join('');

/** kernel.wat in binary, made by wabt's wat2wasm: `npx wat2wasm classifier/fit/kernel/kernel.wat`. */
export const KERNEL_BYTES = Uint8Array.from({ length: HEX.length / 2 }, (_, at) =>
  parseInt(HEX.slice(2 * at, 2 * at + 2), 16),
);

const PAGE_BYTES = 65_536;

/** Makes a memory whose kernel is kernel.wat, in WebAssembly: four numbers at a time, on one thread. */
export const createKernelMemory: CreateKernelMemory = (length) => {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * length) / PAGE_BYTES) + 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(KERNEL_BYTES), { fit: { memory } });
  return shareOut(memory.buffer, {
    score: ({ values, width }, { rows, factors }, count, sums) =>
      exports.score(values.byteOffset, 4 * width, rows.byteOffset, factors.byteOffset, count, sums.byteOffset),
    add: ({ values, width }, { rows, factors }, count, vector) =>
      exports.add(values.byteOffset, 4 * width, rows.byteOffset, factors.byteOffset, count, vector.byteOffset),
    multiply: ({ values, width }, count, vector, products) =>
      exports.multiply(values.byteOffset, 4 * width, count, vector.byteOffset, products.byteOffset),
    move: ({ values, squares, width }, { rows, factors }, count, gradients, groups, groupCount, rate) =>
      exports.move(
        values.byteOffset,
        4 * width,
        rows.byteOffset,
        factors.byteOffset,
        count,
        gradients.byteOffset,
        groups.byteOffset,
        groupCount,
        squares.byteOffset - values.byteOffset,
        rate,
      ),
  });
};

/**
 * As much of WebAssembly as is used here; it is part of every engine, but not of TypeScript's library for the language.
 */
declare const WebAssembly: {
  Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: { fit: { memory: object } },
  ) => { exports: Record<'score' | 'add' | 'multiply' | 'move', (...numbers: number[]) => void> };
};
