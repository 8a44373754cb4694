import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Wine } from '../../contract/wine.ts';
import { keepTrackOf } from '../children/child.ts';
import type { Run } from '../run.ts';
import { dutiesPeer, servedPeer } from './estimators.ts';
import type { DutiesKind } from './estimators.ts';
import { peerFile } from './python.ts';

/** A server of a peer, FastAPI and uvicorn, up and answering. */
export interface PeerServer {
  address: string;
  child: ChildProcess;
  /** From the start of the process to its first answer. */
  firstAnswerMs: number;
}

const POLL_MS = 5;
const START_MS_MAX = 60_000;

/**
 * Starts the bare peer, which only answers, and asks it about a wine until it does.
 *
 * Errors: Error where there are no peers, or it ends, or does not answer within a minute.
 */
export async function startPeerServer(run: Run, wine: Wine): Promise<PeerServer> {
  return startServer(run, 'serve.py', await servedPeer(run), [], wine);
}

/** A file for the records of a peer, which is not there yet. */
export function newRecords({ scratch }: Pick<Run, 'scratch'>): string {
  return join(mkdtempSync(join(scratch, 'records-')), 'records.sqlite');
}

/**
 * Starts the peer with the duties of Terroir, which lets a client in by each of these keys, and keeps its records in
 * that file; several may share one.
 *
 * Errors: Error where there are no peers, or it ends, or does not answer within a minute.
 */
export async function startDutiesServer(
  run: Run,
  kind: DutiesKind,
  keys: readonly [string, ...string[]],
  records: string,
  wine: Wine,
): Promise<PeerServer> {
  const clients = keys.map((key, at) => `client-${at}=${createHash('sha256').update(key).digest('hex')}`);
  return startServer(run, 'serve_duties.py', [await dutiesPeer(run, kind), records], clients, wine, keys[0]);
}

async function startServer(
  run: Run,
  script: string,
  files: readonly string[],
  more: readonly string[],
  wine: Wine,
  key?: string,
): Promise<PeerServer> {
  if (!run.peers) throw new Error('There are no peers.');
  const port = await findFreePort();
  const address = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const args = [peerFile(script), ...files, `${port}`, ...more];
  const child = spawn(run.peers.python, args, { stdio: 'ignore' });
  keepTrackOf(child);
  while (!(await answers(`${address}/predict`, wine, key))) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}.`);
    if (performance.now() - started > START_MS_MAX) throw new Error(`${script} does not answer.`);
    await wait(POLL_MS);
  }
  return { address, child, firstAnswerMs: performance.now() - started };
}

async function answers(url: string, wine: Wine, key: string | undefined): Promise<boolean> {
  const body = JSON.stringify(wine);
  const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: key }) };
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
