import type { Target } from '../../contract/wine.ts';
import type { TrainedModel } from '../fit/train.ts';
import type { TargetEvaluation } from '../judge/evaluate-model.ts';
import { MANIFEST_FORMAT } from './manifest.ts';
import type { FileDigest, Manifest, ManifestTarget, ManifestTraining } from './manifest.ts';

/**
 * So many classes that were left out a manifest names at most, so that a column that was taken for another does not
 * make it larger than a reader takes.
 */
const DROPPED_CLASSES_MAX = 10_000;

/** The manifest of a model version. Numbers of the evaluation are rounded to six decimals. */
export function describeModel(
  model: TrainedModel,
  version: string,
  files: Record<string, FileDigest>,
  training: Omit<ManifestTraining, 'settings' | 'rounding'>,
  evaluation: Record<Target, TargetEvaluation>,
): Manifest {
  const rounding = { country: model.targets.country.rounding, variety: model.targets.variety.rounding };
  const droppedClasses = training.report.droppedClasses.slice(0, DROPPED_CLASSES_MAX);
  return {
    format: MANIFEST_FORMAT,
    version,
    targets: { country: describeTarget(model, 'country'), variety: describeTarget(model, 'variety') },
    featureCount: model.vocabulary.keys.count,
    features: model.settings.features,
    files,
    training: {
      settings: model.settings,
      ...training,
      report: { ...training.report, droppedClasses },
      rounding: roundNumbers(rounding) as typeof rounding,
    },
    evaluation: roundNumbers(evaluation) as Record<Target, TargetEvaluation>,
  };
}

function describeTarget(model: TrainedModel, target: Target): ManifestTarget {
  const { classes, prior, bias, calibration } = model.targets[target];
  return { classes, prior: Array.from(prior), bias: Array.from(bias), calibration };
}

function roundNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1e6) / 1e6;
  if (Array.isArray(value)) return value.map(roundNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, roundNumbers(member)]));
}
