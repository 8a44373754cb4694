import * as z from 'zod/mini';
import type { Wine } from '../../contract/wine.ts';
import { type Failure, type Rule, invalidInput } from '../failures.ts';

/** How many characters a note may have, and how many every other text. */
const LONGEST_NOTE = 4_000;
export const LONGEST_NAME = 100;

/** One of these must be known, or there is nothing to tell the wine by. */
const TELLING = ['description', 'variety', 'country', 'region', 'winery'] as const;

const POINTS = 'must be a whole number from 50 to 100';
const PRICE = 'must be a number from 0.01 to 100,000 (US dollars a bottle)';

/** In the order in which a wine is stored. A field that is null or absent is unknown. */
const WineInput = z.object({
  description: text(LONGEST_NOTE),
  variety: text(LONGEST_NAME),
  country: text(LONGEST_NAME),
  region: text(LONGEST_NAME),
  winery: text(LONGEST_NAME),
  points: z.nullish(z.int(POINTS).check(z.gte(50, POINTS), z.lte(100, POINTS))),
  price: z.nullish(z.number(PRICE).check(z.gte(0.01, PRICE), z.lte(100_000, PRICE))),
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
  if (TELLING.some((field) => wine[field] !== undefined)) return { wine };
  return { rejection: invalidInput(null, 'atLeastOne', `Give at least one of ${TELLING.join(', ')}.`) };
}

/** Whether a text has 1 to `most` characters (Unicode code points), in time that does not grow with a longer text. */
export function hasLength(value: string, most: number): boolean {
  // No code point has more than two UTF-16 units.
  return value.length >= 1 && value.length <= 2 * most && Array.from(value).length <= most;
}

/** A text, with lone surrogates replaced (UTF-8 has none, so they could not be stored) and trimmed. */
function text(most: number) {
  const wellFormed = z.pipe(
    z.string('must be a text'),
    z.transform((value: string) => value.toWellFormed().trim()),
  );
  const error = `must have 1 to ${most} characters after trimming`;
  const short = z.string().check(z.refine((value) => hasLength(value, most), { error }));
  return z.nullish(z.pipe(wellFormed, short));
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
