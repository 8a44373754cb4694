import type { Model } from '../../artifacts/open.ts';
import type { Outcome, PredictAnswer } from '../../contract/invocations.ts';
import type { Probe, Readiness } from '../../contract/releases.ts';
import { PREDICTIONS, TRAFFIC, USAGE } from '../../contract/tables.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { tryWrite } from '../../store/dynamodb/trial.ts';
import { readUsage } from '../../store/clients/usage.ts';
import { type Proofs, proveReadiness } from '../probes.ts';
import type { Follower, ServedModel } from './champion.ts';
import { makePredictions } from './predict.ts';
import { parseRequest } from './request.ts';

/** What the predict function answers probes from. */
export interface ProbeDependencies {
  follower: Follower;
  /** Errors: ModelRefused. */
  loadStarter: () => Promise<Model>;
  tables: Readonly<Record<'predictions' | 'usage' | 'traffic', Table>>;
  /** A new ULID. */
  newId: () => string;
}

/** Whose name probes go by, where one must be given; no key has it, so that no client can be it. */
const PROBER = 'release-hook';
const PATIENCE_MS = 2_400;

/**
 * Answers a probe. A known question is answered by the version that it names, the starter version beside the code,
 * whichever is the champion: in every way as a request is, but that nothing is counted and nothing recorded.
 *
 * Errors: ModelRefused where the starter version does not load; ZodError for a question of another shape.
 */
export async function answerProbe(dependencies: ProbeDependencies, probe: Probe): Promise<PredictAnswer | Readiness> {
  if (probe.probe === 'readiness') return proveReadiness(listProofs(dependencies));
  const { modelVersion, wines } = probe.question;
  const request = parseRequest({ clientId: PROBER, wines, requestId: null });
  if ('errorType' in request) return { failure: request };
  const model = await findStarter(dependencies, modelVersion);
  const numbered = request.rows.flatMap((row) => ('wine' in row ? { id: dependencies.newId(), wine: row.wine } : []));
  const predictions = (await makePredictions(model, PROBER, numbered)).values();
  return {
    outcomes: request.rows.flatMap((row): Outcome[] => {
      if ('rejection' in row) return [row];
      const { value: prediction } = predictions.next();
      return prediction === undefined ? [] : [{ prediction }];
    }),
  };
}

/** The model that is served where it is the one that is asked for; loaded anew where another one is the champion. */
async function findStarter({ follower, loadStarter }: ProbeDependencies, version: unknown): Promise<Model> {
  const served = beneathOf(await follower.serve());
  return served.version === version ? served : loadStarter();
}

function beneathOf(served: ServedModel): Model {
  return served.beneath ?? served;
}

function listProofs({ follower, tables, newId }: ProbeDependencies): Proofs {
  const { predictions, usage, traffic } = tables;
  const deadline = (): number => predictions.clock.now() + PATIENCE_MS;
  return {
    'serve the champion': async () => {
      const served = await follower.serve();
      if (served.beneath) throw new Error('another version would answer instead, with a warning');
      const [answer] = await served.classify([{ description: 'Cherry and cedar.', price: 20 }]);
      if (answer === undefined) throw new Error('it answers nothing');
    },
    'write predictions': () =>
      tryWrite(predictions, 'put', { [PREDICTIONS.partitionKey]: PROBER, [PREDICTIONS.sortKey]: newId() }, deadline()),
    'read quotas': () => readUsage(usage, PROBER, '2026-01-01', deadline()),
    'count against quotas': () =>
      tryWrite(usage, 'update', { [USAGE.partitionKey]: PROBER, [USAGE.sortKey]: '2026-01-01' }, deadline()),
    'count the traffic': () =>
      tryWrite(traffic, 'update', { [TRAFFIC.partitionKey]: PROBER, [TRAFFIC.sortKey]: newId() }, deadline()),
  };
}
