/** A function at work: its newest code, its versions, its aliases, and the processes of each. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type FunctionDefinition, LATEST } from './definition.ts';
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
  has: (version: string) => boolean;
  /** How many invocations run. */
  running: number;
  /**
   * Makes a version ready, or `$LATEST` anew; nothing where it is there as it is. Calls that run already end in the
   * code that they began in.
   */
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
    const known = versions.get(deployed.version);
    if (known && isSame(known.definition, deployed)) return;
    known?.pool.drain();
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
    has: (version) => versions.has(version),
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

/** A bundle has its digest in its name: in another folder it is the same, as long as it is where it was. */
function isSame(one: FunctionDefinition, other: FunctionDefinition): boolean {
  if (one.folder !== other.folder && !existsSync(one.folder)) return false;
  return isDeepStrictEqual({ ...one, folder: basename(one.folder) }, { ...other, folder: basename(other.folder) });
}
