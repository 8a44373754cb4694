import type { ModelFile } from '../contract/objects.ts';
import { createHash } from 'node:crypto';
import { describeModel } from '../classifier/files/describe-model.ts';
import { evaluateModel } from '../classifier/judge/evaluate-model.ts';
import type { Example } from '../classifier/features/example.ts';
import { exportOnnx } from '../classifier/files/export-onnx.ts';
import { createMatrixBuilder } from '../classifier/features/matrix.ts';
import { naturalExamples } from '../classifier/fit/labelled-rows.ts';
import type { FileDigest, Manifest } from '../classifier/files/manifest.ts';
import { compareScorers } from '../classifier/judge/parity.ts';
import { createPlainScorer } from '../classifier/answer/scorer.ts';
import { type TrainedModel, type TrainingReport, type TrainingStage, train } from '../classifier/fit/train.ts';
import type { TrainingSettings } from '../classifier/fit/training-settings.ts';
import { decodeVocabulary, encodeVocabulary } from '../classifier/features/vocabulary.ts';
import type { ModelParts } from './open.ts';
import { openScorer } from './scorer.ts';
import { TrainingFailed } from '../functions/train/job.ts';

/** What a version is trained from. */
export interface TrainInput {
  version: string;
  examples: readonly Example[];
  datasets: Manifest['training']['datasets'];
  settings: TrainingSettings;
  onnxRuntime: string;
}

/** A version that was trained and exported, but not compared with the champion yet. */
export interface TrainedVersion {
  parts: ModelParts;
  files: Record<ModelFile, Uint8Array>;
  /** Examples that it was not trained with, in the mix of classes of the world. */
  holdout: Example[];
  /** The largest difference between a probability of the exported graph and the trainer's. */
  parity: number;
  report: TrainingReport;
}

/**
 * Trains a version from examples: fits, calibrates, evaluates, exports, and scores the hold-out set in both ways. The
 * same input gives the same bytes.
 *
 * Errors: TrainingFailed where the examples do not do.
 */
export async function trainVersion(
  input: TrainInput,
  onProgress: (stage: TrainingStage | 'evaluation', shareDone: number) => void,
): Promise<TrainedVersion> {
  const { version, examples, datasets, settings, onnxRuntime } = input;
  const outcome = await train(examples, settings, { onProgress });
  if (outcome.model === undefined) throw new TrainingFailed(outcome.failure.message);
  const { model, report } = outcome;
  onProgress('evaluation', 0);
  const holdout = naturalExamples(outcome.holdout, settings);
  const { country, variety } = evaluateModel(model, holdout);
  const evaluation = { country: country.evaluation, variety: variety.evaluation };
  const graph = exportOnnx(model.targets);
  const vocabulary = encodeVocabulary(model.vocabulary);
  const digests = { 'model.onnx': digestOf(graph), 'vocabulary.bin': digestOf(vocabulary) };
  const manifest = describeModel(model, version, digests, { datasets, report, onnxRuntime }, evaluation);
  const files = { 'model.onnx': graph, 'vocabulary.bin': vocabulary, 'manifest.json': toJson(manifest) };
  const parts = { manifest, vocabulary: decodeVocabulary(vocabulary), scorer: await openScorer(graph) };
  onProgress('evaluation', 0.5);
  return { parts, files, holdout, report, parity: await measureParity(parts, model, holdout) };
}

async function measureParity(
  { scorer }: ModelParts,
  model: TrainedModel,
  examples: readonly Example[],
): Promise<number> {
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(examples);
  const plain = createPlainScorer(model.targets);
  return (await compareScorers(scorer, plain, matrix, model.vocabulary.keys.count)).largestDifference;
}

function digestOf(bytes: Uint8Array): FileDigest {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}
