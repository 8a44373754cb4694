import { evaluate } from './evaluate.ts';
import type { Evaluation, Judgement } from './evaluate.ts';
import type { Example } from './example.ts';
import { createTokens, normaliseText, scanTokens } from './tokens.ts';

/** Ways to cut a set of examples into slices. */
export type SliceKind = 'country' | 'variety' | 'price' | 'noteLength';

/** How good answers are on a part of the examples. */
export interface SliceEvaluation extends Evaluation {
  kind: SliceKind;
  name: string;
}

/** Slices with fewer examples say nothing. */
const FEWEST_EXAMPLES = 20;

const PRICE_STEPS = [10, 20, 40, 100];
const LENGTH_STEPS = [20, 30, 40, 60];

const SLICERS: Record<SliceKind, (example: Example) => string | undefined> = {
  country: ({ country }) => country,
  variety: ({ variety }) => variety,
  price: ({ price }) => (price === undefined ? 'unknown' : rangeName(price, PRICE_STEPS, 'dollars')),
  noteLength: (example) => rangeName(countWords(example), LENGTH_STEPS, 'different words'),
};

const tokens = createTokens();

/** Evaluates each slice of 20 examples or more, the largest first; judgements[i] is about examples[i]. */
export function evaluateSlices(examples: readonly Example[], judgements: readonly Judgement[]): SliceEvaluation[] {
  return (Object.keys(SLICERS) as SliceKind[]).flatMap((kind) => {
    const slices = new Map<string, Judgement[]>();
    for (const [at, judgement] of judgements.entries()) {
      const example = examples[at];
      const name = example && SLICERS[kind](example);
      if (name === undefined) continue;
      const members = slices.get(name);
      if (members) members.push(judgement);
      else slices.set(name, [judgement]);
    }
    return [...slices]
      .filter(([, members]) => members.length >= FEWEST_EXAMPLES)
      .sort(([, one], [, other]) => other.length - one.length)
      .map(([name, members]) => ({ kind, name, ...evaluate(members) }));
  });
}

/** `10 to 20 dollars`: from the step at or below the number to the one above. */
export function rangeName(number: number, steps: readonly number[], unit: string): string {
  const above = steps.find((step) => number < step);
  const below = steps.findLast((step) => number >= step);
  if (below === undefined) return `under ${above} ${unit}`;
  return above === undefined ? `${below} ${unit} or more` : `${below} to ${above} ${unit}`;
}

/** How many different words a note has, as far as its terms tell. */
function countWords({ description, terms = [] }: Example): number {
  if (description === undefined) return terms.filter((term) => !term.includes(' ')).length;
  scanTokens(normaliseText(description), tokens);
  const words = Array.from({ length: tokens.count }, (_, at) =>
    String.fromCharCode(...tokens.units.subarray(tokens.starts[at], tokens.ends[at])),
  );
  return new Set(words).size;
}
