import type { Example } from '../../classifier/features/example.ts';
import { createRandom } from '../../classifier/fit/random.ts';
import { DEFAULT_SETTINGS } from '../../classifier/fit/training-settings.ts';
import type { TrainingSettings } from '../../classifier/fit/training-settings.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';

/** Invented grapes and the words that speak for them: no word here is taken from a review. */
const GRAPES = [
  { variety: 'Azurella', country: 'Nordland', words: ['brisk', 'limestone', 'greenapple', 'gooseberries', 'saline'] },
  {
    variety: 'Bruno Nero',
    country: 'Nordland',
    words: ['brooding', 'blackcurrants', 'leathery', 'cedarwood', 'graphite'],
  },
  { variety: 'Citrela', country: 'Südmark', words: ['zesty', 'lemonpeel', 'quince', 'chalky', 'rosé-like'] },
  { variety: 'Dolcemora', country: 'Südmark', words: ['jammy', 'mulberries', 'chocolatey', 'velvety', 'd’oro'] },
  { variety: 'Ebony', country: 'Ostia', words: ['smoky', 'tarry', 'blackcherries', 'liquorice', 'earthy'] },
] as const;

const FILLER = ['wine', 'finish', 'palate', 'with', 'and', 'of', 'long', 'this', 'shows', 'drink'];

/** `count` made-up examples; the same seed gives the same ones. Their notes tell the grape, but not always. */
export function inventExamples(count: number, seed = 1): Example[] {
  const random = createRandom(seed);
  const pick = <One>(list: readonly One[]): One => list[Math.floor(random.next() * list.length)]!;
  return Array.from({ length: count }, (_, number) => {
    const grape = pick(GRAPES);
    const other = pick(GRAPES);
    const words = Array.from({ length: 12 }, () => pick(random.next() < 0.45 ? grape.words : FILLER));
    const description = `${words.join(' ')}, ${pick(other.words)}. Lot ${number}`;
    return {
      description,
      fingerprint: fingerprintText(description),
      source: random.next() < 0.5 ? 'natural' : 'skewed',
      country: grape.country,
      variety: grape.variety,
      region: `${grape.words[0]} hills, ${grape.country} ${number % 3}`,
      winery: `Winery ${number % 7}`,
      points: 80 + Math.floor(random.next() * 15),
      price: Math.round(5 + 60 * random.next()),
    };
  });
}

/** Settings for a training that takes a moment. */
export const QUICK_SETTINGS: TrainingSettings = {
  ...DEFAULT_SETTINGS,
  naturalSources: ['natural'],
  split: { validation: 0.2, holdout: 0.2 },
  // Made-up wines are short already, and of no place in the lists.
  retelling: { ...DEFAULT_SETTINGS.retelling, share: 0 },
  vocabulary: { ...DEFAULT_SETTINGS.vocabulary, fewest: { ...DEFAULT_SETTINGS.vocabulary.fewest, pairs: 4 } },
};
