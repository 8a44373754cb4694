import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { SliceAccuracy, SliceKind } from '../../../generated/schema.ts';
import { listRuns } from '../../../store/models/runs.ts';
import { countSlices } from '../watching/accuracy.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';

/** What is told of the deployment every hour, whoever asks or not. */
export interface Stock {
  /** Since a training last came to its end, or since the first one began; absent where there was none. */
  trainingAgeHours?: number;
  /** Of the last week, with enough labels to tell anything. */
  slices: (SliceAccuracy & { by: SliceKind })[];
}

const HOUR_MS = 60 * 60 * 1000;
const SLICES_MS = 7 * 24 * HOUR_MS;
/** Fewer labels tell nothing: of twenty right answers in thirty the interval is a third wide. */
const SLICE_LABELS_MIN = 30;
const KINDS = ['VARIETY', 'PRICE_RANGE'] as const;
/** So many runs, the newest ones, are looked at for one that came to its end. */
const RUNS_MAX = 50;

/** Counts how often the answers of the last week were right, by slice, and how long ago a training last ended well. */
export async function takeStock(dependencies: Dependencies): Promise<ModelsAnswer> {
  const { models, predictions } = dependencies;
  const nowMs = predictions.clock.now();
  const runs = await listRuns(models, RUNS_MAX, models.clock.now() + PATIENCE_MS);
  const ended = runs.find(({ status }) => status !== 'RUNNING' && status !== 'FAILED');
  const since = ended?.finishedAt ?? runs.at(-1)?.startedAt;
  const counted = await countSlices(predictions, { fromMs: nowMs - SLICES_MS, toMs: nowMs, kinds: KINDS });
  const slices = KINDS.flatMap((by, at) => (counted?.[at] ?? []).map((slice) => ({ ...slice, by })));
  const value: Stock = {
    ...(since === undefined ? {} : { trainingAgeHours: (nowMs - Date.parse(since)) / HOUR_MS }),
    slices: slices.filter(({ labelled }) => labelled >= SLICE_LABELS_MIN),
  };
  return { value };
}
