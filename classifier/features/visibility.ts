import type { Target, Wine } from '../../contract/wine.ts';
import {
  ALL_BITS,
  COUNTRY_BIT,
  DESCRIPTION_BIT,
  POINTS_BIT,
  PRICE_BIT,
  REGION_BIT,
  VARIETY_BIT,
  WINERY_BIT,
} from './list.ts';

/** How much a caller tells of a wine: the three ways in which a model is evaluated. */
export type Regime = 'note' | 'noteAndNumbers' | 'everything';

/** All regimes, from the one in which a caller tells the least. */
export const REGIMES: readonly Regime[] = ['note', 'noteAndNumbers', 'everything'];

const REGIME_FIELDS: Record<Regime, number> = {
  note: DESCRIPTION_BIT,
  noteAndNumbers: DESCRIPTION_BIT | VARIETY_BIT | COUNTRY_BIT | POINTS_BIT | PRICE_BIT,
  everything: ALL_BITS,
};

/** The fields of a wine, as bits, that a model for the target sees in a regime: never the target's own. */
export function visibleFields(regime: Regime, target: Target): number {
  return REGIME_FIELDS[regime] & ~ownBit(target);
}

/** The bit of the field in which a wine tells the target itself. */
export function ownBit(target: Target): number {
  return target === 'country' ? COUNTRY_BIT : VARIETY_BIT;
}

/** The regime that comes closest to what a caller tells who tells these fields of a wine, given as bits. */
export function regimeOf(fields: number): Regime {
  if (fields & (REGION_BIT | WINERY_BIT)) return 'everything';
  return fields & ~DESCRIPTION_BIT ? 'noteAndNumbers' : 'note';
}

/** All sets of fields, as bits, that a caller may tell of a wine and that tell a model for the target something. */
export function listFieldSets(target: Target): number[] {
  return Array.from({ length: ALL_BITS }, (_, at) => at + 1).filter((fields) => (fields & ownBit(target)) === 0);
}

/** A set of fields, given as bits, by the fields' names: `description+price`. */
export function nameFields(fields: number): string {
  return FIELD_BITS.filter(([bit]) => fields & bit)
    .map(([, name]) => name)
    .join('+');
}

/** The fields of a wine and their bits. */
export const FIELD_BITS: readonly (readonly [bit: number, name: keyof Wine])[] = [
  [DESCRIPTION_BIT, 'description'],
  [COUNTRY_BIT, 'country'],
  [VARIETY_BIT, 'variety'],
  [REGION_BIT, 'region'],
  [WINERY_BIT, 'winery'],
  [POINTS_BIT, 'points'],
  [PRICE_BIT, 'price'],
];

/** What `measure` finds in each regime. */
export function mapRegimes<Result>(measure: (regime: Regime) => Result): Record<Regime, Result> {
  return { note: measure('note'), noteAndNumbers: measure('noteAndNumbers'), everything: measure('everything') };
}
