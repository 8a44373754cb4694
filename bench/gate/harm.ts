import type { Judgement } from '../../classifier/judge/evaluate.ts';
import { signTest } from '../../classifier/judge/intervals.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { RENAMINGS } from './challengers.ts';
import type { GateRecord } from './records.ts';
import { judgeHeard } from './replay.ts';

/** What promoting a challenger does to the answers for one target, on examples that nobody has touched. */
export interface Effect {
  target: Target;
  /** By which share of the champion's log loss the challenger's is higher, and the standard error of that. */
  loss: number;
  standardError: number;
  /** By how much its accuracy is higher. */
  accuracy: number;
}

/** Harm is a log loss that is higher by more than this share of the champion's, where chance does not explain it. */
const LOSS_MAX = 0.01;
/** Or so much less accuracy for the class that was labelled as another. */
const CLASS_LOSS_MAX = 0.05;
/** The 95 % quantile of the normal distribution. */
const Z = 1.645;
const CHANCE = 0.05;
const PROBABILITY_MIN = 1e-6;

/** The effects of promoting a challenger, for both targets. */
export function measureEffects(record: GateRecord): Effect[] {
  return TARGETS.map((target) => {
    const { champion, challenger } = judgeHeard(record, 'untouched', target);
    const before = meanOf(champion.map(lossOf));
    const differences = challenger.map((one, at) => lossOf(one) - lossOf(champion[at]));
    const mean = meanOf(differences);
    const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (differences.length - 1);
    return {
      target,
      loss: mean / before,
      standardError: Math.sqrt(variance / differences.length) / before,
      accuracy: meanOf(challenger.map(isRight)) - meanOf(champion.map(isRight)),
    };
  });
}

/** The harm that promoting a challenger would do, each in a few words; none where it would do none. */
export function findHarm(record: GateRecord): string[] {
  const worse = measureEffects(record)
    .filter(({ loss, standardError }) => loss > LOSS_MAX && loss > Z * standardError)
    .map(({ target, loss }) => `${target} log loss ${(100 * loss).toFixed(1)} % higher`);
  return [...worse, ...findClassHarm(record)];
}

function findClassHarm(record: GateRecord): string[] {
  const target = TARGETS.find((one) => record.kind.startsWith(`${one}-renamed`));
  if (target === undefined) return [];
  const [name] = RENAMINGS[target][record.world] ?? [];
  const { known, champion, challenger } = judgeHeard(record, 'untouched', target);
  const members = known.flatMap((example, at) => (example[target] === name ? [at] : []));
  const lost = members.filter((at) => isRight(champion[at]) && !isRight(challenger[at])).length;
  const won = members.filter((at) => !isRight(champion[at]) && isRight(challenger[at])).length;
  const loss = (lost - won) / Math.max(1, members.length);
  if (loss <= CLASS_LOSS_MAX || signTest(lost, won) >= CHANCE) return [];
  return [`${name}: ${(100 * loss).toFixed(1)} points of accuracy less`];
}

function lossOf(judgement: Judgement | undefined): number {
  return -Math.log(Math.max(judgement?.probabilityOfTruth ?? 0, PROBABILITY_MIN));
}

function isRight(judgement: Judgement | undefined): number {
  return judgement !== undefined && judgement.answer === judgement.trueClass ? 1 : 0;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
