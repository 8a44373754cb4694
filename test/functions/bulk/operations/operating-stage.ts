import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ulid } from 'ulid';
import type { BulkAnswer, BulkOperation } from '../../../../contract/invocations.ts';
import type { StoredJob } from '../../../../contract/stored/job.ts';
import type { Operating } from '../../../../functions/bulk/operations/dependencies.ts';
import { answerQuestion } from '../../../../functions/bulk/operations/answer.ts';
import { type JobStage, startStage } from '../job-stage.ts';

/** What the operations on jobs work with in a test: the tables and the bucket of a JobStage, and a state machine. */
export interface OperatingStage extends JobStage {
  /** The status of each execution by its name; what is not among them does not exist. */
  executions: Map<string, string>;
  /** Asks as a resolver does, for client-7. */
  ask: (operation: BulkOperation, given: object, more?: object) => Promise<BulkAnswer>;
}

const [ARN, PLACE] = ['arn:aws:states:us-east-1:1:stateMachine:bulk', 'arn:aws:states:us-east-1:1:execution:bulk:'];

/** Step Functions, of which an execution runs until a test says otherwise. */
async function startMachine(executions: Map<string, string>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as { name?: string; executionArn?: string };
      const name = asked.name ?? asked.executionArn?.slice(PLACE.length) ?? '';
      if (asked.name !== undefined && !executions.has(name)) executions.set(name, 'RUNNING');
      const status = executions.get(name);
      response.writeHead(status === undefined ? 400 : 200);
      response.end(
        JSON.stringify(
          status === undefined ? { __type: 'ExecutionDoesNotExist' } : { executionArn: PLACE + name, status },
        ),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    machine: {
      ...{ arn: ARN, region: 'us-east-1', credentials },
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function startOperating(): Promise<OperatingStage> {
  const stage = await startStage();
  const executions = new Map<string, string>();
  const { machine, close } = await startMachine(executions);
  const { jobs, predictions, files, publishJob } = stage.dependencies;
  const operating: Operating = {
    tables: { jobs, predictions, models: stage.dynamo.models(stage.clock) },
    ...{ files, machine, starterVersion: 'v-pinned' },
    keepStarter: () => Promise.resolve(),
    newId: () => ulid(Math.floor(stage.clock.now())),
    tell: (job: StoredJob) => publishJob(job),
  };
  return {
    ...stage,
    executions,
    ask: (operation, given, more = {}) =>
      answerQuestion(operating, { operation, clientId: 'client-7', arguments: given, ...more }),
    async close() {
      await close();
      await stage.close();
    },
  };
}
