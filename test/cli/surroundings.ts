import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../../cli/command.ts';

/** A world for one command, in a folder of its own: what it writes to the terminal is kept. */
export interface Stage extends Surroundings {
  printed: string[];
  told: string[];
  /** What comes on standard input. */
  stdin: string;
  /** Ctrl-C. */
  stop: () => void;
  clear: () => Promise<void>;
}

export async function setStage(env: Surroundings['env'] = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'terroir-cli-'));
  const [printed, told]: [string[], string[]] = [[], []];
  const stopping = new AbortController();
  const stage: Stage = {
    stdin: '',
    printed,
    told,
    print: (line) => void printed.push(line),
    tell: (line) => void told.push(line),
    interactive: false,
    readStdin: () => Promise.resolve(stage.stdin),
    wait: () => Promise.resolve(),
    env,
    folder,
    root: folder,
    stopping: stopping.signal,
    stop: () => stopping.abort(new Error('Stopped.')),
    clear: () => rm(folder, { recursive: true }),
  };
  return stage;
}
