import type { Example } from '../../classifier/features/example.ts';
import { createRandom } from '../../classifier/fit/random.ts';
import type { Random } from '../../classifier/fit/random.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';
import { joinHashes } from '../../classifier/text/hash.ts';

/** As many examples as one likes, each made from the bundled ones by its number alone. */
export interface Corpus {
  /** Example `number`: the same one whichever others are made. */
  invent: (number: number) => Example;
}

/** Shares of the words of a note that are left out, are a word of another note of the variety, and are rare ones. */
const SHARE_LEFT_OUT = 0.1;
const SHARE_SWAPPED = 0.15;
const SHARE_RARE = 0.04;

/**
 * The different words in n words of English grow with about n^0.6 (Heaps' law). Words that are drawn by Zipf's law with
 * the exponent 1 / 0.6 do just that.
 */
const HEAPS_EXPONENT = 0.6;
const RARE_WORDS_MAX = 2 ** 31;
/** How many of the next words are looked at to find one that the bundled notes have behind the last one. */
const CHAIN_TRIES = 4;

/** A bundled example, its words apart from its pairs. */
interface Seed {
  example: Example;
  words: string[];
}

/**
 * Makes a corpus of the bundled examples, which have their words and frequent pairs, and no sentences. A note is made
 * of one example's words: some left out, some swapped, some rare, and put behind each other by the pairs that the
 * example has; so words, pairs and pieces of words grow in number as they do in real notes. All else of the example
 * stays.
 */
export function createCorpus(bundled: readonly Example[], seed: number): Corpus {
  const seeds = bundled.map((example): Seed => {
    return { example, words: (example.terms ?? []).filter((term) => !term.includes(' ')) };
  });
  const byVariety = new Map<string, Seed[]>();
  for (const one of seeds) {
    const { variety = '' } = one.example;
    const alike = byVariety.get(variety) ?? [];
    alike.push(one);
    byVariety.set(variety, alike);
  }
  const words = [...new Set(seeds.flatMap((one) => one.words))];
  return {
    invent(number) {
      const random = createRandom(joinHashes(seed, number));
      const { example, words: own } = pick(seeds, random);
      const alike = byVariety.get(example.variety ?? '') ?? seeds;
      const drawn = own.flatMap((word): string[] => {
        const draw = random.next();
        if (draw < SHARE_LEFT_OUT) return [];
        if (draw < SHARE_LEFT_OUT + SHARE_SWAPPED) return [pick(pick(alike, random).words, random)];
        if (draw < SHARE_LEFT_OUT + SHARE_SWAPPED + SHARE_RARE) return [inventWord(drawRank(random), words)];
        return [word];
      });
      const description = chain(drawn, new Set(example.terms), random).join(' ');
      const told: Example = { ...example, description, fingerprint: fingerprintText(description) };
      delete told.terms;
      return told;
    },
  };
}

/** The rank of a word, 1 for the most frequent one, by Zipf's law. */
function drawRank(random: Random): number {
  const exponent = 1 / HEAPS_EXPONENT;
  return Math.min(RARE_WORDS_MAX, Math.floor((1 - random.next()) ** (-1 / (exponent - 1))));
}

/** The rare word of that rank: the beginning of one word and the end of another, so that its pieces are real ones. */
function inventWord(rank: number, words: readonly string[]): string {
  const random = createRandom(joinHashes(RARE_SEED, rank));
  const [one, other] = [pick(words, random), pick(words, random)];
  return one.slice(0, Math.ceil(one.length / 2)) + other.slice(Math.floor(other.length / 2));
}

const RARE_SEED = 0x1ea5;

/** The words in an order by chance, but where a pair of the note begins with the last word, its other word is next. */
function chain(words: readonly string[], pairs: ReadonlySet<string>, random: Random): string[] {
  const left = [...words];
  for (let at = left.length - 1; at > 0; at -= 1) swap(left, at, Math.floor(random.next() * (at + 1)));
  for (let at = 1; at < left.length; at += 1) {
    for (let next = at; next < Math.min(left.length, at + CHAIN_TRIES); next += 1) {
      if (!pairs.has(`${left[at - 1] ?? ''} ${left[next] ?? ''}`)) continue;
      swap(left, at, next);
      break;
    }
  }
  return left;
}

function swap(words: string[], one: number, other: number): void {
  [words[one], words[other]] = [words[other] ?? '', words[one] ?? ''];
}

function pick<One>(some: readonly One[], random: Random): One {
  return some[Math.floor(random.next() * some.length)] as One;
}
