/** The history of an execution. Source: Step Functions API reference, "HistoryEvent". */
import type { JsonRecord } from '../../record.ts';
import { isTold, type JournalRecord } from './records.ts';

/** An event as the API shows it; `timestamp` in epoch seconds. */
export interface HistoryEvent extends JsonRecord {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
}

/** The events that these records are, without inputs and outputs unless they are asked for. */
export function tellHistory(records: readonly JournalRecord[], includesData: boolean): HistoryEvent[] {
  const tell = createTeller(includesData);
  return records.flatMap((record) => tell(record) ?? []);
}

/** Tells events one by one, as they happen; undefined for what is none. */
export function createTeller(includesData: boolean): (record: JournalRecord) => HistoryEvent | undefined {
  const last = new Map<string, number>();
  return (record) => {
    if (!isTold(record)) return undefined;
    const scope = 'scope' in record ? record.scope : '';
    const previousEventId = findLast(last, scope);
    // The first state does not follow the start, as AWS tells it.
    if (record.type !== 'Started') last.set(scope, record.id);
    const { type, name, details } = describe(record, includesData);
    return {
      timestamp: record.ms / 1000,
      type,
      id: record.id,
      previousEventId,
      ...(details && { [`${name ?? type.charAt(0).toLowerCase() + type.slice(1)}EventDetails`]: details }),
    };
  };
}

function findLast(last: ReadonlyMap<string, number>, scope: string): number {
  const known = last.get(scope);
  if (known !== undefined || scope === '') return known ?? 0;
  return findLast(last, scope.slice(0, scope.lastIndexOf('/')));
}

/** An event's type, and its details under that name or one of their own. */
interface Told {
  type: string;
  name?: string;
  details?: object;
}

function describe(record: JournalRecord, includesData: boolean): Told {
  const data = (name: 'input' | 'output', value: unknown): object =>
    includesData ? { [name]: JSON.stringify(value), [`${name}Details`]: { truncated: false } } : {};
  switch (record.type) {
    case 'Started': {
      const { roleArn, inputText } = record;
      const input = includesData ? { input: inputText, inputDetails: { truncated: false } } : {};
      return { type: 'ExecutionStarted', details: { ...input, roleArn } };
    }
    case 'Entered': {
      const details = { name: record.state, ...data('input', record.input) };
      return { type: `${record.kind}StateEntered`, name: 'stateEntered', details };
    }
    case 'Exited': {
      const details = { name: record.state, ...data('output', record.output) };
      return { type: `${record.kind}StateExited`, name: 'stateExited', details };
    }
    case 'Ended': {
      const isSuccess = record.status === 'SUCCEEDED';
      return { type: ENDS[record.status], details: isSuccess ? data('output', record.output) : pickError(record) };
    }
    default:
      return describeInner(record, data);
  }
}

const ENDS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

const RUN_ENDS = { SUCCEEDED: 'MapRunSucceeded', FAILED: 'MapRunFailed', ABORTED: 'MapRunAborted' } as const;

/** What happens within a state. */
function describeInner(record: JournalRecord, data: (name: 'input' | 'output', value: unknown) => object): Told {
  switch (record.type) {
    case 'Scheduled': {
      const { resource, timeoutSeconds: timeoutInSeconds, input } = record;
      const timeout = timeoutInSeconds === undefined ? {} : { timeoutInSeconds };
      return { type: 'LambdaFunctionScheduled', details: { resource, ...data('input', input), ...timeout } };
    }
    case 'Called':
      return { type: 'LambdaFunctionStarted' };
    case 'Answered':
      return { type: 'LambdaFunctionSucceeded', details: data('output', record.output) };
    case 'TaskFailed':
      return { type: `LambdaFunction${record.hasTimedOut ? 'TimedOut' : 'Failed'}`, details: pickError(record) };
    case 'MapStarted':
      return { type: 'MapStateStarted', details: { length: record.items } };
    case 'IterationStarted':
      return { type: 'MapIterationStarted', details: { name: record.state, index: record.index } };
    case 'IterationEnded': {
      const type = record.hasFailed ? 'MapIterationFailed' : 'MapIterationSucceeded';
      return { type, details: { name: record.state, index: record.index } };
    }
    case 'MapEnded':
      return { type: record.hasFailed ? 'MapStateFailed' : 'MapStateSucceeded' };
    case 'MapRunStarted':
      return { type: 'MapRunStarted', details: { mapRunArn: record.mapRunArn } };
    case 'MapRunEnded': {
      const type = RUN_ENDS[record.status];
      return record.status === 'FAILED' ? { type, details: pickError(record) } : { type };
    }
    default:
      throw new Error(`${record.type} is no event of a history.`);
  }
}

function pickError({ error, cause }: { error?: string; cause?: string }): object {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
