import { wilsonInterval } from '../../../classifier/judge/intervals.ts';
import { settleName } from '../../../classifier/text/names.ts';
import { ACCURACY_DAYS_MAX, ACCURACY_READS_MAX } from '../../../contract/limits.ts';
import { TARGETS } from '../../../contract/wine.ts';
import type { Target } from '../../../contract/wine.ts';
import type { SliceAccuracy, SliceKind } from '../../../generated/schema.ts';
import { type LabelledPrediction, monthOf, readLabelled } from '../../../store/predictions/labels.ts';
import type { Table } from '../../../store/dynamodb/table.ts';
import { invalidInput } from '../../failures.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { Dependencies } from '../dependencies.ts';
import { readTimeMs, type Request } from '../request.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How often the answers of a time were right, as far as they have been labelled since. It gives up after `readsMax`
 * reads that brought labels: what one request may cost is bounded.
 */
export async function accuracy(
  { predictions }: Dependencies,
  { arguments: given }: Request,
  readsMax = ACCURACY_READS_MAX,
): Promise<ModelsAnswer> {
  const from = readTimeMs(given, 'from');
  const to = readTimeMs(given, 'to');
  if (!(from < to) || to - from > ACCURACY_DAYS_MAX * DAY_MS) {
    const message = `from must be before to, and at most ${ACCURACY_DAYS_MAX} days before it.`;
    return { failure: invalidInput('from', 'range', message) };
  }
  const by = (given['by'] ?? null) as SliceKind | null;
  const counted = await countSlices(predictions, { fromMs: from, toMs: to, kinds: [by], readsMax });
  if (counted !== undefined) return { value: counted[0] };
  return { failure: invalidInput('from', 'range', 'Too many labels were told since then: choose a later from.') };
}

/** Which answers are to be counted, and in what slices. */
interface Counting {
  fromMs: number;
  toMs: number;
  /** What to tell apart; null for one slice, `all`. */
  kinds: readonly (SliceKind | null)[];
  readsMax?: number;
}

/**
 * Counts how often the answers of a time were right, once for each kind of slice. Undefined where more than `readsMax`
 * reads would bring labels.
 *
 * Errors: StoreUnavailable.
 */
export async function countSlices(
  predictions: Table,
  { fromMs, toMs, kinds, readsMax = ACCURACY_READS_MAX }: Counting,
): Promise<SliceAccuracy[][] | undefined> {
  const counts = kinds.map(() => new Map<string, Count>());
  const nowMs = predictions.clock.now();
  let reads = 0;
  // What was said of these predictions may have been said at any time since.
  for await (const page of readLabelled(predictions, monthOf(Math.max(0, fromMs)), monthOf(nowMs))) {
    if (page.length > 0) reads += 1;
    if (reads > readsMax) return undefined;
    for (const prediction of page) {
      const madeMs = Date.parse(prediction.createdAt);
      if (madeMs < fromMs || madeMs >= toMs) continue;
      for (const [at, by] of kinds.entries()) countPrediction(counts[at] ?? new Map<string, Count>(), prediction, by);
    }
  }
  return counts.map((count) => [...count.values()].sort(byTargetAndSize).map(describeCount));
}

/** How many names a slice tells of that labels have in place of its answers. */
const TRUTHS_MAX = 10;

interface Count {
  target: Target;
  slice: string;
  labelled: number;
  right: number;
  /** The sum of the answers' calibrated confidences. */
  confidence: number;
  /** What labels tell where the answer was not right, by the name as it is compared. */
  truths: Map<string, { name: string; count: number }>;
}

function countPrediction(counts: Map<string, Count>, prediction: LabelledPrediction, by: SliceKind | null): void {
  for (const target of TARGETS) {
    const truth = prediction.label[target];
    if (truth === undefined) continue;
    const slice = by === null ? 'all' : SLICERS[by](prediction, target);
    const key = `${target} ${slice}`;
    const empty: Count = { target, slice, labelled: 0, right: 0, confidence: 0, truths: new Map() };
    const count = counts.get(key) ?? empty;
    counts.set(key, count);
    count.labelled += 1;
    count.confidence += confidenceOf(prediction, target);
    const settled = settleName(target, truth);
    if (settleName(target, answerTo(prediction, target)) === settled) count.right += 1;
    else count.truths.set(settled, { name: truth, count: (count.truths.get(settled)?.count ?? 0) + 1 });
  }
}

const SLICERS: Record<SliceKind, (prediction: LabelledPrediction, target: Target) => string> = {
  CONFIDENCE: (prediction, target) => nameTenth(confidenceOf(prediction, target)),
  COUNTRY: (prediction) => answerTo(prediction, 'country'),
  VARIETY: (prediction) => answerTo(prediction, 'variety'),
  MODEL_VERSION: ({ modelVersion }) => modelVersion,
  DAY: ({ createdAt }) => createdAt.slice(0, 10),
  PRICE_RANGE: ({ wine }) => nameRange(wine.price),
};

/** The price ranges that schema.graphql names: each begins at its lower end. */
function nameRange(price: number | undefined): string {
  if (price === undefined) return 'unknown';
  if (price < 10) return 'under 10';
  if (price < 20) return '10–20';
  if (price < 40) return '20–40';
  return price < 100 ? '40–100' : 'over 100';
}

/** A tenth of confidences: it begins at its lower end, and the last one holds 1. */
function nameTenth(confidence: number): string {
  const tenth = Math.min(9, Math.floor(confidence * 10));
  return `${tenth * 10}–${tenth * 10 + 10} %`;
}

function confidenceOf(prediction: LabelledPrediction, target: Target): number {
  return prediction[target].ranking[0]?.[1] ?? 0;
}

function answerTo(prediction: LabelledPrediction, target: Target): string {
  return prediction[target].ranking[0]?.[0] ?? '';
}

function byTargetAndSize(one: Count, other: Count): number {
  if (one.target !== other.target) return one.target < other.target ? -1 : 1;
  return other.labelled - one.labelled || (one.slice < other.slice ? -1 : 1);
}

function describeCount({ target, slice, labelled, right, confidence, truths }: Count): SliceAccuracy {
  const { low, high } = wilsonInterval(right, labelled);
  const name = target === 'country' ? 'COUNTRY' : 'VARIETY';
  const told = [...truths.values()].sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  return {
    ...{ target: name, slice, labelled, right, accuracy: right / labelled, low, high },
    estimated: confidence / labelled,
    truths: told.slice(0, TRUTHS_MAX),
  };
}
