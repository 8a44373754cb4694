import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { brotliDecompressSync } from 'node:zlib';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import { describeModel } from '../../classifier/files/describe-model.ts';
import { evaluateModel } from '../../classifier/judge/evaluate-model.ts';
import type { Example } from '../../classifier/features/example.ts';
import { exportOnnx } from '../../classifier/files/export-onnx.ts';
import { createMatrixBuilder } from '../../classifier/features/matrix.ts';
import { naturalExamples } from '../../classifier/fit/labelled-rows.ts';
import type { FileDigest } from '../../classifier/files/manifest.ts';
import { compareScorers } from '../../classifier/judge/parity.ts';
import { createClassifier } from '../../classifier/answer/predict.ts';
import { createPlainScorer } from '../../classifier/answer/scorer.ts';
import { train } from '../../classifier/fit/train.ts';
import type { TrainedModel, TrainingStage } from '../../classifier/fit/train.ts';
import { decodeVocabulary, encodeVocabulary } from '../../classifier/features/vocabulary.ts';
import { fitInThreads } from './fit-in-threads.ts';
import { plotCalibration } from './calibration-plot.ts';
import { writeFigures } from './model-card.ts';
import { compress, digestOf, settleFiles } from './model-files.ts';
import { createOnnxScorer, runtimeVersion } from './onnx-scorer.ts';
import { judgeOtherStyles } from './other-styles.ts';
import { printEvaluation, printReport } from './print-report.ts';
import { CARD, DATASET, SETTINGS } from './settings.ts';

/*
 * Rebuilds the starter model from the bundled dataset, bit for bit:
 *     node models/starter/train.ts [--check]
 * With --check nothing is written, and the exit code is 1 if a file differs.
 */

const LARGEST_DIFFERENCE = 1e-5;

async function main(): Promise<void> {
  const started = performance.now();
  const compressed = readFileSync(DATASET);
  const outcome = await train(
    decodeDataset(brotliDecompressSync(compressed)),
    SETTINGS,
    { onProgress: showProgress },
    fitInThreads(availableParallelism()),
  );
  printReport(outcome.report);
  if (!outcome.model) throw new Error(outcome.failure.message);
  console.log(
    `trained in ${secondsSince(started)}, using at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );

  const holdout = naturalExamples(outcome.holdout, SETTINGS);
  const { country, variety } = evaluateModel(outcome.model, holdout);
  const evaluation = { country: country.evaluation, variety: variety.evaluation };
  printEvaluation(evaluation);

  const onnx = exportOnnx(outcome.model.targets);
  await proveExport(onnx, outcome.model, holdout);
  const vocabulary = encodeVocabulary(outcome.model.vocabulary);
  const digests = { 'model.onnx': digestOf(onnx), 'vocabulary.bin': digestOf(vocabulary) };
  const manifest = describeModel(
    outcome.model,
    versionOf(digests),
    digests,
    {
      datasets: [{ name: 'wine-reviews', ...digestOf(compressed) }],
      report: outcome.report,
      onnxRuntime: runtimeVersion(),
    },
    evaluation,
  );
  const classifier = createClassifier({
    manifest,
    vocabulary: decodeVocabulary(vocabulary),
    scorer: await createOnnxScorer(onnx),
  });
  const card = writeFigures(readFileSync(CARD, 'utf8'), manifest, await judgeOtherStyles(classifier));
  const plot = plotCalibration([
    { name: 'country', judgements: country.judgements.noteAndNumbers },
    { name: 'variety', judgements: variety.judgements.noteAndNumbers },
  ]);
  const checkOnly = process.argv.includes('--check');
  const files = {
    'model.onnx.br': compress(onnx),
    'vocabulary.bin': vocabulary,
    'manifest.json': toJson(manifest),
    '../../docs/MODEL.md': Buffer.from(card),
    '../../docs/model-calibration.svg': Buffer.from(plot),
  };
  const settled = settleFiles(files, checkOnly);
  for (const { name, bytes, changed } of settled) {
    console.log(`${name}: ${bytes} bytes, ${changed ? (checkOnly ? 'DIFFERS' : 'written') : 'unchanged'}`);
  }
  if (checkOnly && settled.some(({ changed }) => changed)) process.exitCode = 1;
  console.log(`${manifest.version}, done in ${secondsSince(started)}`);
}

/** Throws if ONNX Runtime and the trainer give an example probabilities that differ. */
async function proveExport(onnx: Uint8Array, model: TrainedModel, examples: readonly Example[]): Promise<void> {
  const featureCount = model.vocabulary.keys.count;
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(examples);
  const [exported, plain] = [await createOnnxScorer(onnx), createPlainScorer(model.targets)];
  const { largestDifference } = await compareScorers(exported, plain, matrix, featureCount);
  console.log(`ONNX Runtime against trainer: probabilities differ by at most ${largestDifference.toExponential(1)}`);
  if (!(largestDifference <= LARGEST_DIFFERENCE)) throw new Error('The exported graph is not the trained model.');
}

/** A name that no other model has: the beginning of a digest of all of its numbers. */
function versionOf(digests: Record<string, FileDigest>): string {
  return `starter-${digestOf(toJson(digests)).sha256.slice(0, 12)}`;
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}

function showProgress(stage: TrainingStage, shareDone: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${stage}: ${Math.round(100 * shareDone)} %\u001b[K`);
}

function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

await main();
