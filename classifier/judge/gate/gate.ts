import type { GateCheck, GateDecision } from '../../../contract/stored-models.ts';
import { TARGETS } from '../../../contract/wine.ts';
import type { Target } from '../../../contract/wine.ts';
import type { Judgement } from '../evaluate.ts';
import { binomialTail, bootstrapMeans, quantileOf, signTest } from '../intervals.ts';
import { checkCalibration } from './calibration.ts';
import { GATE, largeSlices } from './rules.ts';
import type { Duel } from './rules.ts';

/** How many labels there are for a target, and how many the champion holds to be next to impossible. */
export interface LabelCheck {
  count: number;
  implausible: number;
}

/** All that the gate goes by; see decide(). */
export interface GateInput {
  duels: Record<Target, Duel>;
  labels: Record<Target, LabelCheck>;
  /** The largest difference between a probability of the exported graph and the trainer's. */
  parity: number;
  seed: number;
}

/**
 * A probability lower than this counts as this: a single example of a class that one of the two does not know must not
 * decide by itself.
 */
const PROBABILITY_MIN = 1e-6;
/** Differences up to this come from rounding. */
const ROUNDING_DIFFERENCE_MAX = 1e-9;

/**
 * Decides whether a challenger may become the champion: only if it passes every check. Pure: the same input gives the
 * same decision, to the last digit.
 */
export function decide(input: GateInput): GateDecision {
  const checks = TARGETS.flatMap((target) => {
    const duel = input.duels[target];
    return [
      checkLogLoss(target, duel, input.seed),
      ...checkSlices(target, duel),
      ...checkCalibration(target, duel, input.seed),
      checkLabels(target, input.labels[target]),
    ];
  });
  checks.push(checkParity(input.parity));
  const failed = checks.filter(({ passed }) => !passed);
  const more = failed.length > 1 ? ` And ${failed.length - 1} more of ${checks.length} checks failed.` : '';
  const reason = failed[0] ? `${failed[0].detail}${more}` : `All ${checks.length} checks passed.`;
  return { promoted: failed.length === 0, reason, checks };
}

/**
 * Not worse in log loss beyond the margin, by the paired bootstrap: it passes where the 95 % upper bound of how much
 * worse it is lies within the margin. So chance may hold a good challenger back, and hardly lets a worse one through.
 */
function checkLogLoss(target: Target, { champion, challenger }: Duel, seed: number): GateCheck {
  const name = `${target} log loss`;
  if (champion.length === 0 || champion.length !== challenger.length) {
    const detail = `The ${target} cannot be compared: there are no hold-out examples for it.`;
    return { name, passed: false, champion: null, challenger: null, limit: null, detail };
  }
  const before = meanOf(champion.map(lossOf));
  const differences = challenger.map((judgement, at) => lossOf(judgement) - lossOf(champion[at] ?? judgement));
  const after = before + meanOf(differences);
  const worse = quantileOf(bootstrapMeans(differences, GATE.bootstrapRounds, seed), GATE.confidence);
  const margin = Math.max(GATE.logLossMargin * before, GATE.logLossMarginMin);
  const detail =
    `The log loss of the ${target} is ${after.toFixed(4)}, the champion's ${before.toFixed(4)}: with 95 % confidence ` +
    `it is at most ${worse.toFixed(4)} worse, and ${margin.toFixed(4)} is allowed.`;
  return {
    name,
    passed: worse <= margin + ROUNDING_DIFFERENCE_MAX,
    champion: before,
    challenger: after,
    limit: before + margin,
    detail,
  };
}

/**
 * No slice of 200 examples or more loses over 2 points of accuracy. A loss that chance explains does not count: two
 * trainings differ on so many examples that of a dozen slices one nearly always loses as much (sign test on the
 * examples on which only one of the two is right; McNemar 1947).
 */
function checkSlices(target: Target, { champion, challenger, slices }: Duel): GateCheck[] {
  return largeSlices(slices).map(({ name: slice, rows }) => {
    const [rightBefore, rightAfter] = [champion, challenger].map((one) => rows.map((row) => isRight(one[row])));
    const before = shareOf(rightBefore ?? []);
    const after = shareOf(rightAfter ?? []);
    const lost = rows.filter((_, at) => rightBefore?.[at] && !rightAfter?.[at]).length;
    const won = rows.filter((_, at) => !rightBefore?.[at] && rightAfter?.[at]).length;
    const chance = signTest(lost, won);
    const limit = before - GATE.accuracyLoss;
    const passed = after >= limit - ROUNDING_DIFFERENCE_MAX || chance >= GATE.chance;
    const detail =
      `The accuracy for the ${target} on ${slice} (${rows.length} examples) went from ${percent(before)} to ` +
      `${percent(after)}, and may lose 2 points; chance alone takes as much with probability ${chance.toFixed(3)}.`;
    return { name: `${target} accuracy, ${slice}`, passed, champion: before, challenger: after, limit, detail };
  });
}

/**
 * Not too many labels that the champion holds to be next to impossible. Its confidence is calibrated, so of true labels
 * hardly any is, even where only its mistakes are labelled; of labels that were made up, most are.
 */
function checkLabels(target: Target, { count, implausible }: LabelCheck): GateCheck {
  const share = implausible / Math.max(1, count);
  const chance = binomialTail(count, implausible, GATE.implausibleShare);
  const isChance = count < GATE.labelsMin && chance >= GATE.labelsChance;
  const passed = share <= GATE.implausibleShare + ROUNDING_DIFFERENCE_MAX || isChance;
  const few = count < GATE.labelsMin ? `, or as many as chance explains (here: probability ${chance.toFixed(4)})` : '';
  const detail =
    `Of ${count} labels for the ${target}, the champion gives ${implausible} a probability below ` +
    `${100 * GATE.plausible} %: ${percent(share)}, and ${percent(GATE.implausibleShare)} are allowed${few}.`;
  const name = `${target} label plausibility`;
  return { name, passed, champion: null, challenger: share, limit: GATE.implausibleShare, detail };
}

function checkParity(difference: number): GateCheck {
  const detail =
    `Probabilities of the exported graph and of the trainer differ by at most ${difference.toExponential(1)}, and ` +
    `${GATE.parity.toExponential(0)} is allowed.`;
  // Written so that NaN fails.
  const passed = difference <= GATE.parity;
  return { name: 'parity', passed, champion: null, challenger: difference, limit: GATE.parity, detail };
}

function lossOf({ probabilityOfTruth }: Judgement): number {
  return -Math.log(Math.max(probabilityOfTruth, PROBABILITY_MIN));
}

function isRight(judgement: Judgement | undefined): boolean {
  return judgement !== undefined && judgement.answer === judgement.trueClass;
}

function shareOf(rights: readonly boolean[]): number {
  return rights.filter(Boolean).length / Math.max(1, rights.length);
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
