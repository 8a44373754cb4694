import type { LaptopCheck } from './laptop.ts';
import type { RecordedOutcome } from './recorded-file.ts';
import type { Outcome, ServiceTimes } from './scenario.ts';

/** Where `npm run bench -- --only scale` keeps what it found. */
export const OUTCOMES = new URL('../results/scale/outcomes.json', import.meta.url);

/** What the scenarios came to, and by which times. */
export interface Outcomes {
  times: ServiceTimes;
  laptop: LaptopCheck[];
  outcomes: Outcome[];
  /** What recorded files came to. */
  files: RecordedOutcome[];
}

/** The outcome of a scenario. Errors: RangeError where it was not simulated. */
export function outcomeOf({ outcomes }: Outcomes, id: string): Outcome {
  const outcome = outcomes.find((one) => one.id === id);
  if (outcome === undefined) throw new RangeError(`Nobody has simulated ${id}: run npm run bench -- --only scale.`);
  return outcome;
}

/** The share of a scenario's wines that failed. Errors: RangeError where it was not simulated. */
export function shareFailed(found: Outcomes, id: string): number {
  const { failed, wines } = outcomeOf(found, id);
  return (failed.appsync + failed.lambda + failed.table) / wines;
}
