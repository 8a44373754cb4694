import type { Classifier } from '../../classifier/answer/predict.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import notes from './other-styles.json' with { type: 'json' };

/** What a half of the notes is for: settings may be chosen by the one, figures are reported of the other. */
export type StyleUse = 'choose' | 'report';

/** A note of other-styles.json with its truth; a target that a person could not tell from it either is null. */
export type StyledNote = { use: StyleUse; style: string; description: string } & Record<Target, string | null>;

/** How many notes have a truth for a target, of how many the first answer is it, and of how many one of three. */
export interface RightAnswers {
  judged: number;
  right: number;
  amongThree: number;
}

/** How a model does on the notes of one half that are written in one style. */
export type StyleResult = { use: StyleUse; style: string; notes: number } & Record<Target, RightAnswers>;

/** The notes that were written for judging how a model reads other styles than that of the reviews. */
export const STYLED_NOTES = notes as readonly StyledNote[];

/** Asks for each of the notes and counts what is right, by half and style, in the order of the file. */
export async function judgeOtherStyles(classifier: Classifier): Promise<StyleResult[]> {
  const answers = await classifier.classify(STYLED_NOTES.map(({ description }) => ({ description })));
  const results = new Map<string, StyleResult>();
  for (const [at, note] of STYLED_NOTES.entries()) {
    const key = `${note.use}, ${note.style}`;
    const { use, style } = note;
    const result = results.get(key) ?? { use, style, notes: 0, country: countNone(), variety: countNone() };
    result.notes += 1;
    for (const target of TARGETS) {
      count(result[target], note[target], answers[at]?.[target].ranking.map(({ name }) => name) ?? []);
    }
    results.set(key, result);
  }
  return [...results.values()];
}

/** Adds up the results of one half. */
export function sumStyles(styles: readonly StyleResult[], use: StyleUse): StyleResult {
  const sum: StyleResult = { use, style: 'together', notes: 0, country: countNone(), variety: countNone() };
  for (const result of styles.filter((one) => one.use === use)) {
    sum.notes += result.notes;
    for (const target of TARGETS) {
      sum[target].judged += result[target].judged;
      sum[target].right += result[target].right;
      sum[target].amongThree += result[target].amongThree;
    }
  }
  return sum;
}

function count(counts: RightAnswers, truth: string | null, ranking: readonly string[]): void {
  if (truth === null) return;
  counts.judged += 1;
  if (ranking[0] === truth) counts.right += 1;
  if (ranking.slice(0, 3).includes(truth)) counts.amongThree += 1;
}

function countNone(): RightAnswers {
  return { judged: 0, right: 0, amongThree: 0 };
}
