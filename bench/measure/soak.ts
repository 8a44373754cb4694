import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Run } from '../run.ts';
import { GROWTH_SHARE_MAX, growthOf, trySoak } from '../soak/trial.ts';
import type { Kept } from '../soak/trial.ts';

const WHOLE = { warmUpSeconds: 300, seconds: 600, connections: 8 };
const QUICK = { warmUpSeconds: 10, seconds: 20, connections: 8 };

/** A steady mix of requests for ten minutes after a warm-up: errors, and what each process keeps of its memory. */
export async function measureSoak({ options, scratch, say }: Run): Promise<Figure[]> {
  const trial = options.quick ? QUICK : WHOLE;
  say(`asking for ${(trial.warmUpSeconds + trial.seconds) / 60} minutes`);
  const { requests, errors, slowestMs, kept } = await trySoak({ scratch, ...trial });
  for (const [error, { count }] of errors) say(`${count} × ${error}`);
  const failed = [...errors.values()].reduce((sum, { count }) => sum + count, 0);
  return [
    {
      ...toFigure('rate', `connections: ${trial.connections}, requests`, 'per second', requests / trial.seconds),
      better: 'higher',
    },
    toFigure('slowest', 'the slowest of them', 'ms', slowestMs),
    { ...toFigure('failed', 'requests that failed', 'count', failed), bar: 0 },
    ...kept.map((process): Figure => {
      const figure = toFigure(`growth.${process.name}`, describe(process), 'share', growthOf(process));
      return options.quick ? figure : { ...figure, bar: GROWTH_SHARE_MAX };
    }),
  ];
}

/** `Predict (2), 190 MB: growth of its memory` */
function describe({ name, last }: Kept): string {
  const short = name.replace(/^Terroir-(\w+)Function[0-9A-F]{8}/, '$1');
  return `${short}, ${last.toFixed(0)} MB: growth of its memory`;
}

function toFigure(id: string, what: string, unit: Figure['unit'], value: number): Figure {
  return { id: `soak.${id}`, part: 'soak', what, unit, better: 'lower', terroir: spreadOf([value]), peers: {} };
}
