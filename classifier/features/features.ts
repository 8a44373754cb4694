import type { Wine } from '../../contract/wine.ts';
import { hashGram, hashWord, joinHashes, SECOND_HALF } from '../text/hash.ts';
import { createTokens, normaliseText, scanTokens } from '../text/tokens.ts';
import type { Example } from './example.ts';
import { addFieldFeatures, keyOfCountry, keyOfVariety } from './fields.ts';
import type { Key } from './fields.ts';
import { addFeature, COUNTRY_BIT, CROSS, DESCRIPTION_BIT, GRAM, PAIR, VARIETY_BIT, WORD } from './list.ts';
import type { FeatureList } from './list.ts';

/** How a wine is turned into features. A model is served with the settings it was trained with. */
export interface FeatureSettings {
  /** Length of the pieces that words are cut into. */
  gramLength: number;
  /** Words shorter than this are not cut. */
  shortestWordCut: number;
  /** Prices are told apart in steps of 2^(1 / priceStepsPerDoubling). */
  priceStepsPerDoubling: number;
  /** How finely prices are told apart where they are taken together with the country or the variety. */
  jointPriceStepsPerDoubling: number;
}

/** The country and the variety that are given, as far as they can be taken together with words. */
interface Names {
  country: Key | undefined;
  variety: Key | undefined;
}

const tokens = createTokens();

/**
 * Lists the features of a wine: the one function that makes them, for training and for serving. A note's features are
 * its words, the pairs of neighbouring words, pieces of the longer words, and each word together with the country and
 * with the variety given; as a set, so that an example which has `terms` in place of a note has the same.
 */
export function listFeatures(wine: Wine & Pick<Example, 'terms'>, settings: FeatureSettings, into: FeatureList): void {
  into.count = 0;
  const names: Names = {
    country: wine.country === undefined ? undefined : keyOfCountry(wine.country),
    variety: wine.variety === undefined ? undefined : keyOfVariety(wine.variety),
  };
  if (wine.description !== undefined) {
    scanTokens(normaliseText(wine.description), tokens);
    let before: Key | undefined;
    for (let token = 0; token < tokens.count; token += 1) {
      const word = keyOfToken(token);
      addWord(token, word, names, settings, into);
      if (before) addPair(token, before, word, into);
      before = word;
    }
  }
  for (const term of wine.terms ?? []) addTerm(term, names, settings, into);
  addFieldFeatures(wine, names, settings, into);
}

/** Adds what a term stands for: a word, or a pair whose words are terms too. */
function addTerm(term: string, names: Names, settings: FeatureSettings, into: FeatureList): void {
  scanTokens(term, tokens);
  if (tokens.count === 1) addWord(0, keyOfToken(0), names, settings, into);
  else if (tokens.count === 2) addPair(1, keyOfToken(0), keyOfToken(1), into);
}

function addWord(
  token: number,
  { first, second }: Key,
  { country, variety }: Names,
  settings: FeatureSettings,
  into: FeatureList,
): void {
  const start = tokens.starts[token] ?? 0;
  const end = tokens.ends[token] ?? 0;
  addFeature(into, first, second, WORD, DESCRIPTION_BIT, start, end);
  if (country) addCross(first, second, country, COUNTRY_BIT, start, end, into);
  if (variety) addCross(first, second, variety, VARIETY_BIT, start, end, into);
  if (end - start >= settings.shortestWordCut) addGrams(start, end, settings.gramLength, into);
}

/** Adds the pair of words that a token and the one before it are. */
function addPair(token: number, before: Key, word: Key, into: FeatureList): void {
  const first = joinHashes(before.first, word.first);
  const second = joinHashes(before.second, word.second);
  addFeature(into, first, second, PAIR, DESCRIPTION_BIT, tokens.starts[token - 1] ?? 0, tokens.ends[token] ?? 0);
}

function addCross(
  first: number,
  second: number,
  other: Key,
  bit: number,
  start: number,
  end: number,
  into: FeatureList,
): void {
  const joinedFirst = joinHashes(other.first, first);
  const joinedSecond = joinHashes(other.second, second);
  addFeature(into, joinedFirst, joinedSecond, CROSS, DESCRIPTION_BIT | bit, start, end);
}

function addGrams(start: number, end: number, length: number, into: FeatureList): void {
  for (let at = start; at + length <= end; at += 1) {
    const first = hashGram(tokens.units, at, at + length, 0);
    const second = hashGram(tokens.units, at, at + length, SECOND_HALF);
    addFeature(into, first, second, GRAM, DESCRIPTION_BIT, start, end);
  }
}

function keyOfToken(token: number): Key {
  const start = tokens.starts[token] ?? 0;
  const end = tokens.ends[token] ?? 0;
  return {
    first: hashWord(tokens.units, start, end, 0),
    second: hashWord(tokens.units, start, end, SECOND_HALF),
  };
}
