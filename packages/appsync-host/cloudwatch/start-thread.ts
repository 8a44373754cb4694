import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { HostError } from '../failure.ts';
import type { AlarmDesk } from '../service-calls.ts';
import type { Watching } from './alarms/definition.ts';
import type { OpenTelemetry } from './gather/telemetry.ts';
import type { HostMessage, ThreadMessage, ThreadParts } from './messages.ts';

/** CloudWatch's thread at work. */
export interface StartedThread {
  /** For SDKs: AWS_ENDPOINT_URL_CLOUDWATCH. */
  endpoint: string;
  alarms: AlarmDesk;
  /** Watches other alarms. Errors: HostError for those that the host does not know, with nothing changed. */
  adopt: (watching: Watching) => Promise<void>;
  /** Ends it once all is written that was told. */
  close: () => Promise<void>;
}

/** What the thread is started with. */
export interface StartParts extends ThreadParts {
  telemetry: OpenTelemetry;
  /** One line for the user. */
  warn: (line: string) => void;
}

/** How long what is told may wait for its way to the thread. */
const SEND_EVERY_MS = 1000;

/** Starts the thread. Errors: HostError for alarms and queries that the host does not know. */
export async function startThread({ telemetry, warn, ...parts }: StartParts): Promise<StartedThread> {
  const file = fileURLToPath(new URL(`./thread${extname(import.meta.url)}`, import.meta.url));
  const thread = new Worker(file, { workerData: parts satisfies ThreadParts, name: 'cloudwatch' });
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  const post = (message: HostMessage): void => thread.postMessage(message);
  const sendBatch = (): void => {
    const batch = telemetry.take();
    if (batch !== undefined) post({ kind: 'batch', batch });
  };
  const answerSettle = async (id: number): Promise<void> => {
    await telemetry.settle();
    sendBatch();
    post({ kind: 'settled', id });
  };
  let watched = { nowMs: Date.now(), red: [] as string[] };
  const listeners: (() => void)[] = [];
  let settleAdoption: (fault?: string) => void = () => undefined;
  const ready = new Promise<number>((resolve, reject) => {
    thread.once('error', reject);
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind === 'ready') resolve(message.port);
      else if (message.kind === 'refused') reject(new HostError(message.message));
      else if (message.kind === 'warn') warn(message.line);
      else if (message.kind === 'adopted') settleAdoption(message.fault);
      else if (message.kind === 'watched') {
        watched = message;
        for (const listener of listeners) listener();
      } else void answerSettle(message.id);
    });
  });
  const port = await ready;
  // It is not to be what keeps the host alive, nor what ends it.
  thread.on('error', (error) =>
    warn(`CloudWatch has ended: ${error instanceof Error ? error.message : String(error)}`),
  );
  const timer = setInterval(sendBatch, SEND_EVERY_MS).unref();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    alarms: {
      now: () => (parts.isClockByHand ? watched.nowMs : Date.now()),
      listRed: () => watched.red,
      onMinute: (listener) => void listeners.push(listener),
    },
    adopt: (watching) =>
      new Promise((resolve, reject) => {
        settleAdoption = (fault) => (fault === undefined ? resolve() : reject(new HostError(fault)));
        post({ kind: 'adopt', watching });
      }),
    close: async () => {
      clearInterval(timer);
      sendBatch();
      post({ kind: 'close' });
      await ended;
    },
  };
}
