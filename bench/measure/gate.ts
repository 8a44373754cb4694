import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepTrackOf } from '../children/child.ts';
import { fillIn } from '../../models/starter/model-card.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { formatGroups } from '../gate/table.ts';
import { countGroups, judgeTrials } from '../gate/trials.ts';
import type { GroupCount } from '../gate/trials.ts';
import { WORLD_COUNT } from '../gate/worlds.ts';
import type { Run } from '../run.ts';

const CHILD = fileURLToPath(new URL('../gate/simulate.ts', import.meta.url));
const PAGE = new URL('../../docs/GATE.md', import.meta.url);
const TRIALS = new URL('../results/gate/trials.json', import.meta.url);
const BEGIN = '<!-- trials: written by npm run bench -- --only gate -->';
const END = '<!-- end of trials -->';

/**
 * What the gate does with challengers that are known to be good or bad: trains those of which there is no record yet,
 * which takes an hour or two, and lets it decide on all of them.
 */
export async function measureGate({ options, say }: Run): Promise<Figure[]> {
  await simulate(options.quick ? ['0', '0', 'label-1,variety-renamed-50'] : ['0', String(WORLD_COUNT - 1)], say);
  const trials = judgeTrials();
  const groups = countGroups(trials);
  if (!options.quick) {
    mkdirSync(new URL('.', TRIALS), { recursive: true });
    writeFileSync(TRIALS, `[\n${trials.map((trial) => JSON.stringify(trial)).join(',\n')}\n]\n`);
    writeFileSync(PAGE, fillIn(readFileSync(PAGE, 'utf8'), BEGIN, END, formatGroups(groups, trials)));
  }
  return groups.map((group, at) => toFigure(group, at));
}

/** Trains in a process of its own, which keeps each challenger as soon as it is judged. */
function simulate(args: readonly string[], say: Run['say']): Promise<void> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  keepTrackOf(child);
  child.stdout.setEncoding('utf8').on('data', (lines: string) => say(lines.trimEnd()));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The trainings ended with code ${code}; those that were done are kept.`));
    });
  });
}

function toFigure({ group, wish, bar, trials, promoted, harmful, share }: GroupCount, at: number): Figure {
  const count =
    wish === 'refuse harm' ? `${harmful} of ${trials} promoted with harm` : `${promoted} of ${trials} promoted`;
  return {
    id: `gate.${at}`,
    part: 'gate',
    what: `${group}: ${count}`,
    unit: 'share',
    better: 'higher',
    terroir: spreadOf([share]),
    peers: {},
    bar,
  };
}
