import { stop } from '../children/child.ts';
import { startHost } from '../measure/host.ts';
import { soak, type Soaked } from './load.ts';
import { listResidents } from './processes.ts';

/**
 * What the memory of a process may grow by, from the least of the first third of the time that counts to the least of
 * the last: in between it goes up and down as garbage is collected, and only what is never given back is lost.
 */
export const GROWTH_SHARE_MAX = 0.05;

const SAMPLE_EVERY_MS = 2_000;

/** How long a host is asked, over how many connections at once. */
export interface SoakTrial {
  /** Folder for the host's files. */
  scratch: string;
  warmUpSeconds: number;
  seconds: number;
  connections: number;
}

/** The memory of a process of the host over the time that counts, in MB. */
export interface Kept {
  /** As in a Resident. */
  name: string;
  /** The least of the first third, and of the last. */
  first: number;
  last: number;
  greatest: number;
}

/** What became of the load, and of each process. Errors: Error where the host does not come up. */
export async function trySoak(trial: SoakTrial): Promise<Soaked & { kept: Kept[] }> {
  const { scratch, warmUpSeconds, seconds, connections } = trial;
  const host = await startHost({ scratch });
  const samples = new Map<string, number[]>();
  const sample = (): void => {
    for (const { name, megabytes } of listResidents(host.child.pid ?? 0)) {
      samples.set(name, [...(samples.get(name) ?? []), megabytes]);
    }
  };
  let sampler: NodeJS.Timeout | undefined;
  try {
    const asked = { endpoint: host.endpoint, key: host.key, connections };
    await soak({ ...asked, seconds: warmUpSeconds, evenly: true });
    sample();
    sampler = setInterval(sample, SAMPLE_EVERY_MS);
    const soaked = await soak({ ...asked, seconds });
    return { ...soaked, kept: [...samples].map(([name, megabytes]) => compareThirds(name, megabytes)) };
  } finally {
    clearInterval(sampler);
    await stop(host.child);
  }
}

function compareThirds(name: string, megabytes: readonly number[]): Kept {
  const third = Math.ceil(megabytes.length / 3);
  const [first, last] = [Math.min(...megabytes.slice(0, third)), Math.min(...megabytes.slice(-third))];
  return { name, first, last, greatest: Math.max(...megabytes) };
}

/** By which share of what it had the memory of a process has grown. */
export function growthOf({ first, last }: Kept): number {
  return last / first - 1;
}
