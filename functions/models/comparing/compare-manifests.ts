import type { Manifest } from '../../../classifier/files/manifest.ts';
import { TARGETS } from '../../../contract/wine.ts';
import type { Target } from '../../../contract/wine.ts';
import type { ClassDifference, DatasetDifference, FactDifference, ModelComparison } from '../../../generated/schema.ts';
import { compareSlices } from './compare-slices.ts';

/** How many characters of a value are shown as they are. */
const SHOWN_CHARACTERS_MAX = 100;

/** What is compared by itself, or is another in every version, or is known by the digest of the file that holds it. */
const NOT_FACTS = new Set([
  'version',
  'evaluation',
  'training.datasets',
  'training.report.droppedClasses',
  'training.report.classExamples',
  ...TARGETS.flatMap((target) => ['classes', 'prior', 'bias'].map((list) => `targets.${target}.${list}`)),
]);

/** Everything in which two manifests differ; a version differs in nothing from itself. */
export function compareManifests(first: Manifest, second: Manifest): ModelComparison {
  return {
    first: first.version,
    second: second.version,
    facts: compareFacts(first, second),
    datasets: compareDatasets(first, second),
    classes: TARGETS.flatMap((target) => compareClasses(target, first, second)),
    slices: TARGETS.flatMap((target) => compareSlices(target, first, second)),
  };
}

function compareFacts(first: Manifest, second: Manifest): FactDifference[] {
  const [one, other] = [listFacts(first), listFacts(second)];
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths]
    .filter((path) => one.get(path) !== other.get(path))
    .map((path) => ({ path, first: show(one.get(path)), second: show(other.get(path)) }));
}

/** Every value of a manifest as JSON, by its path; lists are values. */
function listFacts(manifest: object): Map<string, string> {
  const facts = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (NOT_FACTS.has(path) || value === undefined) return;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      facts.set(path, JSON.stringify(value));
      return;
    }
    for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`);
  };
  walk(manifest, '');
  return facts;
}

/** A text without its quotation marks; a long list by its length. */
function show(json: string | undefined): string | null {
  if (json === undefined) return null;
  const value: unknown = JSON.parse(json);
  if (typeof value === 'string') return value;
  if (json.length <= SHOWN_CHARACTERS_MAX) return json;
  return Array.isArray(value) ? `a list of ${value.length}` : `${json.slice(0, SHOWN_CHARACTERS_MAX)} …`;
}

function compareDatasets(first: Manifest, second: Manifest): DatasetDifference[] {
  const onlyIn = (one: Manifest, other: Manifest): DatasetDifference[] => {
    const known = new Set(other.training.datasets.map(({ name, sha256 }) => `${name} ${sha256}`));
    return one.training.datasets
      .filter(({ name, sha256 }) => !known.has(`${name} ${sha256}`))
      .map(({ name, bytes, sha256 }) => ({ name, onlyIn: one.version, bytes, sha256 }));
  };
  return [...onlyIn(first, second), ...onlyIn(second, first)];
}

function compareClasses(target: Target, first: Manifest, second: Manifest): ClassDifference[] {
  const [one, other] = [countClasses(target, first), countClasses(target, second)];
  const differences = [...new Set([...one.keys(), ...other.keys()])].flatMap((name): ClassDifference[] => {
    const [firstExamples, secondExamples] = [one.get(name) ?? null, other.get(name) ?? null];
    const areBoth = one.has(name) && other.has(name);
    // Where one of them did not keep the count, nothing is known to differ.
    if (areBoth && (firstExamples === secondExamples || firstExamples === null || secondExamples === null)) return [];
    const onlyIn = areBoth ? null : one.has(name) ? first.version : second.version;
    return [{ target: target === 'country' ? 'COUNTRY' : 'VARIETY', name, onlyIn, firstExamples, secondExamples }];
  });
  return differences.sort((a, b) => changeOf(b) - changeOf(a) || (a.name < b.name ? -1 : 1));
}

/** How many examples each class was trained with, null where that was not kept. */
function countClasses(target: Target, { targets, training }: Manifest): Map<string, number | null> {
  const counts = training.report.classExamples?.[target];
  return new Map(targets[target].classes.map((name, at) => [name, counts?.[at] ?? null]));
}

function changeOf({ firstExamples, secondExamples }: ClassDifference): number {
  return Math.abs((secondExamples ?? 0) - (firstExamples ?? 0));
}
