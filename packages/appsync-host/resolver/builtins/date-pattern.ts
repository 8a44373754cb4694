import { UnsupportedByHost } from '../signals.ts';

/** A part of a pattern of java.time.format.DateTimeFormatter. */
export type PatternPart = { letter: string; width: number } | { literal: string } | { optional: PatternPart[] };

/** The most letters in a row that each letter may have; java.time has a few more letters, which are refused by name. */
const WIDTHS_MAX: Readonly<Record<string, number>> = {
  ...{ y: 19, u: 19, M: 5, L: 5, d: 2, D: 3, Q: 5, q: 5, E: 5, a: 1, H: 2, h: 2, K: 2, k: 2, m: 2, s: 2 },
  ...{ S: 9, n: 19, A: 19, X: 5, x: 5, Z: 5, z: 4, V: 2, O: 4 },
};

/**
 * Reads a pattern; errors say what java.time says. Errors: RangeError for what is no pattern; UnsupportedByHost for a
 * letter that this host does not know.
 */
export function readPattern(pattern: string): PatternPart[] {
  const open: PatternPart[][] = [[]];
  const pieces = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[[\]]|[^A-Za-z'[\]]+|'/g) ?? [];
  for (const piece of pieces) {
    if (piece === '[') {
      const optional: PatternPart[] = [];
      open.at(-1)?.push({ optional });
      open.push(optional);
    } else if (piece === ']') {
      open.pop();
      if (open.length === 0) throw new RangeError('Pattern invalid as it contains ] without previous [');
    } else open.at(-1)?.push(readPiece(piece, pattern));
  }
  return open[0] ?? [];
}

function readPiece(piece: string, pattern: string): PatternPart {
  if (piece === "''") return { literal: "'" };
  if (piece === "'") throw new RangeError(`Pattern ends with an incomplete string literal: ${pattern}`);
  if (piece.startsWith("'")) return { literal: piece.slice(1, -1).replaceAll("''", "'") };
  const letter = piece.charAt(0);
  if (!/[A-Za-z]/.test(letter)) {
    const reserved = /[#{}]/.exec(piece)?.[0];
    if (reserved !== undefined) throw new RangeError(`Pattern includes reserved character: '${reserved}'`);
    return { literal: piece };
  }
  const widthMax = WIDTHS_MAX[letter];
  if (widthMax === undefined) throw new UnsupportedByHost(`the letter ${letter} in a date pattern`);
  if (piece.length > widthMax) throw new RangeError(`Too many pattern letters: ${letter}`);
  if (letter === 'V' && piece.length !== 2) throw new RangeError('Pattern letter count must be 2: V');
  if (letter === 'O' && piece.length % 3 !== 1) throw new RangeError('Pattern letter count must be 1 or 4: O');
  return { letter, width: piece.length };
}
