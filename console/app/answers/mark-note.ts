import type { Evidence } from '../../../packages/client/client.ts';

/** A stretch of a note, and how much it moved the answer: above 0 for it, below 0 against it. */
export interface Stretch {
  text: string;
  effect: number;
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;

/**
 * Cuts a note into stretches by what moved the answer. A word counts wherever it stands; of a phrase each letter has
 * its share. Put together, the stretches are the note, letter by letter.
 */
export function markNote(note: string, evidence: readonly Evidence[]): Stretch[] {
  const effects = new Float64Array(note.length);
  const folded = foldCase(note);
  for (const { feature, kind, effect } of evidence) {
    if (kind === 'FIELD') continue;
    const share = kind === 'PHRASE' ? effect / Math.max(1, feature.split(/\s+/).length) : effect;
    for (const start of findWords(folded, foldCase(feature))) {
      for (let at = start; at < start + feature.length; at += 1) effects[at] = (effects[at] ?? 0) + share;
    }
  }
  const stretches: Stretch[] = [];
  for (let at = 0; at < note.length; at += 1) {
    const effect = effects[at] ?? 0;
    const last = stretches.at(-1);
    if (last?.effect === effect) last.text += note[at] ?? '';
    else stretches.push({ text: note[at] ?? '', effect });
  }
  return stretches;
}

/** In small letters, where that leaves every letter in its place. */
function foldCase(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length ? small : text;
}

/** Where a word or phrase begins, not within another word. */
function findWords(note: string, feature: string): number[] {
  const starts: number[] = [];
  if (feature === '') return starts;
  for (let at = note.indexOf(feature); at >= 0; at = note.indexOf(feature, at + feature.length)) {
    const isWithin = LETTER.test(note[at - 1] ?? ' ') || LETTER.test(note[at + feature.length] ?? ' ');
    if (!isWithin) starts.push(at);
  }
  return starts;
}
