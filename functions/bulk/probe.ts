import type { Model } from '../../artifacts/open.ts';
import { JOBS, PREDICTIONS, USAGE } from '../../contract/tables.ts';
import { readExecution } from '../../store/aws/executions.ts';
import { readJob } from '../../store/jobs/jobs.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { tryWrite } from '../../store/dynamodb/trial.ts';
import { findUpload, uploadKey } from '../../store/jobs/uploads.ts';
import type { Proofs } from '../probes.ts';
import { deadlineOf, type Operating, PATIENCE_MS } from './operations/dependencies.ts';

/** Whose name probes go by, where one must be given; no key has it, so that no client can be it. */
const PROBER = 'release-hook';
const NOBODYS_ID = '00000000000000000000000000';

/** What a release asks of the bulk function: all that it needs to answer a file, but to answer one. */
export function listProofs(operating: Operating, usage: Table, loadStarter: () => Promise<Model>): Proofs {
  const { jobs, predictions } = operating.tables;
  const { arn } = operating.machine;
  return {
    'load the starter version': async () => {
      const [answer] = await (await loadStarter()).classify([{ description: 'Cherry and cedar.', price: 20 }]);
      if (answer === undefined) throw new Error('it answers nothing');
    },
    'read jobs': () => readJob(jobs, { clientId: PROBER, id: NOBODYS_ID }, deadlineOf(jobs)),
    'write jobs': () =>
      tryWrite(jobs, 'put', { [JOBS.partitionKey]: PROBER, [JOBS.sortKey]: NOBODYS_ID }, deadlineOf(jobs)),
    'write predictions': () =>
      tryWrite(
        predictions,
        'put',
        { [PREDICTIONS.partitionKey]: PROBER, [PREDICTIONS.sortKey]: NOBODYS_ID },
        deadlineOf(predictions),
      ),
    'count against quotas': () =>
      tryWrite(usage, 'update', { [USAGE.partitionKey]: PROBER, [USAGE.sortKey]: '2026-01-01' }, deadlineOf(usage)),
    'look for uploads': async () =>
      findUpload(operating.files, await uploadKey(PROBER, NOBODYS_ID), AbortSignal.timeout(PATIENCE_MS)),
    'ask Step Functions': () =>
      readExecution(operating.machine, `${arn.replace(':stateMachine:', ':execution:')}:${PROBER}`),
  };
}
