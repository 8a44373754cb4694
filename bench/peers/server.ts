import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Wine } from '../../contract/wine.ts';
import { keepTrackOf } from '../children/child.ts';
import type { Run } from '../run.ts';
import { servedPeer } from './estimators.ts';
import { peerFile } from './python.ts';

/** The peer's server, FastAPI and uvicorn, up and answering. */
export interface PeerServer {
  address: string;
  child: ChildProcess;
  /** From the start of the process to its first answer. */
  firstAnswerMs: number;
}

const POLL_MS = 5;
const START_MS_MAX = 60_000;

/**
 * Starts the peer's server, and asks it about a wine until it answers.
 *
 * Errors: Error where there are no peers, or it ends, or does not answer within a minute.
 */
export async function startPeerServer(run: Run, wine: Wine): Promise<PeerServer> {
  if (!run.peers) throw new Error('There are no peers.');
  const models = await servedPeer(run);
  const port = await findFreePort();
  const address = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(run.peers.python, [peerFile('serve.py'), ...models, `${port}`], { stdio: 'ignore' });
  keepTrackOf(child);
  while (!(await answers(`${address}/predict`, wine))) {
    if (child.exitCode !== null) throw new Error(`serve.py ended with ${child.exitCode}.`);
    if (performance.now() - started > START_MS_MAX) throw new Error('serve.py does not answer.');
    await wait(POLL_MS);
  }
  return { address, child, firstAnswerMs: performance.now() - started };
}

async function answers(url: string, wine: Wine): Promise<boolean> {
  const body = JSON.stringify(wine);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
  await response?.text();
  return response?.status === 200;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
