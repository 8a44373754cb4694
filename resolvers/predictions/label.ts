import type { StoredLabel, StoredPrediction } from '../../contract/stored/prediction.ts';
import { util } from '@aws-appsync/utils';
import { LABEL_HISTORY_MAX } from '../../contract/limits.ts';
import type { MutationLabelPredictionArgs } from '../../generated/schema.ts';
import { raiseInvalid } from '../values/raise.ts';
import { checkClassName, settleName } from '../values/text.ts';

/** What a caller says is true; null where nothing is said. */
interface Truth {
  readonly country: string | null;
  readonly variety: string | null;
}

// Always with milliseconds: the index of labels sorts these as texts.
const TIME_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";

/**
 * What the arguments say, trimmed. Raises InvalidInput for texts that are no class's name, and where nothing is said.
 */
export function readTruth({ country, variety }: MutationLabelPredictionArgs): Truth {
  if (country == null && variety == null) {
    raiseInvalid(null, 'atLeastOne', 'Tell the country, the variety, or both.');
  }
  return {
    country: checkClassName('country', country?.trim() ?? null),
    variety: checkClassName('variety', variety?.trim() ?? null),
  };
}

/** Whether a label says this already. */
export function says(label: StoredLabel | undefined, { country, variety }: Truth): boolean {
  if (!label) return false;
  return (country === null || country === label.country) && (variety === null || variety === label.variety);
}

/** The label that comes after `earlier`: a target of which nothing is said now keeps what was said before. */
export function nextLabel(earlier: StoredLabel | undefined, truth: Truth): StoredLabel {
  const country = truth.country ?? earlier?.country;
  const variety = truth.variety ?? earlier?.variety;
  return {
    ...(country === undefined ? {} : { country }),
    ...(variety === undefined ? {} : { variety }),
    labelledAt: timeAfter(earlier),
  };
}

/** Whether a label says what was answered of a target; nothing where it does not tell of it. */
export function judge(
  stored: StoredPrediction,
  target: 'country' | 'variety',
  label: StoredLabel,
): Record<string, boolean> {
  const truth = label[target];
  if (truth === undefined) return {};
  const answer = stored[target].ranking[0]?.[0] ?? '';
  return { [target]: settleName(target, answer) === settleName(target, truth) };
}

/** A history with one more label; the oldest goes where there are too many. */
export function lengthen(history: readonly StoredLabel[] | undefined, label: StoredLabel): StoredLabel[] {
  return [...(history ?? []), label].slice(-LABEL_HISTORY_MAX);
}

/** Now, but later than the earlier label, so that a time tells one label of a prediction from every other. */
function timeAfter(earlier: StoredLabel | undefined): string {
  const nowMs = util.time.nowEpochMilliSeconds();
  const earlierMs = earlier ? util.time.parseISO8601ToEpochMilliSeconds(earlier.labelledAt) : 0;
  return util.time.epochMilliSecondsToFormatted(Math.max(nowMs, earlierMs + 1), TIME_FORMAT);
}
