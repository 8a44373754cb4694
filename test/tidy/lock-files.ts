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

interface LockedVersion {
  version?: string;
}

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

/** Tries what it is to be a project of somebody else's, which has no lock file of ours. */
const ELSEWHERE = ['.ci/first-command', '.ci/fresh-project'];
const isScript = ({ path }: Source): boolean =>
  /^\.(ci|github)\/|(^|\/)(package\.json|Dockerfile\S*|\S+\.ya?ml)$|^infra\/.*\.ts$/.test(path) &&
  !ELSEWHERE.includes(path);

/** The places where a script has npm choose what to install, but for packages that it names by one version. */
function loosePlaces({ path, text }: Source): string[] {
  return text.split('\n').flatMap((line, at) => {
    const [, words] = /\bnpm (?:i|install|add|update)\b(.*)/.exec(line) ?? [];
    if (words === undefined) return [];
    const names = words.split(/[\s'"`,;&|\]]+/).filter((word) => word !== '' && !word.startsWith('-'));
    const isPinned = names.length > 0 && names.every((name) => /.@\d+\.\d+\.\d+$/.test(name));
    return isPinned ? [] : [`${path}:${at + 1}: ${line.trim()}`];
  });
}

/** What a package.json names by more than one version. */
function rangesOf({ path, text }: Source): string[] {
  type Named = Record<string, string>;
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text === '' ? '{}' : text) as {
    dependencies?: Named;
    devDependencies?: Named;
    optionalDependencies?: Named;
  };
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `${path}: ${name} is ${version}`);
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
  {
    says: 'scripts install by npm ci, or what they name by one version',
    findings: (sources) => sources.filter(isScript).flatMap(loosePlaces),
  },
  {
    says: 'every package.json names its packages by one version',
    findings: (sources) => sources.filter(({ path }) => /(^|\/)package\.json$/.test(path)).flatMap(rangesOf),
  },
  {
    says: 'the project and what it packs have one version',
    findings: (sources) => {
      const versionOf = ({ text }: Source): unknown => (JSON.parse(text === '' ? '{}' : text) as LockedVersion).version;
      const project = sources.find(({ path }) => path === 'package.json');
      return sources
        .filter(({ path }) => /^packages\/[^/]+\/package\.json$/.test(path))
        .filter((packed) => project === undefined || versionOf(packed) !== versionOf(project))
        .map((packed) => `${packed.path}: ${String(versionOf(packed))}`);
    },
  },
];
