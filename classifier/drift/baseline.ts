import { BINS_EDITION } from '../../contract/traffic.ts';
import type { Tally } from '../../contract/traffic.ts';
import { createClassifier } from '../answer/predict.ts';
import type { Classification, ModelFacts } from '../answer/predict.ts';
import type { Scorer } from '../answer/scorer.ts';
import type { Example } from '../features/example.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { createGauge } from './gauge.ts';
import { emptyTally } from './tally.ts';

/** What a model version was asked and answered when it was made: on examples that it had not been fitted with. */
export interface Baseline extends Tally {
  /** The edition of the bins, as in contract/traffic.ts; a baseline of another edition is as good as none. */
  edition: number;
}

/** So many examples are answered at a time, which bounds the memory that they take. */
const CHUNK_EXAMPLES = 500;

/** Counts the examples and what a model version answers to them, just as the predictions that it serves are counted. */
export async function measureBaseline(
  model: { manifest: ModelFacts; vocabulary: Vocabulary; scorer: Scorer },
  examples: readonly Example[],
): Promise<Baseline> {
  const classifier = createClassifier(model);
  const gauge = createGauge(model);
  const tally = emptyTally();
  for (let at = 0; at < examples.length; at += CHUNK_EXAMPLES) {
    const chunk = examples.slice(at, at + CHUNK_EXAMPLES);
    for (const [row, { country, variety }] of (await classifier.classify(chunk, { evidence: false })).entries()) {
      const example = chunk[row];
      if (example) gauge(example, { country: bestOf(country), variety: bestOf(variety) }, tally);
    }
  }
  for (const sums of Object.values(tally.confidence)) {
    sums.sum = roundOff(sums.sum);
    sums.squares = roundOff(sums.squares);
  }
  return { edition: BINS_EDITION, ...tally };
}

/** The baseline, where it is one that what is counted by this code compares with. */
export function comparableBaseline({ baseline }: { baseline?: Baseline }): Baseline | undefined {
  return baseline?.edition === BINS_EDITION && baseline.predictions > 0 ? baseline : undefined;
}

/** A prediction is stored with four decimals, and so is counted with them. */
function bestOf({ ranking }: Classification): { name: string; confidence: number } {
  const { name = '', confidence = 0 } = ranking[0] ?? {};
  return { name, confidence: Math.round(confidence * 1e4) / 1e4 };
}

function roundOff(sum: number): number {
  return Math.round(sum * 1e4) / 1e4;
}
