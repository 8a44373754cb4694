import type { Target } from '../../contract/wine.ts';
import { ALL_BITS } from '../features/list.ts';
import { visibleFields } from '../features/visibility.ts';
import type { Random } from './random.ts';

/** Shares of the training examples of which fields are hidden in each way; the rest shows everything. */
export interface HidingSettings {
  note: number;
  noteAndNumbers: number;
  /** Each field of the wine is shown or hidden by the toss of a coin. */
  anything: number;
}

/**
 * Draws the fields, as bits, that an example shows to a model for the target this time: callers leave fields out, and
 * so the model learns to do without.
 */
export function drawVisibleFields(target: Target, settings: HidingSettings, random: Random): number {
  const draw = random.next();
  const { note, noteAndNumbers, anything } = settings;
  if (draw < note) return visibleFields('note', target);
  if (draw < note + noteAndNumbers) return visibleFields('noteAndNumbers', target);
  const all = visibleFields('everything', target);
  if (draw >= note + noteAndNumbers + anything) return all;
  return Math.floor(random.next() * (ALL_BITS + 1)) & all;
}
