/** The host's DynamoDB: dynalite on disk in a process of its own, with the template's tables. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HostError } from '../failure.ts';
import type { Telemetry } from '../cloudwatch/gather/telemetry.ts';
import type { Authority } from '../iam/authority.ts';
import type { CallDynamodb } from '../service-calls.ts';
import { createCaller } from './client.ts';
import type { EngineParts } from './engine.ts';
import { listIndexKeys } from './limits.ts';
import { relayCounts } from './meter.ts';
import { startSweeper } from './sweeper.ts';
import { ensureTables, type TableDefinition } from './tables.ts';

/** DynamoDB at work. */
export interface Dynamodb {
  /** For SDKs: AWS_ENDPOINT_URL_DYNAMODB. */
  endpoint: string;
  call: CallDynamodb;
  close: () => Promise<void>;
}

/** What DynamoDB is started with. */
export interface DynamodbParts {
  folder: string;
  tables: TableDefinition[];
  authority: Authority;
  /** Where calls are counted. */
  telemetry?: Telemetry;
  /** Told in one line when the engine fell over and is started again. */
  warn?: (line: string) => void;
}

/** A close that takes longer is ended by force: LevelDB is safe against that. */
const CLOSE_MS_MAX = 2000;

/** Opens the folder and makes the tables. Errors: HostError where the folder cannot be used, or tables have changed. */
export async function startDynamodb({ folder, tables, authority, telemetry, warn }: DynamodbParts): Promise<Dynamodb> {
  const engine = await keepEngine(folder, { authority, indexKeys: listIndexKeys(tables) }, warn, telemetry);
  const call = createCaller(engine.endpoint, authority);
  try {
    await Promise.race([ensureTables(call, tables, warn), engine.failed]);
  } catch (error) {
    await engine.close();
    throw error instanceof HostError ? error : unusable(folder);
  }
  engine.restartWhenItFails();
  const stopSweeper = startSweeper(call, tables);
  const close = async (): Promise<void> => {
    stopSweeper();
    await engine.close();
  };
  return { endpoint: engine.endpoint, call, close };
}

/** Starts the engine; until restartWhenItFails is called, its end makes `failed` reject. */
async function keepEngine(folder: string, parts: EngineParts, warn?: (line: string) => void, telemetry?: Telemetry) {
  let restarts = false;
  let closing = false;
  let child = startEngine(folder, 0, parts);
  const relay = telemetry && relayCounts(telemetry, () => child);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const watch = (port: number): void => {
    relay?.(child);
    child.once('exit', () => {
      if (closing) return;
      if (!restarts) return failed.reject(unusable(folder));
      warn?.(`The engine of DynamoDB ended and is started again; is there space left for ${folder}?`);
      child = startEngine(folder, port, parts);
      watch(port);
    });
  };
  const port = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
  if (typeof port[0] !== 'number') throw unusable(folder);
  watch(port[0]);
  return {
    endpoint: `http://127.0.0.1:${port[0]}`,
    failed: failed.promise,
    restartWhenItFails: () => (restarts = true),
    close: async () => {
      closing = true;
      await endEngine(child);
    },
  };
}

/** The authority holds a secret: it goes where no list of processes shows it. */
function startEngine(folder: string, port: number, parts: EngineParts): ChildProcess {
  const file = fileURLToPath(new URL(`./engine${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, [folder, String(port)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send(parts);
  return child;
}

async function endEngine(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS_MAX);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}

function unusable(folder: string): HostError {
  return new HostError(
    `Cannot open the tables in ${folder}: another program uses them, or they are damaged. ` +
      'End that program, start with --fresh to begin anew, or choose another folder with --data.',
  );
}
