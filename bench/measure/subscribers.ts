import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { callSigned } from '../../store/aws/signed-call.ts';
import { keepTrackOf, stop } from '../children/child.ts';
import type { Heard } from '../children/subscribers.ts';
import { credentialsOf } from './host.ts';
import type { LaptopHost } from './host.ts';

/** Subscribers in a process of their own, each over a connection of its own, all of whom are there. */
export interface Audience {
  /** How long it took until the last one's subscription had begun. */
  begunSeconds: number;
  /**
   * Publishes that a training goes on, a second after the event before, and waits until all have heard it. Returns how
   * many milliseconds passed from the call until the last one had it.
   *
   * Errors: Error where one does not hear it within ten seconds.
   */
  tell: (event: number) => Promise<number>;
  leave: () => Promise<void>;
}

const CHILD = fileURLToPath(new URL('../children/subscribers.ts', import.meta.url));
const PUBLISH = `mutation Publish($run: TrainingRunInput!) {
  publishTrainingProgress(run: $run) {
    id status stage share reason startedBy startedAt updatedAt finishedAt examples labels datasets refused modelVersion
    decision { promoted reason decidedBy checks { name target passed champion challenger limit low high n detail } }
    failure
  }
}`;
const PAUSE_MS = 1_000;
const HEARD_MS_MAX = 10_000;

/** Lets so many subscribe to the progress of trainings. Errors: Error where one of them cannot. */
export async function subscribe(host: LaptopHost, count: number): Promise<Audience> {
  const started = performance.now();
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, [CHILD, host.endpoint, host.key, `${count}`], { stdio: [...stdio] });
  keepTrackOf(child);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The subscribers' process ended with ${String(code)}.`);
  });
  ended.catch(() => undefined);
  const hear = async (): Promise<Heard> => {
    const [heard] = (await Promise.race([once(child, 'message'), ended])) as [Heard];
    return heard;
  };
  await hear();
  const begunSeconds = (performance.now() - started) / 1000;
  return {
    begunSeconds,
    tell: async (event) => {
      const sentMs = performance.timeOrigin + performance.now();
      const heard = Promise.race([hear(), tooLate(event)]);
      await callSigned({ endpoint: host.endpoint, ...credentialsOf(host) }, 'The event', {
        query: PUBLISH,
        variables: { run: runAt(event) },
      });
      const { lastMs } = await heard;
      await wait(Math.max(0, PAUSE_MS - (lastMs - sentMs)));
      return lastMs - sentMs;
    },
    leave: () => stop(child),
  };
}

async function tooLate(event: number): Promise<never> {
  await wait(HEARD_MS_MAX, undefined, { ref: false });
  throw new Error(`Not all subscribers have heard event ${event} within ${HEARD_MS_MAX / 1000} s.`);
}

/** A training that is nowhere: only its events are. */
function runAt(event: number): object {
  const now = new Date().toISOString();
  const when = { startedAt: now, updatedAt: now };
  return { id: 'bench', status: 'RUNNING', stage: `${event}`, share: 0.5, startedBy: 'bench', refused: [], ...when };
}
