import type { GateCheck } from '../../../contract/stored/models.ts';
import type { Target } from '../../../contract/wine.ts';
import type { Judgement } from '../evaluate.ts';
import { bootstrapMeans, quantileOf, wilsonInterval } from '../intervals.ts';
import { GATE } from './rules.ts';
import type { Duel, RecentDuel } from './rules.ts';
import { targetOf } from './target-of.ts';

/**
 * A probability lower than this counts as this: a single example of a class that one of the two does not know must not
 * decide by itself.
 */
const PROBABILITY_MIN = 1e-6;
/** Differences up to this come from rounding. */
const ROUNDING_DIFFERENCE_MAX = 1e-9;

/** Mean log losses of two models on the same examples, and the 90 % interval of how much the challenger's is higher. */
interface PairedLoss {
  champion: number;
  difference: number;
  low: number;
  high: number;
}

/**
 * Not worse in log loss beyond the margin, by the paired bootstrap: it passes where the 95 % upper bound of how much
 * worse it is lies within the margin.
 */
export function checkLogLoss(target: Target, { champion, challenger }: Duel, seed: number): GateCheck {
  const name = `${target} log loss`;
  const about = { name, target: targetOf(target), n: champion.length };
  if (champion.length === 0 || champion.length !== challenger.length) {
    const detail = `The ${target} cannot be compared: there are no hold-out examples for it.`;
    return { ...about, passed: false, champion: null, challenger: null, limit: null, detail };
  }
  const loss = compareLosses(champion, challenger, seed);
  const margin = Math.max(GATE.logLossMargin[target] * loss.champion, GATE.logLossMarginMin);
  const detail =
    `The log loss of the ${target} on ${champion.length} wines held out is ${describeLoss(loss)}: with 95 % ` +
    `confidence it is at most ${figure(loss.high)} worse, and ${figure(margin)} is allowed.`;
  const passed = loss.high <= margin + ROUNDING_DIFFERENCE_MAX;
  return { ...about, passed, ...figuresOf(loss, loss.champion + margin), detail };
}

/**
 * Not clearly worse on what people have brought since the champion was trained, by the half of the models that has not
 * seen it. A class that the champion does not know counts as a probability of a millionth.
 */
export function checkRecent(target: Target, recent: RecentDuel, seed: number): GateCheck[] {
  const { champion, challenger } = recent;
  if (champion.length < GATE.recentExamplesMin) return [];
  const loss = compareLosses(champion, challenger, seed);
  const margin = Math.max(GATE.logLossMargin[target] * loss.champion, GATE.logLossMarginMin);
  const detail =
    `On ${champion.length} recent examples, judged by models that have not seen them, the log loss of the ${target} ` +
    `is ${describeLoss(loss)}: with 95 % confidence it is at least ${figure(loss.low)} worse, and ${figure(margin)} ` +
    `is allowed.`;
  return [
    {
      name: `${target} log loss, recent examples`,
      target: targetOf(target),
      n: champion.length,
      passed: loss.low <= margin + ROUNDING_DIFFERENCE_MAX,
      ...figuresOf(loss, loss.champion + margin),
      detail,
    },
  ];
}

/** A class that the champion does not know is learnt from its examples: those not seen are named so, some of them. */
export function checkNewClasses(target: Target, { challenger, classes }: RecentDuel): GateCheck[] {
  const counts = new Map<string, { named: number; total: number }>();
  for (const [at, { name, isKnown }] of classes.entries()) {
    const judgement = challenger[at];
    if (isKnown || judgement === undefined) continue;
    const count = counts.get(name) ?? { named: 0, total: 0 };
    counts.set(name, count);
    count.total += 1;
    if (judgement.answer === judgement.trueClass) count.named += 1;
  }
  const known = [...counts].filter(([, { total }]) => total >= GATE.strangersMin);
  return known.map(([name, { named, total }]) => {
    const { low, high } = wilsonInterval(named, total);
    const share = named / total;
    const limit = GATE.classNamedMin;
    const detail =
      `Of ${total} examples of the ${target} ${name}, which the champion does not know, models that had not seen ` +
      `them named ${named}: with 95 % confidence at most ${percent(high)}, and ${percent(limit)} are asked for.`;
    const figures = { champion: 0, challenger: share, limit, low, high, n: total };
    return { name: `${target} named, ${name}`, target: targetOf(target), passed: high >= limit, ...figures, detail };
  });
}

function compareLosses(champion: readonly Judgement[], challenger: readonly Judgement[], seed: number): PairedLoss {
  const differences = challenger.map((judgement, at) => lossOf(judgement) - lossOf(champion[at] ?? judgement));
  const means = bootstrapMeans(differences, GATE.bootstrapRounds, seed);
  return {
    champion: meanOf(champion.map(lossOf)),
    difference: meanOf(differences),
    low: quantileOf(means, 1 - GATE.confidence),
    high: quantileOf(means, GATE.confidence),
  };
}

function figuresOf({ champion, difference, low, high }: PairedLoss, limit: number) {
  return { champion, challenger: champion + difference, limit, low: champion + low, high: champion + high };
}

function describeLoss({ champion, difference }: PairedLoss): string {
  return `${figure(champion + difference)}, the champion's ${figure(champion)}`;
}

function lossOf({ probabilityOfTruth }: Judgement): number {
  return -Math.log(Math.max(probabilityOfTruth, PROBABILITY_MIN));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

function figure(number: number): string {
  return number.toFixed(4);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
