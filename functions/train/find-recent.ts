import type { Example } from '../../classifier/features/example.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { settleName } from '../../classifier/text/names.ts';
import { DATASETS_PREFIX } from '../../contract/objects.ts';
import { type Target, TARGETS } from '../../contract/wine.ts';
import { LABELS } from './job.ts';
import type { ToldLabel } from './snapshot-labels.ts';

/** What is known of the champion's training. */
export interface ChampionOrigin {
  manifest: Manifest;
  /** The labels that were there then. */
  labels: readonly ToldLabel[];
}

/**
 * Of all examples so many may be kept from half of the models: 2,000 of the bundled dataset's 40,000, which tell
 * enough.
 */
const SET_APART_SHARE_MAX = 0.05;

/** What has come since the champion was trained. */
export interface RecentArrivals {
  examples: Example[];
  /** Fingerprints of those by which the challenger is judged, so half of its models must not learn from them. */
  setApart: Set<string>;
}

/**
 * Finds the examples that have come since the champion was trained: labels that were not there then, or name a class
 * that it does not know, and datasets of which it has not seen each part.
 */
export function findRecent(
  examples: readonly Example[],
  parts: Manifest['training']['datasets'],
  { manifest, labels }: ChampionOrigin,
): RecentArrivals {
  const seen = new Set(manifest.training.datasets.map(({ sha256 }) => sha256));
  const changed = new Set(parts.filter(({ sha256 }) => !seen.has(sha256)).map(({ name }) => datasetOf(name)));
  const told = new Set(labels.map(keyOf));
  const recent = examples.filter((example) =>
    example.source === LABELS
      ? !told.has(keyOf(example)) || TARGETS.some((target) => isStranger(example, target, manifest))
      : changed.has(example.source),
  );
  const fingerprints = recent.map(({ fingerprint }) => fingerprint).sort();
  return {
    examples: recent,
    setApart: new Set(fingerprints.slice(0, Math.ceil(SET_APART_SHARE_MAX * examples.length))),
  };
}

/** A part is named after its key in the bucket, which begins with its dataset. */
function datasetOf(part: string): string {
  return part.startsWith(DATASETS_PREFIX) ? (part.slice(DATASETS_PREFIX.length).split('/')[0] ?? '') : part;
}

function isStranger(example: Example, target: Target, { targets }: Manifest): boolean {
  const name = example[target];
  return name !== undefined && !targets[target].classes.includes(name);
}

/** What is the same for the same word on the same text, however names are spelt. */
function keyOf(label: ToldLabel): string {
  const names = TARGETS.map((target) => {
    const name = label[target];
    return name === undefined ? '' : settleName(target, name);
  });
  return JSON.stringify([label.fingerprint, ...names]);
}
