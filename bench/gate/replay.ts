import { type GateInput, decide } from '../../classifier/judge/gate/gate.ts';
import type { Claim } from '../../classifier/judge/gate/rules.ts';
import type { Judgement } from '../../classifier/judge/evaluate.ts';
import { priceRange } from '../../classifier/judge/slices.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { SETTINGS } from '../../models/starter/settings.ts';
import type { GateRecord, Known, Said, SaidOfAll } from './records.ts';

/** The gate's decision on a challenger that was trained before. */
export function replay(record: GateRecord): ReturnType<typeof decide> {
  return decide(readInput(record));
}

function readInput(record: GateRecord): GateInput {
  const of = <Part>(read: (target: Target) => Part): Record<Target, Part> => ({
    country: read('country'),
    variety: read('variety'),
  });
  return {
    duels: of((target) => {
      const { champion, challenger, known } = judgeHeard(record, 'holdout', target);
      return { champion, challenger, slices: known.map(sliceNames) };
    }),
    recent: of((target) => {
      const { examples, champion, halves } = record.unseen[target];
      const knows = new Set(record.classes.champion[target]);
      const classes = examples.map(({ [target]: name = '' }) => ({ name, isKnown: knows.has(name) }));
      return {
        champion: judge(examples, champion[target].noteAndNumbers, target),
        challenger: judge(examples, halves.noteAndNumbers, target),
        classes,
      };
    }),
    claims: of((target) => ({
      plausibility: claim(record, record.recent, target, 'everything'),
      recent: claim(record, record.recent, target, 'noteAndNumbers'),
      holdout: claim(record, record.holdout, target, 'noteAndNumbers'),
    })),
    parity: record.parity,
    seed: SETTINGS.seed,
  };
}

/** What both say of the examples whose class the champion knows. */
export function judgeHeard(
  record: GateRecord,
  set: 'holdout' | 'untouched',
  target: Target,
): { champion: Judgement[]; challenger: Judgement[]; known: Known[] } {
  const { examples, champion, challenger } = record[set];
  const knows = new Set(record.classes.champion[target]);
  const places = examples.flatMap(({ [target]: name }, at) => (knows.has(name ?? '') ? [at] : []));
  const pick = <One>(list: readonly One[] = []): One[] => places.flatMap((at) => {
      const one = list[at];
      return one === undefined ? [] : [one];
    });
  const known = pick(examples);
  return {
    known,
    champion: judge(known, pick(champion[target].noteAndNumbers), target),
    challenger: judge(known, pick(challenger[target].noteAndNumbers), target),
  };
}

function judge(examples: readonly Known[], said: readonly Said[] = [], target: Target): Judgement[] {
  return examples.map(({ [target]: truth }, at) => {
    const [answer = '', confidence = 0, probabilityOfTruth = 0] = said[at] ?? [];
    const isRight = answer === truth;
    return { trueClass: 0, answer: isRight ? 0 : 1, confidence, classesAbove: isRight ? 0 : 1, probabilityOfTruth };
  });
}

function claim(
  record: GateRecord,
  { examples, champion }: { examples: readonly Known[]; champion: SaidOfAll },
  target: Target,
  regime: Regime,
): Claim[] {
  const knows = new Set(record.classes.champion[target]);
  return examples.flatMap(({ [target]: named }, at) => {
    const said = champion[target][regime]?.[at];
    if (named === undefined || said === undefined || !knows.has(named)) return [];
    return [{ named, answer: said[0], probability: said[2] }];
  });
}

function sliceNames({ country, variety, price }: Known): string[] {
  return [
    ...(country === undefined ? [] : [`country ${country}`]),
    ...(variety === undefined ? [] : [`variety ${variety}`]),
    `price ${priceRange(price)}`,
  ];
}

/** How the challenger does on rows that nobody has touched, beside its champion; see findHarm(). */
export interface Effect {
  target: Target;
  /** The champion's log loss, how much the challenger's is higher, and the standard error of that. */
  champion: number;
  difference: number;
  standardError: number;
  accuracy: number;
}

/** The effects of promoting a challenger, for both targets. */
export function measureEffects(record: GateRecord): Effect[] {
  return TARGETS.map((target) => {
    const { champion, challenger } = judgeHeard(record, 'untouched', target);
    const differences = challenger.map((one, at) => lossOf(one) - lossOf(champion[at]));
    const mean = meanOf(differences);
    const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (differences.length - 1);
    return {
      target,
      champion: meanOf(champion.map(lossOf)),
      difference: mean,
      standardError: Math.sqrt(variance / differences.length),
      accuracy: shareRight(challenger) - shareRight(champion),
    };
  });
}

function lossOf(judgement: Judgement | undefined): number {
  return -Math.log(Math.max(judgement?.probabilityOfTruth ?? 0, 1e-6));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

function shareRight(judgements: readonly Judgement[]): number {
  return meanOf(judgements.map(({ answer, trueClass }) => (answer === trueClass ? 1 : 0)));
}
