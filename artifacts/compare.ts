import type { GateDecision } from '../contract/stored-models.ts';
import type { Example } from '../classifier/features/example.ts';
import { type LabelCheck, decide } from '../classifier/judge/gate/gate.ts';
import { type Duel, GATE } from '../classifier/judge/gate/rules.ts';
import { priceRange } from '../classifier/judge/slices.ts';
import type { Regime } from '../classifier/features/visibility.ts';
import type { Target, Wine } from '../contract/wine.ts';
import type { Artifact } from './open.ts';
import { type Question, judgeModel } from './judge-model.ts';

/** What a client knew of a wine, and what it said is true. */
export interface LabelledWine {
  wine: Wine;
  country?: string;
  variety?: string;
}

/** Two versions, and by what they are compared. */
export interface Comparison {
  champion: Artifact;
  challenger: Artifact;
  /** Examples that neither was trained with. */
  holdout: readonly Example[];
  labels: readonly LabelledWine[];
  parity: number;
  seed: number;
}

/** What the gate goes by: a note, price, points and the other target, as most callers give them. */
const REGIME: Regime = 'noteAndNumbers';

/** Lets champion and challenger answer the same hold-out examples, and decides which of them is to serve. */
export async function compareVersions(comparison: Comparison): Promise<GateDecision> {
  const { champion, labels, parity, seed } = comparison;
  const country = await fight(comparison, 'country');
  const variety = await fight(comparison, 'variety');
  const checks = {
    country: await checkLabels(champion, labels, 'country'),
    variety: await checkLabels(champion, labels, 'variety'),
  };
  return decide({ duels: { country, variety }, labels: checks, parity, seed });
}

/** Examples of a class that the champion does not know say nothing about which of the two is better. */
async function fight({ champion, challenger, holdout }: Comparison, target: Target): Promise<Duel> {
  const classes = new Set(champion.manifest.targets[target].classes);
  const examples = holdout.filter((example) => classes.has(example[target] ?? ''));
  const questions = examples.map((wine): Question => ({ wine, truth: wine[target] ?? '' }));
  return {
    champion: await judgeModel(champion, target, REGIME, questions),
    challenger: await judgeModel(challenger, target, REGIME, questions),
    slices: examples.map(sliceNames),
  };
}

function sliceNames({ country, variety, price }: Example): string[] {
  return [
    ...(country === undefined ? [] : [`country ${country}`]),
    ...(variety === undefined ? [] : [`variety ${variety}`]),
    `price ${priceRange(price)}`,
  ];
}

/** How many labels of classes that the champion knows it holds to be next to impossible, given all that the client gave. */
async function checkLabels(champion: Artifact, labels: readonly LabelledWine[], target: Target): Promise<LabelCheck> {
  const classes = new Set(champion.manifest.targets[target].classes);
  const questions = labels.flatMap(({ wine, [target]: truth }): Question[] =>
    truth !== undefined && classes.has(truth) ? [{ wine, truth }] : [],
  );
  const judgements = await judgeModel(champion, target, 'everything', questions);
  const implausible = judgements.filter(({ probabilityOfTruth }) => probabilityOfTruth < GATE.plausible).length;
  return { count: questions.length, implausible };
}
