import { type GateInput, decide } from '../../classifier/judge/gate/gate.ts';
import type { Claim } from '../../classifier/judge/gate/rules.ts';
import type { Judgement } from '../../classifier/judge/evaluate.ts';
import { priceRange } from '../../classifier/judge/slices.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import type { Target } from '../../contract/wine.ts';
import { SETTINGS } from '../../models/starter/settings.ts';
import type { GateRecord, Known, Said, SaidOfAll } from './records.ts';

const NOTHING = { challenger: {}, champion: {} };

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
    // Records keep what was said in three regimes only.
    byFields: { country: NOTHING, variety: NOTHING },
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
  const pick = <One>(list: readonly One[] = []): One[] =>
    places.flatMap((at) => {
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
