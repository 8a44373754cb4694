import { shareOut } from './kernel.ts';
import type { CreateKernelMemory, Kernel } from './kernel.ts';

const HEX = [
  '0061736d0100000001210360077f7f7f7f7f7f7f0060067f7f7f7f7f7f00600a7f7f7f7f7f7f7f7f7f7d00020f0103666974',
  '066d656d6f7279020001030504000001020721040573636f72650000036164640001086d756c7469706c790002046d6f7665',
  '00030ab20604eb0202087f047b200321082004210920032005417c714102746a210702400340200820074f0d012000200120',
  '082802006c6a210b2009fd090200210f2000200120082802046c6a210c2009fd09020421102000200120082802086c6a210d',
  '2009fd090208211120002001200828020c6c6a210e2009fd09020c21124100210a03402006200a6a2006200a6afd00040020',
  '0f200b200a6afd000400fde601fde4012010200c200a6afd000400fde601fde4012011200d200a6afd000400fde601fde401',
  '2012200e200a6afd000400fde601fde401fd0b0400200a41106a210a200a2002490d000b200841106a2108200941106a2109',
  '0c000b0b200320054102746a210702400340200820074f0d012000200120082802006c6a210b2009fd090200210f4100210a',
  '03402006200a6a2006200a6afd000400200f200b200a6afd000400fde601fde401fd0b0400200a41106a210a200a2002490d',
  '000b200841046a2108200941046a21090c000b0b0b7502037f017b02400340200720054f0d0120002001200320074102746a',
  '2802006c6a2108200420074102746afd090200210a410021090340200820096a200820096afd000400200a200620096afd00',
  '0400fde601fde401fd0b0400200941106a210920092002490d000b200741016a21070c000b0b0b8a0102027f017b02400340',
  '200620034f0d01fd0c0000000000000000000000000000000021084100210703402008200020076afd000400200420076afd',
  '000400fde601fde4012108200741106a210720072002490d000b200520064102746a2008fd1f002008fd1f01922008fd1f02',
  '922008fd1f0392380200200020016a2100200641016a21060c000b0b0bc00102057f047b2009fd13211202400340200a2004',
  '4f0d01200020012002200a4102746a2802006c6a210b2003200a4102746afd090200210f4100210c02400340200c20074f0d',
  '012006200c4102746a280200210d200f2005200d6afd000400fde6012110200b200d6a210d200d20086a210e200efd000400',
  '20102010fde601fde4012111200e2011fd0b0400200d200dfd00040020122010fde6012011fde301fde701fde501fd0b0400',
  '200c41016a210c0c000b0b200a41016a210a0c000b0b0b',
].join('');

/** kernel.wat in binary, made by wabt's wat2wasm: `npx wat2wasm classifier/fit/kernel/kernel.wat`. */
export const KERNEL_BYTES = Uint8Array.from({ length: HEX.length / 2 }, (_, at) =>
  parseInt(HEX.slice(2 * at, 2 * at + 2), 16),
);

const PAGE_BYTES = 65_536;

/**
 * A memory that a fit has given back. It is kept for the next one: what the garbage collector takes back it takes back
 * late, and a fit of the variety has some 100 MB.
 */
let spare: Engine | undefined;

/** Makes a memory whose kernel is kernel.wat, in WebAssembly: four numbers at a time, on one thread. */
export const createKernelMemory: CreateKernelMemory = (length) => {
  const bytes = 4 * length + PAGE_BYTES;
  const known = spare;
  spare = undefined;
  const isFit = known !== undefined && known.memory.buffer.byteLength >= bytes;
  if (isFit) new Uint8Array(known.memory.buffer).fill(0);
  const engine = isFit ? known : startEngine(bytes);
  const { memory, exports } = engine;
  const kernel: Kernel = {
    score: ({ values, stride, width }, { rows, factors }, count, sums) =>
      exports.score(
        values.byteOffset,
        4 * stride,
        4 * width,
        rows.byteOffset,
        factors.byteOffset,
        count,
        sums.byteOffset,
      ),
    add: ({ values, stride, width }, { rows, factors }, count, vector) =>
      exports.add(
        values.byteOffset,
        4 * stride,
        4 * width,
        rows.byteOffset,
        factors.byteOffset,
        count,
        vector.byteOffset,
      ),
    multiply: ({ values, stride, width }, count, vector, products) =>
      exports.multiply(values.byteOffset, 4 * stride, 4 * width, count, vector.byteOffset, products.byteOffset),
    move: ({ values, squares, stride }, { rows, factors }, count, gradients, groups, groupCount, rate) =>
      exports.move(
        values.byteOffset,
        4 * stride,
        rows.byteOffset,
        factors.byteOffset,
        count,
        gradients.byteOffset,
        groups.byteOffset,
        groupCount,
        squares.byteOffset - values.byteOffset,
        rate,
      ),
  };
  return { ...shareOut(memory.buffer, kernel), giveBack: () => (spare = engine) };
};

interface Engine {
  memory: { buffer: ArrayBuffer };
  exports: Record<'score' | 'add' | 'multiply' | 'move', (...numbers: number[]) => void>;
}

function startEngine(bytes: number): Engine {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(KERNEL_BYTES), { fit: { memory } });
  return { memory, exports };
}

/**
 * As much of WebAssembly as is used here; it is part of every engine, but not of TypeScript's library for the language.
 */
declare const WebAssembly: {
  Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { fit: { memory: object } }) => Pick<Engine, 'exports'>;
};
