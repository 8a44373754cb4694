import { connect } from '../../packages/client/transport/connection.ts';
import { OnTrainingProgressDocument } from '../../packages/client/generated/operations.ts';
import { listen } from '../../packages/client/events/listen.ts';

/*
 * So many subscribers to the progress of trainings, each over a connection of its own:
 *     node bench/children/subscribers.ts ENDPOINT KEY COUNT        (with an IPC channel)
 * Sends a Heard when the last subscription has begun, and one for each event when the last one has it. Ends where a
 * subscription does.
 */

/** That all subscribers have heard, and when the last of them did: milliseconds since 1970, to fractions. */
export interface Heard {
  lastMs: number;
}

/** How many connect at the same moment. */
const CONNECTING_MAX = 50;

const [endpoint = '', key = '', count = ''] = process.argv.slice(2);
const connection = connect({ endpoint, key });
const body = JSON.stringify({ query: OnTrainingProgressDocument.toString(), variables: {} });
const heardBy = new Map<string, number>();

for (let begun = 0; begun < Number(count); begun += CONNECTING_MAX) {
  const some = Math.min(CONNECTING_MAX, Number(count) - begun);
  await Promise.all(Array.from({ length: some }, subscribe));
}
sayHeard();

/** Resolves once the subscription has begun. */
function subscribe(): Promise<void> {
  return new Promise((resolve) => {
    const never = listen(
      connection,
      body,
      (notice) => {
        if (notice.kind === 'begun') resolve();
        else note(notice.data);
      },
      new AbortController().signal,
    );
    never.catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}

function note({ onTrainingProgress }: Record<string, unknown>): void {
  const { stage = '' } = (onTrainingProgress ?? {}) as { stage?: string };
  const heard = (heardBy.get(stage) ?? 0) + 1;
  heardBy.set(stage, heard);
  if (heard === Number(count)) sayHeard();
}

function sayHeard(): void {
  process.send?.({ lastMs: performance.timeOrigin + performance.now() } satisfies Heard);
}
