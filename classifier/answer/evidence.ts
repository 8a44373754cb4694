import type { Evidence, Wine } from '../../contract/wine.ts';
import { DESCRIPTION_BIT, FIELD, PAIR } from '../features/list.ts';
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
  const pieces: Piece[] = FIELD_NAMES.map(([, field]) => ({ kind: 'FIELD', effect: 0, field, start: 0, end: 0 }));
  for (let at = first; at < (matrix.rowStarts[row + 1] ?? 0); at += 1) {
    if (matrix.kinds[at] !== FIELD) continue;
    const needs = matrix.needs[at] ?? 0;
    let sharing = 0;
    for (const [bit] of FIELD_NAMES) if (needs & bit) sharing += 1;
    for (const [position, piece] of pieces.entries()) {
      if (needs & (FIELD_NAMES[position]?.[0] ?? 0)) piece.effect += (effects[at - first] ?? 0) / sharing;
    }
  }
  return pieces;
}
