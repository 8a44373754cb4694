import type { Target } from '../../contract/wine.ts';
import type { ModelFacts, TargetFacts } from '../answer/predict.ts';
import type { Baseline } from '../drift/baseline.ts';
import type { Regime } from '../features/visibility.ts';
import { listFieldSets, nameFields, regimeOf } from '../features/visibility.ts';
import type { RoundingEffect } from '../fit/rounding-effect.ts';
import type { TrainingReport } from '../fit/train.ts';
import type { TrainingSettings } from '../fit/training-settings.ts';
import type { TargetEvaluation } from '../judge/evaluate-model.ts';
import { isObject, isTame } from './json-checks.ts';
import type { Complaint } from './json-checks.ts';
import { manifestChecks } from './manifest-checks.ts';

/**
 * The version of the format that is written. Format 1 had one temperature for each of three regimes, format 2 no curve
 * of the confidence.
 */
export const MANIFEST_FORMAT = 3;

/** Of a name that an error tells so many characters are shown. */
const PATH_CHARACTERS_MAX = 40;

/** What one must know of a model version to serve it and to judge it: manifest.json. */
export interface Manifest extends ModelFacts {
  /** Version of this format. A manifest of an earlier one is read as one of this. */
  format: typeof MANIFEST_FORMAT;
  /** Name of the model version; another model never has it. */
  version: string;
  targets: Record<Target, ManifestTarget>;
  /** The files that make up the model version, by name. */
  files: Record<string, FileDigest>;
  training: ManifestTraining;
  /** On the hold-out set. */
  evaluation: Record<Target, TargetEvaluation>;
  /** What traffic is held against, to see drift; absent in versions made before it was measured. */
  baseline?: Baseline;
}

/** What a manifest tells of the model for one target. */
export interface ManifestTarget extends TargetFacts {
  /** The score of each class before any feature is added. */
  bias: number[];
}

/** Size and SHA-256 (in hex) of a file, so that a damaged one is known. */
export interface FileDigest {
  bytes: number;
  sha256: string;
}

/** A part of a dataset that was read: its key in the bucket, or the name of the bundled dataset. */
export interface DatasetDigest extends FileDigest {
  name: string;
  /** Which version of the object it was. */
  versionId?: string;
}

/** What a model was made from beside the datasets. */
export interface ManifestLabels {
  /** Where all labels of the time are kept. */
  file: FileDigest & { key: string; versionId: string };
  /** How many of them were trained with. */
  count: number;
  /** The classes that operators had admitted. */
  admissions: { target: Target; name: string }[];
}

/** Where a model comes from. */
export interface ManifestTraining {
  settings: TrainingSettings;
  /** In the order in which they were read: of two that contradict each other the later one counts. */
  datasets: DatasetDigest[];
  /** Absent in the starter version, which has none. */
  labels?: ManifestLabels;
  /** The champion of the time: what was recent then depends on it. Absent in the starter version. */
  champion?: string;
  report: TrainingReport;
  /** The commit of the code that trained it, where it was known. */
  codeRevision?: string;
  onnxRuntime: string;
  rounding: Record<Target, RoundingEffect>;
}

/** Says what is wrong with a manifest, so that its model version cannot be served. */
export class ManifestError extends Error {
  override name = 'ManifestError';
}

/**
 * Reads a manifest from parsed JSON, and checks all that serving and judging rely on: every number is finite and within
 * bounds, there is a calibration for each set of fields, and nothing has a name that means something to JavaScript.
 *
 * Errors: ManifestError where it is not a manifest, or a field is missing or wrong; it names the field.
 */
export function parseManifest(json: unknown): Manifest {
  if (!isObject(json)) throw new ManifestError('The manifest is not a JSON object.');
  const format = json['format'];
  if (format !== 1 && format !== 2 && format !== MANIFEST_FORMAT) {
    const said = typeof format === 'number' ? format : 'not a number';
    throw new ManifestError(`The manifest's format is ${said}; this code reads 1, 2 and ${MANIFEST_FORMAT}.`);
  }
  for (const [field, check] of manifestChecks(format)) {
    const complaint = check(json);
    if (complaint !== undefined) {
      throw new ManifestError(`The manifest's "${field}" is missing or wrong: ${tell(complaint)}`);
    }
  }
  const complaint = isTame(json);
  if (complaint !== undefined) throw new ManifestError(`The manifest holds what it must not: ${tell(complaint)}`);
  const manifest = json as unknown as Manifest;
  const targets = format === 1 ? upgradeTargets(json['targets']) : manifest.targets;
  return { ...manifest, format: MANIFEST_FORMAT, targets };
}

function tell({ path, rule }: Complaint): string {
  const where = path.map((name) => name.slice(0, PATH_CHARACTERS_MAX)).join('.');
  return `${where === '' ? 'it' : where} ${rule}.`;
}

/** A target as format 1 had it: one temperature for each regime. */
interface TargetOfFormat1 extends Omit<ManifestTarget, 'calibration'> {
  temperatures: Record<Regime, number>;
}

function upgradeTargets(given: unknown): Record<Target, ManifestTarget> {
  const targets = given as Record<Target, TargetOfFormat1>;
  const upgrade = (target: Target): ManifestTarget => {
    const { temperatures, ...rest } = targets[target];
    const calibration = listFieldSets(target).map((fields) => {
      return [nameFields(fields), { slope: 1 / temperatures[regimeOf(fields)], prior: 0 }] as const;
    });
    return { ...rest, calibration: Object.fromEntries(calibration) };
  };
  return { country: upgrade('country'), variety: upgrade('variety') };
}
