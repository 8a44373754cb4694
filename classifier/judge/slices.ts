import type { Example } from '../features/example.ts';
import { mapRegimes } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { createTokens, normaliseText, scanTokens } from '../text/tokens.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluation, Judgement } from './evaluate.ts';

/** Ways to cut a set of examples into slices. */
export type SliceKind = 'country' | 'variety' | 'price' | 'noteLength';

/**
 * How good a model is on a slice of the examples: in all respects given note, price, points and the other target; its
 * accuracy in each regime.
 */
export interface SliceEvaluation extends Evaluation {
  kind: SliceKind;
  name: string;
  accuracies: Record<Regime, number>;
}

/** The regime whose slices are looked at in all respects. */
const SLICED_REGIME: Regime = 'noteAndNumbers';

/** Slices with fewer examples say nothing. */
const SLICE_EXAMPLES_MIN = 20;

const PRICE_STEPS_DOLLARS = [10, 20, 40, 100];
const LENGTH_STEPS_WORDS = [20, 30, 40, 60];

const SLICERS: Record<SliceKind, (example: Example) => string | undefined> = {
  country: ({ country }) => country,
  variety: ({ variety }) => variety,
  price: ({ price }) => priceRange(price),
  noteLength: (example) => rangeName(countWords(example), LENGTH_STEPS_WORDS, 'different words'),
};

const tokens = createTokens();

/**
 * Evaluates each slice of 20 examples or more, kind by kind, the largest first. In each regime, judgements[i] is about
 * examples[i].
 */
export function evaluateSlices(
  examples: readonly Example[],
  judgements: Record<Regime, readonly Judgement[]>,
): SliceEvaluation[] {
  return (Object.keys(SLICERS) as SliceKind[]).flatMap((kind) => {
    const slices = new Map<string, number[]>();
    for (const [at, example] of examples.entries()) {
      const name = SLICERS[kind](example);
      if (name === undefined) continue;
      const members = slices.get(name);
      if (members) members.push(at);
      else slices.set(name, [at]);
    }
    const evaluateIn = (regime: Regime, members: readonly number[]): Evaluation =>
      evaluate(members.flatMap((at) => judgements[regime][at] ?? []));
    return [...slices]
      .filter(([, members]) => members.length >= SLICE_EXAMPLES_MIN)
      .sort(([, one], [, other]) => other.length - one.length)
      .map(([name, members]) => ({
        kind,
        name,
        ...evaluateIn(SLICED_REGIME, members),
        accuracies: mapRegimes((regime) => evaluateIn(regime, members).accuracy),
      }));
  });
}

/** The range of prices in which a price lies: `10 to 20 dollars`, `under 10 dollars`, `100 dollars or more`, `unknown`. */
export function priceRange(price: number | undefined): string {
  return price === undefined ? 'unknown' : rangeName(price, PRICE_STEPS_DOLLARS, 'dollars');
}

/** The range between two steps in which a number lies. */
function rangeName(number: number, steps: readonly number[], unit: string): string {
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
