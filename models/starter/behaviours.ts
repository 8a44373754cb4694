import type { ClassifiedWine, Classifier } from '../../classifier/answer/predict.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import behaviours from './behaviours.json' with { type: 'json' };

/**
 * What is expected of the answers to notes, told the notes only: that the targets named have the same first answer in
 * all of them (`same`), that the last note makes a class more probable than the first does (`raises`), or that the
 * first answer to each is this class (`is`).
 */
export type Expectation = { same: Target[] } | { raises: Named } | { is: Named };

/** A class of one target or both, by its name. */
export type Named = Partial<Record<Target, string>>;

/** Something that is to hold of every model, not only on average: an invariance, a direction or a minimum. */
export interface Behaviour {
  kind: 'invariance' | 'direction' | 'minimum';
  /** What differs between the notes, or what the note tries: accents, case, place, likeness … */
  about: string;
  notes: string[];
  expect: Expectation;
}

/** A behaviour and whether the model shows it. */
export interface BehaviourResult {
  behaviour: Behaviour;
  holds: boolean;
}

/** What is to hold of every model, as behaviours.json lists it. */
export const BEHAVIOURS = behaviours as readonly Behaviour[];

/** Asks for all notes of the behaviours and tells of each whether it holds, in their order. */
export async function judgeBehaviours(
  classifier: Classifier,
  expected: readonly Behaviour[] = BEHAVIOURS,
): Promise<BehaviourResult[]> {
  const notes = expected.flatMap((behaviour) => behaviour.notes);
  const answers = await classifier.classify(notes.map((description) => ({ description })));
  let next = 0;
  return expected.map((behaviour) => {
    const own = answers.slice(next, (next += behaviour.notes.length));
    return { behaviour, holds: isMet(behaviour.expect, own) };
  });
}

function isMet(expected: Expectation, answers: readonly ClassifiedWine[]): boolean {
  if ('same' in expected) return expected.same.every((target) => new Set(firstOf(answers, target)).size === 1);
  if ('is' in expected) {
    return eachOf(expected.is).every(([target, name]) => firstOf(answers, target).every((first) => first === name));
  }
  return eachOf(expected.raises).every(([target, name]) => {
    const confidences = answers.map((answer) => confidenceOf(answer, target, name));
    return (confidences.at(-1) ?? 0) > (confidences[0] ?? 0);
  });
}

function firstOf(answers: readonly ClassifiedWine[], target: Target): (string | undefined)[] {
  return answers.map((answer) => answer[target].ranking[0]?.name);
}

/** Of a class that is not in the ranking 0. */
function confidenceOf(answer: ClassifiedWine, target: Target, name: string): number {
  return answer[target].ranking.find((scored) => scored.name === name)?.confidence ?? 0;
}

function eachOf(named: Named): [Target, string][] {
  return TARGETS.flatMap((target): [Target, string][] => {
    const name = named[target];
    return name === undefined ? [] : [[target, name]];
  });
}
