import type { GateCheck } from '../../../contract/stored/models.ts';
import type { Target } from '../../../contract/wine.ts';
import { binomialTail } from '../intervals.ts';
import { GATE } from './rules.ts';
import type { Claim, Claims } from './rules.ts';
import { targetOf } from './target-of.ts';

/** How sure one must be that labels are too surprising: the 99.9 % quantile of the normal distribution. */
const Z = 3.09;
const ROUNDING_DIFFERENCE_MAX = 1e-9;

/** Labels are other people's words: these checks hold them against what the champion knows. */
export function checkLabels(target: Target, claims: Claims): GateCheck[] {
  return [checkPlausibility(target, claims.plausibility), ...checkSurprise(target, claims)];
}

/**
 * Not too many labels that the champion holds to be next to impossible. Its confidence is calibrated, so of true labels
 * hardly any is, even where only its mistakes are labelled; of labels that were made up, most are. It counts from the
 * first label: one of ten may be odd, two are not.
 */
function checkPlausibility(target: Target, claims: readonly Claim[]): GateCheck {
  const implausible = claims.filter(({ probability }) => probability < GATE.plausible).length;
  const share = implausible / Math.max(1, claims.length);
  const chance = binomialTail(implausible, claims.length, GATE.implausibleByNature);
  const passed = share <= GATE.implausibleShare + ROUNDING_DIFFERENCE_MAX || chance >= GATE.implausibleChance;
  const detail =
    `Of ${claims.length} labels for the ${target}, the champion gives ${implausible} a probability below ` +
    `${100 * GATE.plausible} %: ${(100 * share).toFixed(2)} %, and ${100 * GATE.implausibleShare} % are allowed; as ` +
    `many of true ones have the probability ${chance.toFixed(3)}.`;
  return {
    name: `${target} label plausibility`,
    target: targetOf(target),
    passed,
    champion: null,
    challenger: share,
    limit: GATE.implausibleShare,
    n: claims.length,
    detail,
  };
}

/** Labels that contradict the champion: all, or those of one class for one other. */
interface Contradictions {
  named: string;
  answer: string;
  count: number;
  mean: number;
  low: number;
  high: number;
}

/**
 * Where labels contradict the champion, they surprise it no more than true ones do: a class that is labelled as another
 * one is found so, without any one label being impossible. One figure: that of the most surprising contradiction.
 */
function checkSurprise(target: Target, { recent, holdout }: Claims): GateCheck[] {
  const usual = surpriseOf(holdout.filter(contradicts));
  if (usual === undefined) return [];
  const groups = groupContradictions(recent, usual.variance).filter(({ count }) => count >= GATE.contradictionsMin);
  const [worst] = groups.sort((one, other) => other.low - one.low);
  if (worst === undefined) return [];
  const limit = usual.mean + GATE.surprise;
  const what = worst.named === '' ? 'contradict the champion' : `say ${worst.named} where it says ${worst.answer}`;
  const detail =
    `The ${worst.count} labels for the ${target} that ${what} surprise it by ${worst.mean.toFixed(2)} nats each, ` +
    `with 99.9 % confidence by ${worst.low.toFixed(2)} at least; true ones do so by ${usual.mean.toFixed(2)}, and ` +
    `${limit.toFixed(2)} is allowed.`;
  return [
    {
      name: `${target} label surprise`,
      target: targetOf(target),
      passed: worst.low <= limit,
      champion: usual.mean,
      challenger: worst.mean,
      limit,
      low: worst.low,
      high: worst.high,
      n: worst.count,
      detail,
    },
  ];
}

function groupContradictions(claims: readonly Claim[], varianceMin: number): Contradictions[] {
  const contradicting = claims.filter(contradicts);
  const pairs = new Map<string, Claim[]>();
  for (const claim of contradicting) {
    const key = JSON.stringify([claim.named, claim.answer]);
    pairs.set(key, [...(pairs.get(key) ?? []), claim]);
  }
  const all = surpriseOf(contradicting, varianceMin);
  return [
    ...(all ? [{ named: '', answer: '', ...all }] : []),
    ...[...pairs.values()].flatMap((pair) => {
      const [first] = pair;
      const surprise = surpriseOf(pair, varianceMin);
      return first && surprise ? [{ named: first.named, answer: first.answer, ...surprise }] : [];
    }),
  ];
}

function contradicts({ named, answer }: Claim): boolean {
  return named !== answer;
}

type Surprise = Pick<Contradictions, 'count' | 'mean' | 'low' | 'high'> & { variance: number };

/** The mean surprise and its interval, whose variance is taken to be that at least; undefined of fewer than two. */
function surpriseOf(claims: readonly Claim[], varianceMin = 0): Surprise | undefined {
  const count = claims.length;
  if (count < 2) return undefined;
  const surprises = claims.map(({ probability }) => -Math.log(Math.max(probability, Number.MIN_VALUE)));
  const mean = surprises.reduce((sum, one) => sum + one, 0) / count;
  const own = surprises.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1);
  const variance = Math.max(own, varianceMin);
  const reach = Z * Math.sqrt(variance / count);
  return { count, mean, low: mean - reach, high: mean + reach, variance };
}
