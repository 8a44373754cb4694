import type { Failure, Rule } from '../../contract/errors.ts';
import * as z from 'zod/mini';
import { cleanText, hasLength, isVisible } from '../../classifier/text/sound-text.ts';
import { TELLING_FIELDS, WINE_CHARACTERS_MAX, WINE_RANGES } from '../../contract/limits.ts';
import type { Wine } from '../../contract/wine.ts';
import { invalidInput } from '../failures.ts';

const { points, price } = WINE_RANGES;
const POINTS = `must be a whole number from ${points.min} to ${points.max}`;
const PRICE = `must be a number from ${price.min} to ${price.max.toLocaleString('en')} (US dollars a bottle)`;

/** In the order in which a wine is stored. A field that is null or absent is unknown. */
const WineInput = z.object({
  description: text(WINE_CHARACTERS_MAX.description),
  variety: text(WINE_CHARACTERS_MAX.variety),
  country: text(WINE_CHARACTERS_MAX.country),
  region: text(WINE_CHARACTERS_MAX.region),
  winery: text(WINE_CHARACTERS_MAX.winery),
  points: z.nullish(z.int(POINTS).check(z.gte(points.min, POINTS), z.lte(points.max, POINTS))),
  price: z.nullish(z.number(PRICE).check(z.gte(price.min, PRICE), z.lte(price.max, PRICE))),
});

/**
 * Holds a wine against every limit of WineInput in schema.graphql. Returns it with trimmed texts and without the
 * fields that are unknown, or the first rule that it breaks, in the order of the fields.
 */
export function validateWine(given: unknown): { wine: Wine } | { rejection: Failure } {
  const { success, data, error } = WineInput.safeParse(given);
  if (!success) return { rejection: rejectionOf(error.issues[0]) };
  const known = Object.entries(data).filter(([, value]) => value != null);
  const wine: Wine = Object.fromEntries(known);
  if (TELLING_FIELDS.some((field) => wine[field] !== undefined)) return { wine };
  return { rejection: invalidInput(null, 'atLeastOne', `Give at least one of ${TELLING_FIELDS.join(', ')}.`) };
}

/** A text of 1 to so many characters, as cleanText() leaves it. */
function text(charactersMax: number) {
  const cleaned = z.pipe(z.string('must be a text'), z.transform(cleanText));
  const error = `must have 1 to ${charactersMax} characters after trimming`;
  const short = z.string().check(z.refine((value) => hasLength(value, charactersMax) && isVisible(value), { error }));
  return z.nullish(z.pipe(cleaned, short));
}

function rejectionOf(issue: z.core.$ZodIssue | undefined): Failure {
  const field = issue?.path[0];
  if (issue === undefined || typeof field !== 'string') return invalidInput(null, 'type', 'A wine must be an object.');
  return invalidInput(field, RULES[issue.code] ?? 'type', `${field} ${issue.message}: change it, or leave it out.`);
}

/** What zod calls the rules. */
const RULES: Partial<Record<z.core.$ZodIssue['code'], Rule>> = {
  custom: 'length',
  invalid_type: 'type',
  too_big: 'range',
  too_small: 'range',
};
