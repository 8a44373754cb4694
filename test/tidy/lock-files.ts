import type { Rule, Source } from './sources.ts';

/** What the project may be made of: licences that ask for no more than their own text to be kept. */
const LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Zlib',
];

/** Of tools, which are never handed on, also files of data and those that ask for changes to themselves. */
const TOOL_LICENCES = [...LICENCES, 'CC-BY-3.0', 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0', 'Unlicense'];

interface LockedPackage {
  license?: string;
  integrity?: string;
  resolved?: string;
  dev?: boolean;
  link?: boolean;
  /** Whether it lies within the package above it, by whose sum it is held. */
  inBundle?: boolean;
}

/** The packages of every lock file that are somebody else's, each with what to call it. */
function packagesOf(sources: readonly Source[]): { name: string; locked: LockedPackage; isTool: boolean }[] {
  return sources
    .filter(({ path }) => /(^|\/)package-lock\.json$/.test(path))
    .flatMap(({ path, text }) => {
      const { packages = {} } = JSON.parse(text === '' ? '{}' : text) as { packages?: Record<string, LockedPackage> };
      return Object.entries(packages)
        .filter(([at, locked]) => at.includes('node_modules/') && locked.link !== true)
        .map(([at, locked]) => ({
          name: `${path}: ${at.replace(/^.*node_modules\//, '')}`,
          locked,
          isTool: locked.dev === true || path.startsWith('.ci/'),
        }));
    });
}

/** Whether an SPDX expression lets us choose an allowed licence: `(MIT OR GPL-3.0-or-later)`, `(MIT AND Zlib)`. */
function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const choices = expression.replace(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((licence) => allowed.includes(licence)));
}

/** What holds of the lock files: what is installed is what was looked at, under a licence that lets us. */
export const LOCK_FILE_RULES: readonly Rule[] = [
  {
    says: 'every package of a lock file has a licence of the list in test/tidy/lock-files.ts',
    findings: (sources) =>
      packagesOf(sources)
        .filter(({ locked, isTool }) => !isAllowed(locked.license ?? '', isTool ? TOOL_LICENCES : LICENCES))
        .map(({ name, locked }) => `${name}: ${locked.license ?? 'no licence'}`),
  },
  {
    says: 'every package of a lock file has its SHA-512',
    findings: (sources) =>
      packagesOf(sources)
        .filter(
          ({ locked }) => locked.inBundle !== true && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(locked.integrity ?? ''),
        )
        .map(({ name }) => `${name} may be exchanged`),
  },
];
