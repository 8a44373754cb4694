/** What is logged of executions. Source: Step Functions developer guide, "Using CloudWatch Logs to log execution". */
import type { Telemetry } from '../cloudwatch/gather/telemetry.ts';
import { createTeller } from './keep/history.ts';
import type { LogWish } from './machine.ts';
import type { JournalRecord } from './keep/records.ts';

const FATAL = /^Execution(Failed|Aborted|TimedOut)$/;
const ERROR = /(Failed|Aborted|TimedOut)$/;

/** Tells the log group of a machine what happens in an execution, a line of JSON each. */
export function createExecutionLog(
  wish: LogWish | undefined,
  executionArn: string,
  { openStream }: Pick<Telemetry, 'openStream'>,
): (record: JournalRecord) => void {
  if (wish === undefined) return () => undefined;
  const print = openStream(wish.group);
  const tell = createTeller(wish.includesData);
  return (record) => {
    const event = tell(record);
    if (event === undefined) return;
    if (wish.level !== 'ALL' && !(wish.level === 'FATAL' ? FATAL : ERROR).test(event.type)) return;
    const { id, previousEventId, timestamp, type, ...details } = event;
    const line = {
      id: String(id),
      type,
      details: Object.values(details)[0] ?? {},
      redrive_count: '0',
      previous_event_id: String(previousEventId),
      event_timestamp: String(Math.round(timestamp * 1000)),
      execution_arn: executionArn,
    };
    print(`${JSON.stringify(line)}\n`);
  };
}
