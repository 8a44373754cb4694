import type { Example } from '../../classifier/features/example.ts';
import type { ExampleSource } from '../../classifier/features/example-source.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { drawSome, selectFirst } from '../../classifier/fit/draw.ts';
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

/**
 * By so many recent examples versions are judged at most, and so many are kept from half of the models: more would tell
 * hardly more. Then they are drawn by their texts.
 */
const RECENT_EXAMPLES_MAX = 2 ** 14;

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
  examples: ExampleSource,
  parts: Manifest['training']['datasets'],
  { manifest, labels }: ChampionOrigin,
  recentMax = RECENT_EXAMPLES_MAX,
): RecentArrivals {
  const seen = new Set(manifest.training.datasets.map(({ sha256 }) => sha256));
  const changed = new Set(parts.filter(({ sha256 }) => !seen.has(sha256)).map(({ name }) => datasetOf(name)));
  const told = new Set(labels.map(keyOf));
  const isRecent = (example: Example): boolean =>
    example.source === LABELS
      ? !told.has(keyOf(example)) || TARGETS.some((target) => isStranger(example, target, manifest))
      : changed.has(example.source);
  const drawn = drawSome<Example>(recentMax);
  const first = selectFirst<string>(recentMax, (one, other) => (one < other ? -1 : one === other ? 0 : 1));
  for (const example of examples.read()) {
    if (!isRecent(example)) continue;
    drawn.add(example);
    first.add(example.fingerprint);
  }
  const recent = drawn.list();
  const setApartMax = Math.ceil(SET_APART_SHARE_MAX * examples.count);
  const fingerprints =
    setApartMax <= recentMax
      ? first.list().sort().slice(0, setApartMax)
      : // Those that come first are held out, for the most part, where these are few of all.
        recent.map(({ fingerprint }) => fingerprint);
  return { examples: recent, setApart: new Set(fingerprints) };
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
