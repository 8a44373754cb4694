import { COUNTRY_NAMES, UNKNOWN_NAMES } from '../../contract/country-names.ts';
import { ADDRESS_PATTERN, CLASS_NAME_PATTERN } from '../../contract/limits.ts';
import type { Target } from '../../contract/wine.ts';
import { withoutInvisible } from './invisible.ts';
import { withoutExcessMarks } from './marks.ts';
import { remember } from './remember.ts';

/**
 * By what a name is known again, however it is written: case, accents (composed or not), spaces, hyphens and
 * punctuation do not matter. `Grüner Veltliner` and `Gruner-veltliner` are the same, as are `U.S.` and `us`.
 */
export const foldName = remember((name) =>
  withoutExcessMarks(name)
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase(),
);

/**
 * Whether a name says that nobody knows: `NaN`, `null`, `N/A`, `none`, `unknown`, `-`, in any case, or nothing at
 * all.
 */
export function isUnknownName(name: string): boolean {
  return UNKNOWN.has(foldName(name));
}

/** Finds the class that a name means among those of a target, by other names of countries too; undefined for none. */
export type FindClass = (name: string) => string | undefined;

/** Makes the search for the classes of a target. Of two classes that are written alike the first one is found. */
export function createClassFinder(target: Target, classes: readonly string[]): FindClass {
  const found = new Map<string, string>();
  const add = (name: string, meant: string): void => {
    const folded = foldName(name);
    if (folded !== '' && !found.has(folded)) found.set(folded, meant);
  };
  for (const name of classes) add(name, name);
  if (target === 'country') {
    for (const [country, others] of Object.entries(COUNTRY_NAMES)) {
      const meant = found.get(foldName(country));
      if (meant !== undefined) for (const other of others) add(other, meant);
    }
  }
  return (name) => found.get(foldName(name));
}

/** A name as it is compared: folded, and a country by the name that the bundled data gives it. */
export function settleName(target: Target, name: string): string {
  const folded = foldName(name);
  return target === 'country' ? (COUNTRY_OF.get(folded) ?? folded) : folded;
}

const CLASS_NAME = new RegExp(CLASS_NAME_PATTERN, 'u');
const ADDRESS = new RegExp(ADDRESS_PATTERN, 'u');

/**
 * Whether a name has the form of a class's: letters, digits, spaces and a few marks, at least one letter, and nothing
 * that looks like an address of the web. Its length is not looked at.
 */
export function isClassName(name: string): boolean {
  const seen = withoutInvisible(name);
  return CLASS_NAME.test(seen) && !ADDRESS.test(seen);
}

const UNKNOWN = new Set(UNKNOWN_NAMES.map(foldName));

// Marked as pure: a bundle in which no name is settled, such as the console's, does without the list.
const COUNTRY_OF = /* @__PURE__ */ indexCountries();

function indexCountries(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(COUNTRY_NAMES).flatMap(([country, others]) =>
      others.map((other) => [foldName(other), foldName(country)] as const),
    ),
  );
}
