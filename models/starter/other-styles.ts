import type { Classifier } from '../../classifier/answer/predict.ts';
import styledNotes from './other-styles.json' with { type: 'json' };

/** How a model does on notes that are not written as the reviews are. */
export interface StyleResult {
  style: string;
  notes: number;
  countryRight: number;
  varietyRight: number;
}

/** Asks for the notes of other-styles.json, which were written for this purpose, and counts what is right. */
export async function judgeOtherStyles(classifier: Classifier): Promise<StyleResult[]> {
  const answers = await classifier.classify(styledNotes.map(({ description }) => ({ description })));
  const results = new Map<string, StyleResult>();
  for (const [at, { style, country, variety }] of styledNotes.entries()) {
    const result = results.get(style) ?? { style, notes: 0, countryRight: 0, varietyRight: 0 };
    result.notes += 1;
    if (answers[at]?.country.ranking[0]?.name === country) result.countryRight += 1;
    if (answers[at]?.variety.ranking[0]?.name === variety) result.varietyRight += 1;
    results.set(style, result);
  }
  return [...results.values()];
}
