import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHostFile } from '../../cli/laptop/host-file.ts';
import { type Client, createClient } from '../../packages/client/client.ts';
import { type Files, openFiles, type PredictionJob } from '../../packages/client/files.ts';
import { descendantsOf, isRunning, type Spawned, spawnNode, TERROIR } from '../cli/spawned.ts';
import { collect } from './api.ts';
import { canKill, hasTemplate } from './faults/faulty-host.ts';

/** Two chunks, the second of which is short. */
const ROWS = 2_200;
const FILE = new Blob(
  Array.from({ length: ROWS }, (_, n) => `{"description":"Plum and cedar, cask ${n}.","price":${n + 1}}\n`),
);

let folder = '';
let host: Spawned | undefined;

async function startHost(): Promise<void> {
  host = spawnNode([TERROIR, 'start', '--port', '0', '--data', folder], { stdin: 'pipe' });
  await host.until('Ctrl-C to stop.');
}

/** A client of the host as it runs now: its port is another one after each start. */
async function connectHost(): Promise<Client> {
  const file = await readHostFile(folder);
  if (file === undefined) throw new Error(`The host is up and has left no host.json in ${folder}.`);
  return createClient({ endpoint: file.endpoint, key: file.key });
}

function listProcesses(): number[] {
  const pid = host?.child.pid;
  return pid === undefined ? [] : descendantsOf(pid);
}

/** Ends every process of λ bulk without warning; how many. */
function killFunction(): number {
  const isBulk = (pid: number): boolean => {
    try {
      return /(^|\0)AWS_LAMBDA_FUNCTION_NAME=[^\0]*BulkFunction/.test(readFileSync(`/proc/${pid}/environ`, 'utf8'));
    } catch {
      return false;
    }
  };
  const running = listProcesses().filter(isBulk);
  for (const pid of running) process.kill(pid, 'SIGKILL');
  return running.length;
}

/** Ends the host and all that it has started without warning. */
async function killHost(): Promise<void> {
  const pids = [host?.child.pid ?? 0, ...listProcesses()];
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  await host?.ended;
}

/** The job as soon as its rows are being answered. */
async function begin(api: Files, record: boolean): Promise<PredictionJob> {
  const { id } = await api.startPredictionJob(await api.uploadFile(FILE), { record });
  for await (const job of api.predictionJobEvents(id)) {
    if (job.status === 'ANSWERING') return job;
    if (job.endedAt !== null) break;
  }
  throw new Error('The job ended before anything could be killed.');
}

/** That every row has one answer, and in its place. */
async function expectAll(api: Files, { id }: PredictionJob): Promise<string[]> {
  const states = await collect(api.predictionJobEvents(id));
  expect(states.at(-1)).toMatchObject({
    status: 'COMPLETED',
    answered: ROWS,
    refused: 0,
    failedChunks: [],
    attempt: 1,
  });
  const answers = await collect((await api.openPredictionJob(id)).answers());
  expect(answers.map(({ row, wine }) => [row, wine.price])).toEqual(Array.from({ length: ROWS }, (_, n) => [n, n + 1]));
  return answers.map((answer) => answer.id);
}

describe.runIf(hasTemplate && canKill)('a job whose host is not spared', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terroir-kills-'));
    await startHost();
  });
  afterAll(async () => {
    host?.child.kill('SIGTERM');
    await host?.ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('loses no row and answers none twice where the function is killed in the middle', async () => {
    const terroir = await connectHost();
    const job = await begin(openFiles(terroir), false);
    expect(killFunction()).toBeGreaterThanOrEqual(1);
    const ids = await expectAll(openFiles(terroir), job);
    expect(new Set(ids).size).toBe(ROWS);
    expect(await collect(terroir.history())).toEqual([]);
  });

  it('loses no row and records none twice where the host is killed in the middle, and started again', async () => {
    const job = await begin(openFiles(await connectHost()), true);
    await killHost();
    await startHost();
    const terroir = await connectHost();
    const ids = await expectAll(openFiles(terroir), job);
    const recorded = await collect(terroir.exportHistory());
    expect(recorded.map(({ id }) => id).sort()).toEqual(ids);
  });
});
