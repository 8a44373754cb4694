/** A function at work: its newest code, its versions, its aliases, and the processes of each. */
import type { FunctionDefinition } from './definition.ts';
import { LATEST } from './definition.ts';
import type { FunctionLog } from './log.ts';
import type { OpenMeter } from './meter.ts';
import type { Pool } from './pool.ts';
import { createRouter, type Routing } from './routing.ts';
import type { Throttle } from './throttle.ts';

/** One version of a function, with its processes. */
export interface RunningVersion {
  definition: FunctionDefinition;
  pool: Pool;
}

/** What a function is made with, whichever its version. */
export interface FunctionParts {
  log: FunctionLog;
  /** Of its own calls, where the template reserves concurrency. */
  throttle: Throttle;
  meterOf: OpenMeter;
  openPool: (definition: FunctionDefinition) => Pool;
}

/** A function at work. */
export interface RunningFunction extends Omit<FunctionParts, 'openPool'> {
  /** The code that is newest. */
  latest: () => RunningVersion;
  /** How many invocations run. */
  running: number;
  /** Makes a version ready, or `$LATEST` anew. Calls that run already end in the code that they began in. */
  deploy: (definition: FunctionDefinition) => void;
  route: (alias: string, routing: Routing) => void;
  routingOf: (alias: string) => Routing | undefined;
  /** The version that the next call is for; undefined where there is no version or alias of that name. */
  choose: (qualifier: string | undefined) => { version: RunningVersion; isByAlias: boolean } | undefined;
  /** Every version that calls may come to without naming a number. */
  expected: () => RunningVersion[];
  close: () => Promise<void>;
}

/** Makes a function ready, without a version or alias yet; processes start when they are needed. */
export function createFunction(definition: FunctionDefinition, { openPool, ...parts }: FunctionParts): RunningFunction {
  const versions = new Map<string, RunningVersion>();
  const aliases = new Map<string, { routing: Routing; choose: () => string }>();
  const pools = new Set<Pool>();
  const deploy: RunningFunction['deploy'] = (deployed) => {
    versions.get(deployed.version)?.pool.drain();
    const pool = openPool(deployed);
    pools.add(pool);
    versions.set(deployed.version, { definition: deployed, pool });
  };
  const isRouted = (version: string): boolean =>
    [...aliases.values()].some(({ routing }) => [routing.version, routing.additional?.version].includes(version));
  deploy(definition);
  return {
    ...parts,
    running: 0,
    latest: () => versions.get(LATEST) ?? fail(`${definition.name} has no code.`),
    deploy,
    route: (alias, routing) => {
      aliases.set(alias, { routing, choose: createRouter(routing) });
      for (const [name, { pool }] of versions) if (name !== LATEST && !isRouted(name)) pool.drain();
    },
    routingOf: (alias) => aliases.get(alias)?.routing,
    choose: (qualifier = LATEST) => {
      const alias = aliases.get(qualifier);
      const version = versions.get(alias?.choose() ?? qualifier);
      return version && { version, isByAlias: alias !== undefined };
    },
    expected: () => {
      const routed = [...versions].flatMap(([name, version]) => (isRouted(name) ? [version] : []));
      return routed.length > 0 ? routed : [...versions.values()];
    },
    close: async () => void (await Promise.all([...pools].map((pool) => pool.close()))),
  };
}

function fail(message: string): never {
  throw new Error(message);
}
