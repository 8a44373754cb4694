import type { Wine } from '../../contract/wine.ts';
import { hashInteger, hashText, hashWord, joinHashes, SECOND_HALF } from '../text/hash.ts';
import { remember } from '../text/remember.ts';
import { createTokens, normaliseText, scanTokens } from '../text/tokens.ts';
import { addFeature, COUNTRY_BIT, FIELD, POINTS_BIT, PRICE_BIT, REGION_BIT, VARIETY_BIT, WINERY_BIT } from './list.ts';
import type { FeatureList } from './list.ts';

/** Both halves of a feature's key; see text/hash.ts. */
export interface Key {
  first: number;
  second: number;
}

const COUNTRY_IS = keyOfName('country');
const VARIETY_IS = keyOfName('variety');
const VARIETY_HAS = keyOfName('variety has word');
const REGION_HAS = keyOfName('region');
const REGION_HAS_WORD = keyOfName('region has word');
const WINERY_IS = keyOfName('winery');
const WINERY_HAS = keyOfName('winery has word');
const POINTS_ARE = keyOfName('points');
const PRICE_IS = keyOfName('price');
const JOINT_PRICE_IS = keyOfName('joint price');

const tokens = createTokens(128);

/** Adds the features of all fields but the note, and those of the country or the variety together with the price. */
export function addFieldFeatures(
  wine: Wine,
  { country, variety }: { country: Key | undefined; variety: Key | undefined },
  settings: { priceStepsPerDoubling: number; jointPriceStepsPerDoubling: number },
  into: FeatureList,
): void {
  if (country) addKey(country, COUNTRY_BIT, into);
  if (variety) addKey(variety, VARIETY_BIT, into);
  if (wine.variety !== undefined) addKeys(keysOfVarietyWords(wine.variety), VARIETY_BIT, into);
  if (wine.region !== undefined) {
    addKeys(keysOfRegion(wine.region), REGION_BIT, into);
    addKeys(keysOfRegionWords(wine.region), REGION_BIT, into);
  }
  if (wine.winery !== undefined) {
    const winery = keyOfText(WINERY_IS, wine.winery);
    if (winery) addKey(winery, WINERY_BIT, into);
    addKeys(keysOfWords(WINERY_HAS, wine.winery), WINERY_BIT, into);
  }
  if (wine.points !== undefined) addKey(keyOfInteger(POINTS_ARE, Math.round(wine.points)), POINTS_BIT, into);
  if (wine.price === undefined) return;
  addKey(keyOfPrice(PRICE_IS, wine.price, settings.priceStepsPerDoubling), PRICE_BIT, into);
  const jointPrice = keyOfPrice(JOINT_PRICE_IS, wine.price, settings.jointPriceStepsPerDoubling);
  if (country) addKey(joinKeys(country, jointPrice), COUNTRY_BIT | PRICE_BIT, into);
  if (variety) addKey(joinKeys(variety, jointPrice), VARIETY_BIT | PRICE_BIT, into);
}

/** The key of a country; undefined where its name has neither letter nor number. */
export const keyOfCountry = remember((name) => keyOfText(COUNTRY_IS, name));

/** The key of a variety; undefined where its name has neither letter nor number. */
export const keyOfVariety = remember((name) => keyOfText(VARIETY_IS, name));

/** The key of each place that a region names, separated by commas; places without letter or number are left out. */
export const keysOfRegion = remember((region): readonly Key[] =>
  region.split(',').flatMap((place) => keyOfText(REGION_HAS, place) ?? []),
);

const keysOfVarietyWords = remember((variety) => keysOfWords(VARIETY_HAS, variety));
const keysOfRegionWords = remember((region) => keysOfWords(REGION_HAS_WORD, region));

function keysOfWords(name: Key, text: string): readonly Key[] {
  scanTokens(normaliseText(text), tokens);
  return Array.from({ length: tokens.count }, (_, token) => joinKeys(name, keyOfToken(token)));
}

function addKeys(keys: readonly Key[], needs: number, into: FeatureList): void {
  for (const key of keys) addKey(key, needs, into);
}

function addKey(key: Key, needs: number, into: FeatureList): void {
  addFeature(into, key.first, key.second, FIELD, needs, 0, 0);
}

/** The key of a text's tokens in their order: case and punctuation do not matter. */
function keyOfText(name: Key, text: string): Key | undefined {
  scanTokens(normaliseText(text), tokens);
  if (tokens.count === 0) return undefined;
  let key = name;
  for (let token = 0; token < tokens.count; token += 1) key = joinKeys(key, keyOfToken(token));
  return key;
}

function keyOfToken(token: number): Key {
  const start = tokens.starts[token] ?? 0;
  const end = tokens.ends[token] ?? 0;
  return {
    first: hashWord(tokens.units, start, end, 0),
    second: hashWord(tokens.units, start, end, SECOND_HALF),
  };
}

function keyOfPrice(name: Key, price: number, stepsPerDoubling: number): Key {
  return keyOfInteger(name, Math.round(stepsPerDoubling * Math.log2(price)));
}

function keyOfInteger(name: Key, integer: number): Key {
  return joinKeys(name, { first: hashInteger(integer, 0), second: hashInteger(integer, SECOND_HALF) });
}

function keyOfName(name: string): Key {
  return { first: hashText(name, 0), second: hashText(name, SECOND_HALF) };
}

function joinKeys(key: Key, next: Key): Key {
  return { first: joinHashes(key.first, next.first), second: joinHashes(key.second, next.second) };
}
