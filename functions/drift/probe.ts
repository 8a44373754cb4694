import { TRAFFIC } from '../../contract/tables.ts';
import { tryWrite } from '../../store/dynamodb/trial.ts';
import type { Proofs } from '../probes.ts';
import { judgeTraffic } from './check.ts';
import { type Dependencies, PATIENCE_MS } from './dependencies.ts';
import { measureAccuracies } from './measure-accuracy.ts';

/** What a release asks of the drift function: all that a look does, but to keep what it found. */
export function listProofs(dependencies: Dependencies): Proofs {
  const { traffic } = dependencies;
  const key = { [TRAFFIC.partitionKey]: 'release-hook', [TRAFFIC.sortKey]: 'trial' };
  return {
    'look for drift': async () => measureAccuracies(dependencies, (await judgeTraffic(dependencies)).week),
    'keep what it finds': () => tryWrite(traffic, 'put', key, traffic.clock.now() + PATIENCE_MS),
  };
}
