import { turnIntoProbabilities } from '../classifier/answer/calibration.ts';
import { type Classification, createClassifier } from '../classifier/answer/predict.ts';
import type { ScorerInput, TargetScores } from '../classifier/answer/scorer.ts';
import { TARGETS, type Target, type Wine } from '../contract/wine.ts';
import { type Artifact, ModelRefused } from './open.ts';

/** Features a row, and rows a call, of what is scored. */
const WIDTH = 256;
const ROWS = 32;

/** How far what a probability or an effect adds up to may be from what it must be. */
const SUM_ERROR_MAX = 1e-4;

/** Wines of which any model knows something, by every combination of fields that clients usually tell. */
const WINES: readonly Wine[] = [
  { description: 'Blackberry, cedar and graphite, with firm tannins and a long finish.' },
  { description: 'Crisp green apple, lime and wet stone.', price: 18, points: 88 },
  { variety: 'Pinot Noir' },
  { country: 'Italy', price: 25 },
  { description: 'Ripe plum.', variety: 'Merlot', country: 'France', region: 'Pomerol', winery: 'A', points: 90 },
];

/**
 * Proves that a model answers before anything is asked of it: every feature is scored once, and some wines are
 * classified. Scores are as many as there are classes, finite, and turn into probabilities that add up to 1; the
 * effects of features add up to the score that they explain; confidences are from 0 to 1.
 *
 * Errors: ModelRefused, which says what does not hold.
 */
export async function proveArtifact(artifact: Artifact): Promise<void> {
  try {
    await proveScores(artifact);
    await proveAnswers(artifact);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelRefused(`The model is not served, because of model.onnx: ${reason}`, { cause });
  }
}

async function proveScores({ manifest, scorer }: Artifact): Promise<void> {
  const { featureCount, targets } = manifest;
  // The first row has no feature, so that its scores are what the effects of the others come on top of.
  const [first] = listInputs(0, featureCount);
  const bare = first === undefined ? undefined : await scorer({ ...first, ids: first.ids.map(() => featureCount) });
  for (let start = 0; start < featureCount; start += WIDTH * ROWS) {
    for (const input of listInputs(start, featureCount)) {
      const scored = await scorer(input);
      for (const target of TARGETS) {
        const classCount = targets[target].classes.length;
        checkWidths(target, scored[target], input, classCount);
        for (let row = 0; row < input.rows; row += 1) {
          checkRow(target, scored[target], bare?.[target].scores ?? new Float32Array(), { row, classCount });
        }
      }
    }
  }
}

/** The features from `start`, each once, as rows; the number of features itself fills the last one up. */
function listInputs(start: number, featureCount: number): ScorerInput[] {
  const rows = Math.min(ROWS, Math.ceil((featureCount - start) / WIDTH));
  if (rows <= 0) return [];
  const ids = Int32Array.from({ length: rows * WIDTH }, (_, at) => Math.min(start + at, featureCount));
  return [{ ids, weights: new Float32Array(rows * WIDTH).fill(1), rows, width: WIDTH }];
}

function checkWidths(target: Target, { scores, effects }: TargetScores, { rows, width }: ScorerInput, classes: number) {
  if (scores.length !== rows * classes) {
    throw new Error(`it gives ${scores.length / rows} scores for the ${target}, and has ${classes} classes`);
  }
  if (effects.length !== rows * width) {
    throw new Error(`it gives ${effects.length / rows} effects for the ${target}, of ${width} features`);
  }
}

function checkRow(
  target: Target,
  { scores, effects }: TargetScores,
  bare: Float32Array,
  { row, classCount }: { row: number; classCount: number },
): void {
  const own = scores.subarray(row * classCount, (row + 1) * classCount);
  const adding = effects.subarray(row * WIDTH, (row + 1) * WIDTH);
  if (!own.every(Number.isFinite) || !adding.every(Number.isFinite)) {
    throw new Error(`what it gives for the ${target} are not all finite numbers`);
  }
  const probabilities = new Float64Array(own);
  turnIntoProbabilities(probabilities);
  if (!(Math.abs(sum(probabilities) - 1) <= SUM_ERROR_MAX)) {
    throw new Error(`the probabilities that it gives for the ${target} do not add up to 1`);
  }
  const winner = own.indexOf(Math.max(...own));
  const explained = (bare[winner] ?? NaN) + sum(adding);
  const size = 1 + sum(adding.map(Math.abs));
  if (!(Math.abs((own[winner] ?? NaN) - explained) <= SUM_ERROR_MAX * size)) {
    throw new Error(`the effects that it gives for the ${target} do not add up to the score that they explain`);
  }
}

async function proveAnswers(artifact: Artifact): Promise<void> {
  const answers = await createClassifier(artifact).classify(WINES);
  for (const answer of answers) {
    for (const target of TARGETS) checkAnswer(target, answer[target], artifact.manifest.targets[target].classes.length);
  }
}

function checkAnswer(target: Target, { ranking }: Classification, classCount: number): void {
  const confidences = ranking.map(({ confidence }) => confidence);
  const total = sum(confidences);
  const isWhole = ranking.length < classCount || total >= 1 - SUM_ERROR_MAX;
  if (!confidences.every((one) => one >= 0 && one <= 1) || !(total <= 1 + SUM_ERROR_MAX) || !isWhole) {
    throw new Error(`the confidences of its answers for the ${target} are no probabilities`);
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
