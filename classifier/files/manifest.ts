import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { CurvePoint } from '../answer/calibration.ts';
import type { ModelFacts, TargetFacts } from '../answer/predict.ts';
import type { Regime } from '../features/visibility.ts';
import type { FeatureSettings } from '../features/features.ts';
import { listFieldSets, nameFields, REGIMES, regimeOf } from '../features/visibility.ts';
import type { RoundingEffect } from '../fit/rounding-effect.ts';
import type { TrainingReport } from '../fit/train.ts';
import type { TrainingSettings } from '../fit/training-settings.ts';
import type { TargetEvaluation } from '../judge/evaluate-model.ts';

/**
 * The version of the format that is written. Format 1 had one temperature for each of three regimes, format 2 no curve
 * of the confidence.
 */
export const MANIFEST_FORMAT = 3;
const FORMATS_READ: readonly unknown[] = [1, 2, MANIFEST_FORMAT];

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
 * Reads a manifest from parsed JSON, and checks all that serving relies on.
 *
 * Errors: ManifestError where it is not a manifest, or a field is missing or wrong; it names the field.
 */
export function parseManifest(json: unknown): Manifest {
  if (!isObject(json)) throw new ManifestError('The manifest is not a JSON object.');
  const format = json['format'];
  if (!FORMATS_READ.includes(format)) {
    throw new ManifestError(`The manifest's format is ${String(format)}; this code reads ${FORMATS_READ.join(', ')}.`);
  }
  check(typeof json['version'] === 'string' && json['version'] !== '', 'version');
  check(Number.isSafeInteger(json['featureCount']) && Number(json['featureCount']) >= 0, 'featureCount');
  check(isObject(json['features']) && hasNumbers(json['features']), 'features');
  check(isObject(json['files']) && Object.values(json['files']).every(isFileDigest), 'files');
  for (const target of TARGETS) {
    check(isObject(json['targets']) && isManifestTarget(json['targets'][target], format), `targets.${target}`);
  }
  const manifest = json as unknown as Manifest;
  const targets = format === 1 ? upgradeTargets(json['targets']) : manifest.targets;
  return { ...manifest, format: MANIFEST_FORMAT, targets };
}

function check(holds: boolean, field: string): void {
  if (!holds) throw new ManifestError(`The manifest's "${field}" is missing or wrong.`);
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

function isManifestTarget(target: unknown, format: unknown): boolean {
  if (!isObject(target)) return false;
  const { classes, prior, bias, temperatures, calibration } = target;
  if (!Array.isArray(classes) || classes.length < 2 || !classes.every((name) => typeof name === 'string')) return false;
  const areNumbers = [prior, bias].every(
    (numbers) => Array.isArray(numbers) && numbers.length === classes.length && numbers.every(Number.isFinite),
  );
  if (format === 1) {
    return areNumbers && isObject(temperatures) && REGIMES.every((regime) => Number(temperatures[regime]) > 0);
  }
  return areNumbers && isObject(calibration) && Object.values(calibration).every(isCalibration);
}

function isCalibration(calibration: unknown): boolean {
  if (!isObject(calibration)) return false;
  const { slope, prior, curve } = calibration;
  const areNumbers = Number(slope) > 0 && Number.isFinite(slope) && Number.isFinite(prior);
  return areNumbers && (curve === undefined || isCurve(curve));
}

/** Whether it is points, said and right, of which both are from 0 to 1 and rise. */
function isCurve(curve: unknown): boolean {
  if (!Array.isArray(curve) || curve.length === 0) return false;
  const rises = (point: unknown, at: number): boolean => {
    if (!Array.isArray(point) || point.length !== 2 || !point.every(isShare)) return false;
    const [said, right] = point as unknown as CurvePoint;
    const [saidBefore, rightBefore] = (curve[at - 1] as CurvePoint | undefined) ?? [-1, 0];
    return said > saidBefore && right >= rightBefore;
  };
  return curve.every(rises);
}

function isShare(number: unknown): boolean {
  return typeof number === 'number' && number >= 0 && number <= 1;
}

function isFileDigest(file: unknown): boolean {
  return isObject(file) && typeof file['bytes'] === 'number' && /^[0-9a-f]{64}$/.test(String(file['sha256']));
}

function hasNumbers(settings: Record<string, unknown>): boolean {
  const names: (keyof FeatureSettings)[] = [
    'gramLength',
    'shortestWordCut',
    'priceStepsPerDoubling',
    'jointPriceStepsPerDoubling',
  ];
  return names.every((name) => Number.isFinite(settings[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
