/**
 * Runs in a thread of its own, so that what CloudWatch does holds up nobody who is answered by the host: metrics, logs,
 * alarms and the API.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { HostError } from '../failure.ts';
import { startServer } from './api/server.ts';
import { createClock, createClockByHand } from './clock.ts';
import { MINUTE_MS } from './keep/metric-store.ts';
import type { HostMessage, ThreadMessage, ThreadParts } from './messages.ts';
import { openRoom, type Room } from './room.ts';

/** What came is written so often: so much a kill may lose. */
const FLUSH_EVERY_MS = 3000;
const LOOK_EVERY_MS = 1000;
/** What belongs to a minute may come so much later. */
const LATE_MS = 3000;

const { folder, watching, savedQueries, authority, isClockByHand } = workerData as ThreadParts;
const send = (message: ThreadMessage): void => parentPort?.postMessage(message);
const asked = new Map<number, () => void>();
let askedCount = 0;

/** Resolves once the host has sent all that it knew when it was asked. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    askedCount += 1;
    asked.set(askedCount, resolve);
    send({ kind: 'settle', id: askedCount });
  });
}

async function run(): Promise<void> {
  const clock = isClockByHand ? createClockByHand(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS) : createClock();
  const room = openRoom({
    ...{ folder, watching, savedQueries, clock },
    warn: (line) => send({ kind: 'warn', line }),
    onWatched: (nowMs, red) => send({ kind: 'watched', nowMs, red }),
  });
  const server = await startServer({ room, authority, settle });
  const timers = [setInterval(room.flush, FLUSH_EVERY_MS)];
  if (!clock.isByHand) timers.push(setInterval(() => room.evaluate(LATE_MS), LOOK_EVERY_MS));
  parentPort?.on('message', (message: HostMessage) => {
    if (message.kind === 'batch') room.take(message.batch);
    else if (message.kind === 'settled') {
      asked.get(message.id)?.();
      asked.delete(message.id);
    } else if (message.kind === 'adopt') adopt(room, message.watching);
    else {
      for (const timer of timers) clearInterval(timer);
      void end(room, server.close);
    }
  });
  send({ kind: 'ready', port: server.port });
}

function adopt(room: Room, other: ThreadParts['watching']): void {
  try {
    room.adopt(other);
    send({ kind: 'adopted' });
  } catch (error) {
    send({ kind: 'adopted', fault: error instanceof Error ? error.message : String(error) });
  }
}

async function end(room: Room, closeServer: () => Promise<void>): Promise<void> {
  room.flush();
  await closeServer();
  parentPort?.close();
}

try {
  await run();
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  send({ kind: 'refused', message: error.message });
}
