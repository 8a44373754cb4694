import { fileURLToPath } from 'node:url';
import { runForJson } from '../children/child.ts';
import type { Run } from '../run.ts';
import type { TrainingResult } from '../children/train.ts';

const CHILD = fileURLToPath(new URL('../children/train.ts', import.meta.url));
const results = new Map<number, TrainingResult[]>();

/** Trains Terroir's model in a process of its own with that many examples, for the n-th time in this run (from 0). */
export async function trainTerroir(run: Run, count: number, repeat = 0): Promise<TrainingResult> {
  const done = results.get(count) ?? [];
  results.set(count, done);
  while (done.length <= repeat) {
    run.say(`training Terroir with ${count} examples`);
    done.push((await runForJson(process.execPath, [CHILD, run.rows.file, `${count}`])) as TrainingResult);
  }
  return done[repeat] as TrainingResult;
}
