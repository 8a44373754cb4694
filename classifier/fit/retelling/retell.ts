import { COUNTRY_NAMES } from '../../../contract/country-names.ts';
import { TARGETS } from '../../../contract/wine.ts';
import type { Target } from '../../../contract/wine.ts';
import type { Example } from '../../features/example.ts';
import { createTokens, normaliseText, scanTokens } from '../../text/tokens.ts';
import { countName } from '../check-examples.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { COUNTRY_WORDS } from './country-words.ts';
import { GRAPE_NAMES } from './grape-names.ts';
import { LANGUAGE_OF, LANGUAGES, SHOP_WORDS, SMALL_WORDS, TRANSLATIONS } from './languages.ts';
import type { Language } from './languages.ts';
import { PLACES } from './places.ts';

/*
 * Examples told again as a shop, a list or somebody in a hurry would tell them: few words, the place and the grape
 * among them, without accents or with a slip, in another language. Magazines keep the place in a field of its own; so
 * a model that only reads their notes learns it there, and not in the note.
 */

/** How examples are told again. */
export interface RetellingSettings {
  /** Retold examples for each of those that are given: 0 for none. */
  share: number;
  /** How much a retold example counts. */
  weight: number;
  /** Share of the retold examples that tell the country only; as many tell the variety only, the rest both. */
  alone: number;
  /** How often each place and each name of a grape in the lists is told. */
  tellingsOfName: number;
  /** How many of the note's own words are kept, at most. */
  wordsMax: number;
}

/** The source of retold examples: they are not of the natural mix of classes. */
export const RETOLD = 'retold';

/**
 * Tells examples again: some with the place and the grape that they have, some with a place of their country or a
 * name of their grape from the lists. What is left to chance is drawn by each example's text, so that nearly the same
 * examples are retold nearly alike.
 */
export function retellExamples(examples: readonly Example[], settings: RetellingSettings): Example[] {
  const counts: Record<Target, Map<string, number>> = { country: new Map(), variety: new Map() };
  for (const target of TARGETS) for (const example of examples) countName(counts[target], example[target]);
  const tell = createRetelling(counts, settings);
  return examples.flatMap((example) => tell(example));
}

/** Prepares to tell examples again one by one; `counts` are how many of them there are of each name. */
export function createRetelling(
  counts: Record<Target, ReadonlyMap<string, number>>,
  settings: RetellingSettings,
): (example: Example) => Example[] {
  if (settings.share === 0) return () => [];
  return (example) => {
    const random = createRandom(parseInt(example.fingerprint.slice(0, 8), 16) ^ RETELLING_SEED);
    const repeat = (expected: number, telling: () => Telling): Example[] =>
      Array.from({ length: Math.floor(expected + random.next()) }, () => retell(example, telling(), settings, random));
    const tellingsOf = (target: Target, names: readonly string[]): number =>
      (settings.tellingsOfName * names.length) / (counts[target].get(example[target] ?? '') ?? 1);
    const places = PLACES_OF.get(example.country ?? '') ?? [];
    const grapes = GRAPE_NAMES[example.variety ?? ''] ?? [];
    return [
      ...repeat(settings.share, () => drawTelling(example, settings, random)),
      ...repeat(tellingsOf('country', places), () => ({ place: pick(places, random), tells: ['country'] })),
      ...repeat(tellingsOf('variety', grapes), () => ({ grape: wordsIn(pick(grapes, random)), tells: ['variety'] })),
    ];
  };
}

const RETELLING_SEED = 0x5eed;

// The shares of the cases in which each is so.
const IN_ANOTHER_LANGUAGE = 0.25;
const IN_THE_COUNTRYS_LANGUAGE = 0.7;
const WITHOUT_PLACE = 0.2;
const PLACE_BY_FIRST_PART = 0.6;
const PLACE_BY_LAST_PART = 0.25;
const PLACE_AFTER_FROM = 0.15;
const WITH_COUNTRY = 0.1;
const WITH_GRAPE = 0.45;
const GRAPE_BY_ANOTHER_NAME = 0.6;
const WITHOUT_ACCENTS = 0.4;
const IN_SHORT_FORM = 0.4;
const MISSPELT = 0.12;

const SMALL_WORDS_MAX = 5;
const LETTERS_KEPT_MIN = 4;
const LETTERS_MISSPELT_MIN = 5;

/** What an example is told with, and of which targets. */
interface Telling {
  place?: string | undefined;
  grape?: readonly string[] | undefined;
  tells: readonly Target[];
}

/** Draws how an example is told: with its own place and grape, of one target or of both. */
function drawTelling({ country, region, variety }: Example, settings: RetellingSettings, random: Random): Telling {
  const place = drawPlace(region, random);
  const grape = variety !== undefined && random.next() < WITH_GRAPE ? drawGrape(variety, random) : undefined;
  const alone = random.next();
  if (country === undefined || variety === undefined || alone >= 2 * settings.alone) {
    return { place, grape, tells: TARGETS };
  }
  return { place, grape, tells: [alone < settings.alone ? 'country' : 'variety'] };
}

function retell(
  example: Example,
  { place, grape, tells }: Telling,
  settings: RetellingSettings,
  random: Random,
): Example {
  const { country } = example;
  const language = random.next() < IN_ANOTHER_LANGUAGE ? drawLanguage(country, random) : undefined;
  const told: string[][] = [];
  const own = pickSome(wordsOf(example), random.next() ** 2 * settings.wordsMax, random);
  for (const word of own) told.push(language ? translate(word, language, random) : [word]);
  const small = (language && SMALL.get(language)) ?? SHOP;
  for (const word of pickSome(small, SMALL_WORDS_MAX * random.next(), random)) told.push([word]);
  if (place !== undefined)
    told.push(misspell([...(random.next() < PLACE_AFTER_FROM ? ['from'] : []), ...wordsIn(place)], random));
  if (country !== undefined && tells.includes('country') && random.next() < WITH_COUNTRY) {
    told.push(wordsIn(pick(namesOf(country), random)));
  }
  if (grape !== undefined) told.push(misspell(grape, random));
  const retold: Example = {
    fingerprint: drawFingerprint(random),
    source: RETOLD,
    terms: [...new Set(told.flatMap((words) => [...words, ...pairsOf(words)]))],
  };
  for (const target of tells) if (example[target] !== undefined) retold[target] = example[target];
  return retold;
}

const tokens = createTokens();

/** The words of a text, in lower case. */
function wordsIn(text: string): string[] {
  scanTokens(normaliseText(text), tokens);
  return Array.from({ length: tokens.count }, (_, at) =>
    String.fromCharCode(...tokens.units.subarray(tokens.starts[at], tokens.ends[at])),
  );
}

/** The words of an example that say something, by their length. */
function wordsOf({ description, terms }: Example): string[] {
  const words = description === undefined ? (terms ?? []).filter((term) => !term.includes(' ')) : wordsIn(description);
  return words.filter((word) => word.length >= LETTERS_KEPT_MIN);
}

/** The region, or the most or the least specific part of it. */
function drawPlace(region: string | undefined, random: Random): string | undefined {
  if (region === undefined || random.next() < WITHOUT_PLACE) return undefined;
  const parts = region.split(', ');
  const part = random.next();
  if (part < PLACE_BY_FIRST_PART) return parts[0];
  return part < PLACE_BY_FIRST_PART + PLACE_BY_LAST_PART ? parts.at(-1) : region;
}

function drawGrape(variety: string, random: Random): string[] {
  const others = GRAPE_NAMES[variety];
  return wordsIn(others && random.next() < GRAPE_BY_ANOTHER_NAME ? pick(others, random) : variety);
}

function drawLanguage(country: string | undefined, random: Random): Language | undefined {
  const own = country === undefined ? undefined : LANGUAGE_OF[country];
  return own && random.next() < IN_THE_COUNTRYS_LANGUAGE ? own : pick(LANGUAGES, random);
}

/** A word in another language; nothing where the dictionary does not have it. */
function translate(word: string, language: Language, random: Random): string[] {
  const found = DICTIONARY.get(word)?.[LANGUAGES.indexOf(language)];
  return found === undefined ? [] : wordsIn(pick(found.split('|'), random));
}

/** Words as they are written in a hurry: now and then without accents, or with a letter too few, too many or moved. */
function misspell(words: readonly string[], random: Random): string[] {
  const bare = random.next() < WITHOUT_ACCENTS;
  return words.map((word) => {
    const written = bare ? word.normalize('NFD').replaceAll(/\p{M}/gu, '') : word;
    const short = SHORT_FORMS.get(written);
    if (short !== undefined && random.next() < IN_SHORT_FORM) return short;
    return written.length >= LETTERS_MISSPELT_MIN && random.next() < MISSPELT ? slip(written, random) : written;
  });
}

function slip(word: string, random: Random): string {
  const at = 1 + Math.floor(random.next() * (word.length - 2));
  const draw = random.next();
  const [before, letter = '', after] = [word.slice(0, at), word[at], word.slice(at + 1)];
  if (draw < 1 / 3) return before + after;
  if (draw < 2 / 3) return before + letter + letter + after;
  return before + (after[0] ?? '') + letter + after.slice(1);
}

function pairsOf(words: readonly string[]): string[] {
  return words.slice(1).map((word, at) => `${words[at] ?? ''} ${word}`);
}

function namesOf(country: string): string[] {
  return [country, ...(COUNTRY_NAMES[country] ?? []), ...(COUNTRY_WORDS[country] ?? [])];
}

function pick<One>(some: readonly One[], random: Random): One {
  return some[Math.floor(random.next() * some.length)] as One;
}

/** A fingerprint of its own: by it is drawn when a retold example is learnt from. */
function drawFingerprint(random: Random): string {
  const half = (): string =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return half() + half();
}

/** Some of these, each at most once, in the order in which they stand. */
function pickSome<One>(some: readonly One[], count: number, random: Random): One[] {
  return some.filter(() => random.next() < count / some.length);
}

const SHOP = SHOP_WORDS.split(' ');
const SMALL = new Map(LANGUAGES.map((language) => [language, SMALL_WORDS[language].split(' ')] as const));

const SHORT_FORMS = new Map([
  ['saint', 'st'],
  ['sainte', 'ste'],
  ['château', 'ch'],
  ['chateau', 'ch'],
  ['valley', 'vly'],
  ['mount', 'mt'],
]);

const PLACES_OF = new Map(
  Object.entries(PLACES).map(([country, places]) => [country, places.split(',').map((place) => place.trim())]),
);

/** By English word: the words of each language, in the order of LANGUAGES, those for one with a bar between. */
const DICTIONARY = new Map(
  TRANSLATIONS.trim()
    .split('\n')
    .map((line) => {
      const [english = '', ...others] = line.split(',').map((word) => word.trim());
      return [english, others] as const;
    }),
);
