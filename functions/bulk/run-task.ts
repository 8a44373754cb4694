import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { BulkTask, ChunkOutcome, SplitOutcome, TaskDone } from '../../contract/bulk.ts';
import type { Dependencies } from './dependencies.ts';
import { answerChunk } from './tasks/answer.ts';
import { combine } from './tasks/combine.ts';
import { endFailed } from './tasks/end-failed.ts';
import { nameFailed } from './tasks/name-failed.ts';
import { splitFile } from './tasks/split.ts';

/** What a task hands back to the state machine. */
export type TaskOutcome = SplitOutcome | ChunkOutcome | TaskDone;

const reference = { clientId: z.string(), jobId: z.string(), attempt: z.int() };
const chunk = z.object({
  n: z.int(),
  key: z.string(),
  versionId: z.string(),
  start: z.int(),
  end: z.int(),
  firstLine: z.int(),
  firstRow: z.int(),
  rows: z.int(),
});
const cursor = z.object({ offset: z.int(), line: z.int(), row: z.int(), chunk: z.int() });
const error = z.object({ Error: z.string(), Cause: z.optional(z.string()) });

const Task = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('split'),
    cursor: z.optional(z.nullable(cursor)),
    chunksAtOnceMax: z.int(),
    ...reference,
  }),
  z.object({ task: z.literal('answer'), chunk, ...reference }),
  z.object({ task: z.literal('nameFailed'), chunk, error, ...reference }),
  z.object({ task: z.literal('combine'), ...reference }),
  z.object({ task: z.literal('endFailed'), error, ...reference }),
]);

/** Whether the state machine asks, and no client. */
export function isTask(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'task' in payload;
}

/** Does a task. Errors: ZodError for a payload of another shape; what the task says. */
export async function runTask(
  dependencies: Dependencies,
  payload: unknown,
  { getRemainingTimeInMillis }: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<TaskOutcome> {
  const task = Task.parse(payload) as BulkTask;
  switch (task.task) {
    case 'split':
      return splitFile(dependencies, task, getRemainingTimeInMillis);
    case 'answer':
      return answerChunk(dependencies, task, getRemainingTimeInMillis);
    case 'nameFailed':
      return nameFailed(dependencies, task);
    case 'combine':
      return combine(dependencies, task);
    case 'endFailed':
      return endFailed(dependencies, task);
  }
}
