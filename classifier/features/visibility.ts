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
import type { Random } from '../fit/random.ts';
import type { Target } from '../../contract/wine.ts';

/** How much a caller tells: these are the three ways in which a model is evaluated. */
export type Regime = 'note' | 'noteAndNumbers' | 'everything';

/** All regimes, from the one that tells the least. */
export const REGIMES: readonly Regime[] = ['note', 'noteAndNumbers', 'everything'];

/** Shares of the training examples that are shown in each way; the rest shows everything. */
export interface HidingSettings {
  note: number;
  noteAndNumbers: number;
  /** Each part of the wine is shown or hidden by the toss of a coin. */
  anything: number;
}

const REGIME_BITS: Record<Regime, number> = {
  note: DESCRIPTION_BIT,
  noteAndNumbers: DESCRIPTION_BIT | VARIETY_BIT | COUNTRY_BIT | POINTS_BIT | PRICE_BIT,
  everything: ALL_BITS,
};

/** The parts of a wine that a model for the target sees in a regime: never the target's own field. */
export function visibleParts(regime: Regime, target: Target): number {
  return REGIME_BITS[regime] & ~ownBit(target);
}

/** The bit of the field that tells the target. */
export function ownBit(target: Target): number {
  return target === 'country' ? COUNTRY_BIT : VARIETY_BIT;
}

/** Draws what an example shows to a model for the target this time, so that the model learns to do without. */
export function drawVisibleParts(target: Target, settings: HidingSettings, random: Random): number {
  const draw = random.next();
  const { note, noteAndNumbers, anything } = settings;
  if (draw < note) return visibleParts('note', target);
  if (draw < note + noteAndNumbers) return visibleParts('noteAndNumbers', target);
  const all = visibleParts('everything', target);
  if (draw >= note + noteAndNumbers + anything) return all;
  return Math.floor(random.next() * (ALL_BITS + 1)) & all;
}

/** The regime that comes closest to these parts of a wine. */
export function regimeOf(parts: number): Regime {
  if (parts & (REGION_BIT | WINERY_BIT)) return 'everything';
  return parts & ~DESCRIPTION_BIT ? 'noteAndNumbers' : 'note';
}

/** Measures something in each regime. */
export function mapRegimes<Result>(measure: (regime: Regime) => Result): Record<Regime, Result> {
  return { note: measure('note'), noteAndNumbers: measure('noteAndNumbers'), everything: measure('everything') };
}
