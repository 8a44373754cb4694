import type { Prediction, Target } from '../../../../packages/client/client.ts';
import { excerpt } from '../../words/format.ts';

/** The predictions whose answer is least sure, the least sure first; each wine once. */
export function chooseDoubtful(predictions: readonly Prediction[], target: Target, most: number): Prediction[] {
  const field = target === 'COUNTRY' ? 'country' : 'variety';
  const seen = new Set<string>();
  const once = predictions.filter(({ wine }) => {
    const wineText = JSON.stringify(wine);
    return !seen.has(wineText) && seen.add(wineText);
  });
  return once.sort((one, other) => one[field].confidence - other[field].confidence).slice(0, most);
}

const EXCERPT_CHARACTERS = 160;

/** What was told of a wine, in one line: the note, or the names. */
export function toldOf({ wine: { description, winery, region, country, variety } }: Prediction): string {
  const text = description ?? [winery, variety, region, country].filter(Boolean).join(', ');
  return excerpt(text, EXCERPT_CHARACTERS);
}
