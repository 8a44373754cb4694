/** A generator of pseudo-random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** The next number, from 0 to less than 1. */
  next(): number;
}

/** A Random by Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, plenty for shuffling and hiding fields. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}
