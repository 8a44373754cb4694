import type { ModelFile } from '../contract/objects.ts';
import type { Target } from '../contract/wine.ts';
import { createCalibrate } from '../classifier/answer/calibration.ts';
import { createPlainScorer, type Scorer } from '../classifier/answer/scorer.ts';
import { measureBaseline } from '../classifier/drift/baseline.ts';
import type { Example } from '../classifier/features/example.ts';
import type { ExampleSource } from '../classifier/features/example-source.ts';
import { createMatrixBuilder } from '../classifier/features/matrix.ts';
import { encodeVocabulary } from '../classifier/features/vocabulary.ts';
import { describeModel } from '../classifier/files/describe-model.ts';
import { exportOnnx } from '../classifier/files/export-onnx.ts';
import type { FileDigest, Manifest } from '../classifier/files/manifest.ts';
import type { FitLoss, FitTarget } from '../classifier/fit/target.ts';
import { naturalExamples } from '../classifier/fit/labelled-rows.ts';
import {
  type TrainedModel,
  type TrainingOutcome,
  type TrainingRoom,
  type TrainingStage,
  train,
} from '../classifier/fit/train.ts';
import type { TrainingSettings } from '../classifier/fit/training-settings.ts';
import { mapRegimes } from '../classifier/features/visibility.ts';
import { judgeExamples } from '../classifier/judge/evaluate.ts';
import { evaluateModel, type JudgedTarget, type JudgementsByRegime } from '../classifier/judge/evaluate-model.ts';
import { GATE } from '../classifier/judge/gate/rules.ts';
import { compareScorers } from '../classifier/judge/parity.ts';
import { digestOf } from './digest.ts';
import { type Artifact, ModelRefused, openArtifact } from './open.ts';
import { onnxRuntimeVersion, openScorer } from './scorer.ts';
import { TrainingFailed } from './training-failed.ts';

/** What a model version is made from: the same gives the same bytes. */
export interface MakeInput {
  /** The version's id, or how it is made of all of its numbers: the digests of graph and vocabulary, and the rest. */
  version: string | ((digests: Record<string, FileDigest>, calibration: CalibrationOfTargets) => string);
  examples: readonly Example[] | ExampleSource;
  datasets: Manifest['training']['datasets'];
  /** What was known of labels, if anything was. */
  labels?: Manifest['training']['labels'];
  settings: TrainingSettings;
  /** Fits one target; in this thread, one after the other, unless told. The bits are the same in any way. */
  fit?: FitTarget;
  /** Where there is room for what does not fit into memory. */
  room?: TrainingRoom;
  /**
   * The champion, and fingerprints of the examples that have come since it was trained: half of the models see half.
   */
  recent?: { champion: string; fingerprints: ReadonlySet<string> };
}

/** Recent examples, and in each regime what the models say of them that have not seen them. */
export interface RecentExamples {
  examples: readonly Example[];
  judgements: JudgementsByRegime;
}

/** How a model's scores become probabilities, by target and by the fields that are told. */
export type CalibrationOfTargets = Record<Target, TrainedModel['targets'][Target]['calibration']>;

/** A model version that was trained and exported, but not compared with any other yet. */
export interface MadeArtifact extends Artifact {
  files: Record<ModelFile, Uint8Array>;
  /** Examples that it was not trained with, in the mix of classes of the world. */
  holdout: Example[];
  /** What it makes of the recent examples, by the half of its models that has not seen them. */
  recent: Record<Target, RecentExamples>;
  /** How it did on each of them. */
  judged: Record<Target, JudgedTarget>;
  /** The largest difference between a probability of the exported graph and the trainer's. */
  parity: number;
}

/** Told of the stages of making a version, what share of each is done, and how the log loss of a fit stands. */
export type OnMaking = (stage: TrainingStage | 'evaluation', shareDone: number, loss?: FitLoss) => void;

/**
 * Makes a model version from examples: fits, calibrates, judges it on the hold-out set, exports, and proves the
 * exported graph by scoring the hold-out set with the trained model and with the graph: as ONNX Runtime runs it whole,
 * and as it would be served.
 *
 * Errors: TrainingFailed where the examples do not do, or the graph is not the trained model.
 */
export async function makeArtifact(input: MakeInput, onMaking: OnMaking): Promise<MadeArtifact> {
  const { examples, datasets, labels, settings, fit, recent: since, room } = input;
  const outcome = await train(examples, settings, { onProgress: onMaking }, fit, since?.fingerprints, room);
  if (outcome.model === undefined) throw new TrainingFailed(outcome.failure.message);
  const { model, report } = outcome;
  onMaking('evaluation', 0);
  const holdout = naturalExamples(outcome.holdout, settings);
  const judged = evaluateModel(model, holdout);
  const evaluation = { country: judged.country.evaluation, variety: judged.variety.evaluation };
  const graph = exportOnnx(model.targets);
  const vocabulary = encodeVocabulary(model.vocabulary);
  const digests = { 'model.onnx': digestOf(graph), 'vocabulary.bin': digestOf(vocabulary) };
  const version = typeof input.version === 'string' ? input.version : input.version(digests, calibrationOf(model));
  const from = { datasets, ...(labels === undefined ? {} : { labels }) };
  const madeSince = since === undefined ? {} : { champion: since.champion };
  const training = { ...from, ...madeSince, report, onnxRuntime: onnxRuntimeVersion() };
  const described = describeModel(model, version, digests, training, evaluation);
  const made = { 'model.onnx': graph, 'vocabulary.bin': vocabulary, 'manifest.json': toJson(described) };
  const opened = await openMade(made);
  const { vocabulary: decoded, scorer } = opened;
  const manifest = { ...described, baseline: await measureBaseline(opened, holdout) };
  const files = { ...made, 'manifest.json': toJson(manifest) };
  onMaking('evaluation', 0.5);
  const parities = [scorer, await openScorer(graph)].map((one) => measureParity(one, model, holdout));
  const parity = Math.max(...(await Promise.all(parities)));
  if (!(parity <= GATE.parity)) {
    throw new TrainingFailed(`The exported graph is not the trained model: they differ by ${parity}.`);
  }
  const recent = { country: judgeRecent(outcome, 'country'), variety: judgeRecent(outcome, 'variety') };
  return { manifest, vocabulary: decoded, scorer, files, holdout, recent, judged, parity };
}

/** Opens the files as predict will: a version that would be refused there is not registered. */
async function openMade(files: Record<ModelFile, Uint8Array>): Promise<Artifact> {
  try {
    return await openArtifact((file) => Promise.resolve(files[file]));
  } catch (cause) {
    if (!(cause instanceof ModelRefused)) throw cause;
    throw new TrainingFailed(`The trained version cannot be served. ${cause.message}`, { cause });
  }
}

function calibrationOf({ targets: { country, variety } }: TrainedModel): CalibrationOfTargets {
  return { country: country.calibration, variety: variety.calibration };
}

function judgeRecent({ model, recent }: TrainedOutcome, target: Target): RecentExamples {
  const { examples, byRegime, ...known } = recent[target];
  const calibrate = createCalibrate(target, model.targets[target]);
  const judgements = mapRegimes((regime) => {
    const { scores, told } = byRegime[regime];
    return judgeExamples({ ...known, scores }, (row, at) => calibrate(row, told[at] ?? 0));
  });
  return { examples, judgements };
}

type TrainedOutcome = Extract<TrainingOutcome, { model: TrainedModel }>;

async function measureParity(scorer: Scorer, model: TrainedModel, examples: readonly Example[]): Promise<number> {
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(examples);
  const plain = createPlainScorer(model.targets);
  return (await compareScorers(scorer, plain, matrix, model.vocabulary.keys.count)).largestDifference;
}

/** A value as the files of a model version keep it. */
export function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}
