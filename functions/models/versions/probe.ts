import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { type Probe, PROBED_OPERATIONS, type Readiness } from '../../../contract/releases.ts';
import { KINDS, MODELS } from '../../../contract/tables.ts';
import { readNewestLabelled } from '../../../store/predictions/labels.ts';
import { tryWrite } from '../../../store/dynamodb/trial.ts';
import { proveReadiness } from '../../probes.ts';
import { answerPayload } from '../answer.ts';
import { type Dependencies, PATIENCE_MS, timestamp } from '../dependencies.ts';

/**
 * Answers a probe: whether the function is ready, or what it says to a question that changes nothing.
 *
 * Errors: Error for an operation that a probe may not ask for; those of answerPayload().
 */
export async function answerProbe(dependencies: Dependencies, probe: Probe): Promise<ModelsAnswer | Readiness> {
  if (probe.probe === 'readiness') return proveReadiness(listProofs(dependencies));
  const { operation } = probe.question;
  if (!PROBED_OPERATIONS.some((probed) => probed === operation)) throw new Error('No probe may ask for that.');
  return answerPayload(dependencies, probe.question);
}

function listProofs(dependencies: Dependencies): Parameters<typeof proveReadiness>[0] {
  const { models, predictions, tryVersion, newId } = dependencies;
  return {
    'let a model answer': () => tryVersion(undefined),
    'write the registry': () =>
      tryWrite(
        models,
        'put',
        { [MODELS.partitionKey]: KINDS.version, [MODELS.sortKey]: `trial-${newId()}` },
        models.clock.now() + PATIENCE_MS,
      ),
    'read labels': () => readNewestLabelled(predictions, timestamp(predictions), 1),
  };
}
