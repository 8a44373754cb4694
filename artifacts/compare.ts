import type { GateDecision } from '../contract/stored/models.ts';
import type { Example } from '../classifier/features/example.ts';
import { decide } from '../classifier/judge/gate/gate.ts';
import type { Claim, Claims, Duel, FieldSets, RecentDuel } from '../classifier/judge/gate/rules.ts';
import type { Judgement } from '../classifier/judge/evaluate.ts';
import { priceRange } from '../classifier/judge/slices.ts';
import { fingerprintText } from '../classifier/text/fingerprint.ts';
import type { Regime } from '../classifier/features/visibility.ts';
import { type Target, TARGETS, type Wine } from '../contract/wine.ts';
import { describeDecision } from './describe-decision.ts';
import type { MadeArtifact } from './make.ts';
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
  /** With what it says of recent examples that it has not seen. */
  challenger: Artifact & Pick<MadeArtifact, 'recent' | 'judged'>;
  /** Examples that neither was trained with. */
  holdout: readonly Example[];
  /** What people have brought since the champion was trained. A text that is there more than once counts once. */
  recent: readonly Example[];
  /** The labels among them. */
  labels: readonly LabelledWine[];
  parity: number;
  seed: number;
}

/** What the gate goes by: a note, price, points and the other target, as most callers give them. */
const REGIME: Regime = 'noteAndNumbers';

/**
 * Lets champion and challenger answer the same hold-out examples and the same recent ones, holds what people have
 * brought against the champion, and decides which of the two is to serve.
 */
export async function compareVersions(comparison: Comparison): Promise<GateDecision> {
  const { parity, seed } = comparison;
  const of = async <Part>(read: (target: Target) => Promise<Part>): Promise<Record<Target, Part>> => {
    const entries: [Target, Part][] = [];
    for (const target of TARGETS) entries.push([target, await read(target)]);
    return Object.fromEntries(entries) as Record<Target, Part>;
  };
  const decision = decide({
    duels: await of((target) => fight(comparison, target)),
    recent: await of((target) => fightOverRecent(comparison, target)),
    claims: await of((target) => gatherClaims(comparison, target)),
    byFields: { country: fieldSets(comparison, 'country'), variety: fieldSets(comparison, 'variety') },
    parity,
    seed,
  });
  return { ...decision, reason: describeDecision(decision) };
}

function fieldSets({ champion, challenger }: Comparison, target: Target): FieldSets {
  const known = champion.manifest.evaluation[target].byFields ?? [];
  return {
    challenger: challenger.judged[target].judgementsByFields,
    champion: Object.fromEntries(known.map(({ fields, calibrationError }) => [fields, calibrationError])),
  };
}

/** Examples of a class that the champion does not know say nothing about which of the two is better. */
async function fight({ champion, challenger, holdout }: Comparison, target: Target): Promise<Duel> {
  const { examples, questions } = questionsOf(champion, holdout, target);
  return {
    champion: await judgeModel(champion, target, REGIME, questions),
    challenger: await judgeModel(challenger, target, REGIME, questions),
    slices: examples.map(sliceNames),
  };
}

async function fightOverRecent({ champion, challenger }: Comparison, target: Target): Promise<RecentDuel> {
  const { examples, judgements } = challenger.recent[target];
  const known = new Set(champion.manifest.targets[target].classes);
  const questions = examples.map((wine): Question => ({ wine, truth: wine[target] ?? '' }));
  return {
    champion: await judgeModel(champion, target, REGIME, questions),
    challenger: judgements[REGIME],
    classes: questions.map(({ truth }) => ({ name: truth, isKnown: known.has(truth) })),
  };
}

/**
 * What people say, and how probable the champion holds it by what they had told before: what a label says of the one
 * target must not make plausible what it says of the other.
 */
async function gatherClaims({ champion, recent, labels, holdout }: Comparison, target: Target): Promise<Claims> {
  const told = new Map(labels.map(({ wine }) => [fingerprintText(wine.description ?? ''), wine]));
  const once = [...new Map(recent.map((example) => [example.fingerprint, example])).values()];
  const claim = async (examples: readonly Example[], regime: Regime): Promise<Claim[]> => {
    const asked = questionsOf(champion, examples, target);
    const questions = asked.questions.map(({ truth }, at): Question => {
      const example = asked.examples[at];
      return { wine: told.get(example?.fingerprint ?? '') ?? example ?? {}, truth };
    });
    const judgements = await judgeModel(champion, target, regime, questions);
    return judgements.map((judgement) => toClaim(judgement, champion.manifest.targets[target].classes));
  };
  return {
    plausibility: await claim(once, 'everything'),
    recent: await claim(once, REGIME),
    holdout: await claim(holdout, REGIME),
  };
}

function toClaim({ trueClass, answer, probabilityOfTruth }: Judgement, classes: readonly string[]): Claim {
  return { named: classes[trueClass] ?? '', answer: classes[answer] ?? '', probability: probabilityOfTruth };
}

/** The examples whose class the champion knows, and what is asked of them. */
function questionsOf(
  { manifest }: Artifact,
  examples: readonly Example[],
  target: Target,
): { examples: Example[]; questions: Question[] } {
  const known = new Set(manifest.targets[target].classes);
  const asked = examples.filter((example) => known.has(example[target] ?? ''));
  return { examples: asked, questions: asked.map((wine) => ({ wine, truth: wine[target] ?? '' })) };
}

function sliceNames({ country, variety, price }: Example): string[] {
  return [
    ...(country === undefined ? [] : [`country ${country}`]),
    ...(variety === undefined ? [] : [`variety ${variety}`]),
    `price ${priceRange(price)}`,
  ];
}
