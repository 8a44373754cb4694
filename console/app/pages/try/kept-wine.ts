import { NO_WINE, type TypedWine } from './wine-fields.ts';

let kept: TypedWine = NO_WINE;

/** What was typed, for whoever looks at another page and comes back; a reload forgets it. */
export function keptWine(): TypedWine {
  return kept;
}

/** Keeps a wine for the page “Try it”, e.g. that of a prediction that is looked at again. */
export function keepWine(wine: TypedWine): void {
  kept = wine;
}
