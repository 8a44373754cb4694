import type { Example } from '../../classifier/features/example.ts';
import { createRandom } from '../../classifier/fit/random.ts';
import type { Random } from '../../classifier/fit/random.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';

const SHARE_LEFT_OUT = 0.1;
const SHARE_REPLACED = 0.05;

/**
 * As many examples as asked for: those given, then noisy copies of them, in turn. In a copy one word in ten is missing
 * and one in twenty is a word of another note, so that no two texts are the same and the vocabulary grows as it would.
 *
 * Errors: RangeError where there is no example to copy.
 */
export function replicate(examples: readonly Example[], count: number, seed: number): Example[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const example = pick(examples, at % examples.length);
    return at < examples.length
      ? example
      : addNoise(example, pick(examples, Math.floor(random.next() * examples.length)), random);
  });
}

function addNoise(example: Example, stranger: Example, random: Random): Example {
  if (example.description === undefined) {
    const terms = [...new Set(mix(example.terms ?? [], stranger.terms ?? [], random))];
    return { ...example, terms, fingerprint: fingerprintText(`${example.fingerprint} ${random.next()}`) };
  }
  const words = mix(example.description.split(' '), (stranger.description ?? '').split(' '), random);
  const description = words.join(' ');
  return { ...example, description, fingerprint: fingerprintText(description) };
}

function mix(words: readonly string[], others: readonly string[], random: Random): string[] {
  return words.flatMap((word) => {
    const draw = random.next();
    if (draw < SHARE_LEFT_OUT) return [];
    return draw < SHARE_LEFT_OUT + SHARE_REPLACED
      ? others.slice(Math.floor(random.next() * others.length)).slice(0, 1)
      : [word];
  });
}

function pick<Entry>(entries: readonly Entry[], at: number): Entry {
  const entry = entries[at];
  if (entry === undefined) throw new RangeError('There are no examples to copy.');
  return entry;
}
