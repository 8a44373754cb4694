import type { Profiler } from 'node:inspector';

/** What code belongs to, by its place; the first that fits. `''` is native code, which counts as what called it. */
const STAGES: readonly [RegExp, string][] = [
  [/appsync-host\/(appsync\/access|waf)\//, 'who asks, and may'],
  [/appsync-host\/appsync\/(request|realtime|graphiql)\//, 'the request read, the answer written'],
  [/appsync-host\/appsync\/validate\//, 'the query checked'],
  [/appsync-host\/appsync\/|\/graphql\//, 'execution'],
  [/appsync-host\/resolver\/|^realm$|^code\.js$/, 'resolvers'],
  [/appsync-host\/lambda\//, 'calls of functions'],
  [/appsync-host\/dynamodb\/(client|tables)/, 'calls of tables'],
  [/appsync-host\/iam\//, 'signatures and grants'],
  [/appsync-host\/dynamodb\//, 'puts and queries'],
  [/\/(dynalite|lazy|lock|async|big\.js|once|buffer-crc32)\//, 'dynalite'],
  [/level\//, 'LevelDB'],
  [/^node:/, 'Node: HTTP, sockets, timers'],
  [/./, 'others'],
];

const IDLE = '(idle)';
/** What V8 does by itself, under names of its own. */
const OF_V8: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'V8 and the kernel'],
]);

/**
 * The milliseconds that a profile has seen in each stage, idling left out. The profile is one of V8's: samples of the
 * call tree with the microseconds between them.
 */
export function timeStages({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stageOf = (id: number): string | undefined => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName = '', url = '' } = byId.get(at)?.callFrame ?? {};
      if (functionName === IDLE) return undefined;
      const stage = OF_V8.get(functionName) ?? STAGES.find(([place]) => place.test(url))?.[1];
      if (stage !== undefined) return stage;
    }
    return 'others';
  };
  const stages = new Map(nodes.map(({ id }) => [id, stageOf(id)]));
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const stage = stages.get(id);
    if (stage !== undefined) times.set(stage, (times.get(stage) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
  }
  return times;
}
