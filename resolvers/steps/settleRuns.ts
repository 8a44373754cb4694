import { type Context, type LambdaRequest, runtime, util } from '@aws-appsync/utils';
import type { ModelsAnswer, ModelsQuestion } from '../../contract/invocations.ts';
import { RUN_SILENCE_MS_MAX } from '../../contract/limits.ts';
import type { TrainingRun, TrainingRunPage } from '../../generated/schema.ts';
import { clientIdOf } from '../values/caller.ts';

type AfterRead = Context<object, object, { result: TrainingRun | TrainingRunPage | null }>;

/**
 * Asks how the runs stand in truth that say they are at work and have been silent: their processes may be gone. The
 * usual answer, with no such run in it, goes on as it is.
 */
export function request(ctx: AfterRead): LambdaRequest {
  const silent = runsOf(ctx.prev.result).filter(isSilent);
  if (silent.length === 0) runtime.earlyReturn(ctx.prev.result);
  const payload: ModelsQuestion = {
    operation: 'settleRuns',
    clientId: clientIdOf(ctx),
    arguments: { ids: silent.map((run) => run.id) },
  };
  return { operation: 'Invoke', payload };
}

/** What was read, with the runs as they now are; as it was read where nobody could look. */
export function response(ctx: AfterRead): TrainingRun | TrainingRunPage | null {
  const read = ctx.prev.result;
  const answer = ctx.result as unknown as ModelsAnswer | null;
  if (ctx.error || !answer?.value) {
    console.error(`The runs could not be settled. ${ctx.error?.type}: ${ctx.error?.message}`);
    return read;
  }
  const settled = answer.value as readonly TrainingRun[];
  const nowOf = (run: TrainingRun): TrainingRun => settled.find((one) => one.id === run.id) ?? run;
  if (read === null) return null;
  return isPage(read) ? { items: read.items.map(nowOf), nextToken: read.nextToken ?? null } : nowOf(read);
}

function runsOf(read: TrainingRun | TrainingRunPage | null): readonly TrainingRun[] {
  if (read === null) return [];
  return isPage(read) ? read.items : [read];
}

function isPage(read: TrainingRun | TrainingRunPage): read is TrainingRunPage {
  return (read as Partial<TrainingRunPage>).items !== undefined;
}

function isSilent({ status, updatedAt }: TrainingRun): boolean {
  const silentMs = util.time.nowEpochMilliSeconds() - util.time.parseISO8601ToEpochMilliSeconds(updatedAt);
  return status === 'RUNNING' && silentMs > RUN_SILENCE_MS_MAX;
}
