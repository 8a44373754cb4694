import type { Evidence, Wine } from '../../contract/wine.ts';
import { ALL_BITS, DESCRIPTION_BIT, FIELD, PAIR } from '../features/list.ts';
import { FIELD_BITS } from '../features/visibility.ts';
import type { FeatureMatrix, FeatureOrigins } from '../features/matrix.ts';
import { normaliseText } from '../text/tokens.ts';

/** What Evidence is made of. Of a word or phrase only where it lies in the note is known yet; a field has its name. */
interface Piece {
  kind: Evidence['kind'];
  effect: number;
  field?: string;
  start: number;
  end: number;
}

const FIELD_NAMES = FIELD_BITS.filter(([bit]) => bit !== DESCRIPTION_BIT);
/** How many fields, the note not among them, a set of fields has. */
const FIELDS_AMONG = Uint8Array.from({ length: ALL_BITS + 1 }, (_, bits) =>
  FIELD_NAMES.reduce((count, [bit]) => count + (bits & bit ? 1 : 0), 0),
);

/**
 * The strongest pieces of evidence for or against the winning class, strongest first, `piecesMax` at most.
 *
 * `effects[i]` is what entry i of the row adds to the winning class's score. A word takes the effects of its pieces
 * along; what two fields do together is shared equally between them (their Shapley value). So the effects of all pieces
 * and the class's bias add up to its score.
 */
export function explain(
  wine: Wine,
  matrix: FeatureMatrix & FeatureOrigins,
  row: number,
  effects: Float32Array,
  piecesMax = Infinity,
): Evidence[] {
  const strongest: Piece[] = [];
  for (const piece of piecesOfNote(matrix, row, effects)) keepStrongest(strongest, piece, piecesMax);
  for (const piece of piecesOfFields(matrix, row, effects)) keepStrongest(strongest, piece, piecesMax);
  const note = normaliseText(wine.description ?? '');
  return strongest.map(({ kind, effect, field, start, end }) => ({
    feature: field ?? note.slice(start, end),
    kind,
    effect,
  }));
}

/** Puts a piece where it belongs among the strongest, of equal ones behind those that came before. */
function keepStrongest(strongest: Piece[], piece: Piece, piecesMax: number): void {
  const strength = Math.abs(piece.effect);
  const isBelow = (at: number): boolean => Math.abs(strongest[at]?.effect ?? 0) < strength;
  const isFull = strongest.length >= piecesMax;
  if (strength === 0 || (isFull && !isBelow(strongest.length - 1))) return;
  let place = isFull ? strongest.length - 1 : strongest.length;
  for (; place > 0 && isBelow(place - 1); place -= 1) strongest[place] = strongest[place - 1] ?? piece;
  strongest[place] = piece;
}

/** Words and phrases, each where it is met first. The features of a word follow one another, but for its pair. */
function piecesOfNote(matrix: FeatureMatrix & FeatureOrigins, row: number, effects: Float32Array): Piece[] {
  const { kinds, starts, ends } = matrix;
  const first = matrix.rowStarts[row] ?? 0;
  const pieces: Piece[] = [];
  let word: Piece | undefined;
  for (let at = first; at < (matrix.rowStarts[row + 1] ?? 0); at += 1) {
    if (kinds[at] === FIELD) continue;
    const start = starts[at] ?? 0;
    const effect = effects[at - first] ?? 0;
    const isPhrase = kinds[at] === PAIR;
    if (!isPhrase && word?.start === start) {
      word.effect += effect;
      continue;
    }
    const piece: Piece = { kind: isPhrase ? 'PHRASE' : 'WORD', effect, start, end: ends[at] ?? 0 };
    pieces.push(piece);
    if (!isPhrase) word = piece;
  }
  return pieces;
}

function piecesOfFields(matrix: FeatureMatrix & FeatureOrigins, row: number, effects: Float32Array): Piece[] {
  const first = matrix.rowStarts[row] ?? 0;
  const end = matrix.rowStarts[row + 1] ?? 0;
  const sums = new Float64Array(FIELD_NAMES.length);
  for (let at = first; at < end; at += 1) {
    if (matrix.kinds[at] !== FIELD) continue;
    const needs = matrix.needs[at] ?? 0;
    const share = (effects[at - first] ?? 0) / (FIELDS_AMONG[needs] ?? 1);
    for (let field = 0; field < sums.length; field += 1) {
      if (needs & (FIELD_NAMES[field]?.[0] ?? 0)) sums[field] = (sums[field] ?? 0) + share;
    }
  }
  return FIELD_NAMES.map(([, field], at) => ({ kind: 'FIELD', effect: sums[at] ?? 0, field, start: 0, end: 0 }));
}
