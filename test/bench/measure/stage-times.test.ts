import type { Profiler } from 'node:inspector';
import { expect, it } from 'vitest';
import { timeStages } from '../../../bench/measure/stage-times.ts';

interface Frame {
  id: number;
  functionName: string;
  url?: string;
  children?: number[];
}

/** A profile of these frames, with samples of [frame, milliseconds]. */
function profileOf(frames: readonly Frame[], samples: readonly [number, number][]): Profiler.Profile {
  const place = { scriptId: '0', lineNumber: 0, columnNumber: 0 };
  return {
    nodes: frames.map(({ id, functionName, url = '', children = [] }) => ({
      id,
      children,
      callFrame: { functionName, url, ...place },
    })),
    startTime: 0,
    endTime: 0,
    samples: samples.map(([frame]) => frame),
    timeDeltas: samples.map(([, ms]) => ms * 1000),
  };
}

it('native code counts as what called it, and idling not at all', () => {
  const frames = [
    { id: 1, functionName: '(root)', children: [2, 4, 5] },
    { id: 2, functionName: 'run', url: 'file:///x/packages/appsync-host/resolver/code/load.ts', children: [3] },
    { id: 3, functionName: 'parse' },
    { id: 4, functionName: '(idle)' },
    { id: 5, functionName: '(garbage collector)' },
  ];
  const times = timeStages(profileOf(frames, [[2, 1], [3, 2], [4, 50], [5, 4]])); // prettier-ignore
  expect(Object.fromEntries(times)).toEqual({ resolvers: 3, 'garbage collection': 4 });
});

it('code has the stage of its folder, whatever its functions are called', () => {
  const host = 'file:///x/packages/appsync-host';
  const frames = [
    { id: 1, functionName: 'toString', url: `${host}/appsync/access/caller.ts` },
    { id: 2, functionName: 'x', url: `${host}/dynamodb/client.ts` },
    { id: 3, functionName: 'x', url: `${host}/dynamodb/fast-puts.ts` },
    { id: 4, functionName: 'x', url: 'file:///x/node_modules/classic-level/index.js' },
    { id: 5, functionName: 'x', url: 'node:net' },
    { id: 6, functionName: 'x', url: 'code.js' },
  ];
  const times = timeStages(profileOf(frames, frames.map(({ id }) => [id, id]))); // prettier-ignore
  expect(Object.fromEntries(times)).toEqual({
    'who asks, and may': 1,
    'calls of tables': 2,
    'puts and queries': 3,
    LevelDB: 4,
    'Node: HTTP, sockets, timers': 5,
    resolvers: 6,
  });
});
