import type { SliceKind, Target } from '../../../../packages/client/client.ts';

/** What the page looks at, as its address says: a link is a saved view. */
export interface View {
  target: Target;
  /** How many days back from now. */
  days: number;
  by: SliceKind;
}

/** What is asked about: the answers to one target in a time, anew with each `turn`. */
export interface Question {
  target: Target;
  days: number;
  turn: number;
}

/** The times that may be chosen: accuracyOverTime looks 35 days back at most. */
export const DAYS: readonly number[] = [1, 7, 14, 35];

/** What the slices may tell apart, with the words of the page and of its address. */
export const KINDS: readonly { kind: SliceKind; name: string; title: string; of: string }[] = [
  { kind: 'VARIETY', name: 'variety', title: 'variety answered', of: 'Variety answered' },
  { kind: 'PRICE_RANGE', name: 'price', title: 'price range', of: 'Price, $' },
  { kind: 'COUNTRY', name: 'country', title: 'country answered', of: 'Country answered' },
  { kind: 'MODEL_VERSION', name: 'version', title: 'model version', of: 'Model version' },
];

/** Reads the filters of the address; whatever is no choice of the page is as if it were not there. */
export function readView({ target, days, by }: Readonly<Record<string, string>>): View {
  return {
    target: target === 'country' ? 'COUNTRY' : 'VARIETY',
    days: DAYS.find((one) => String(one) === days) ?? 14,
    by: KINDS.find(({ name }) => name === by)?.kind ?? 'VARIETY',
  };
}

/** What a target is called within a sentence. */
export function nameTarget(target: Target): string {
  return target.toLowerCase();
}

const DAY_MS = 86_400_000;

/** From when to when is looked; `to` is not included, and what was predicted just now is. */
export function timesOf(days: number): { from: string; to: string } {
  const toMs = Date.now() + 1000;
  return { from: new Date(toMs - days * DAY_MS).toISOString(), to: new Date(toMs).toISOString() };
}
