/** A release: another template of the stack, performed as CloudFormation and CodeDeploy would, undone as a whole. */
import { type MovingAlias, readMovingAliases } from '../codedeploy/definition.ts';
import type { Board } from '../codedeploy/board.ts';
import type { Deployment } from '../codedeploy/deployment.ts';
import type { Templates } from '../descriptor.ts';
import { HostError } from '../failure.ts';
import type { FunctionVersions } from '../service-calls.ts';
import type { SynthesizedStack } from '../template/read.ts';
import type { Stack } from '../template/stack.ts';
import { listObstacles } from './differences.ts';
import { describeChange } from './progress.ts';

/** How a release stands. */
export type ReleaseStatus = 'Running' | 'Succeeded' | 'RolledBack';

/** A release as it goes on. */
export interface Release {
  status: () => ReleaseStatus;
  /** All that was told so far. */
  lines: () => readonly string[];
  /** Told of each further line. */
  onLine: (listener: (line: string) => void) => void;
  ended: Promise<ReleaseStatus>;
}

/** Whoever performs releases. */
export interface Releaser {
  /** Errors: HostError where another one runs, where nothing differs, and for what a release cannot do. */
  begin: (source: SynthesizedStack) => Promise<Release>;
  /** Ends the one that runs: what was live before it is live. Errors: HostError where none runs. */
  stop: () => Release;
  /** Makes the template live, at once, that was live before the last release. Errors: HostError, as begin(). */
  rollBack: () => Promise<Release>;
  /** The one that runs, or ran last. */
  current: () => Release | undefined;
}

/** What releases are performed with. */
export interface ReleaserParts {
  templates: Templates;
  board: Board;
  versions: FunctionVersions;
  /** One line for the user. */
  warn: (line: string) => void;
}

interface RunningRelease extends Release {
  tell: (line: string) => void;
  end: (status: ReleaseStatus) => void;
  /** The deployments that belong to it. */
  ids: Set<string>;
  /** Somebody wants it to end, even if nothing moves yet. */
  isStopped: boolean;
}

/** Makes a releaser, which performs one release at a time. */
export function createReleaser(parts: ReleaserParts): Releaser {
  const { templates, board, versions } = parts;
  let running: RunningRelease | undefined;
  board.onChange((now, before) => {
    if (running?.ids.has(now.id)) for (const line of describeChange(now, before)) running.tell(line);
  });
  const refuseSecond = (): void => {
    if (running?.status() !== 'Running') return;
    throw new HostError('A release is running. Wait for its end, or end it with --stop.');
  };
  const start = async (next: Stack, moves: readonly MovingAlias[]): Promise<RunningRelease> => {
    // Run from what is kept: the folder that somebody named may go.
    const keptNext = templates.open(templates.kept.begin(templates.current().source, next.source));
    running = createRelease(parts.warn);
    running.tell(describeMoves(moves, versions));
    try {
      await templates.adopt(keptNext);
    } catch (error) {
      templates.kept.end('takenBack');
      running.tell(`It cannot be: ${error instanceof Error ? error.message : String(error)} What was live is live.`);
      running.end('RolledBack');
      throw error;
    }
    return running;
  };
  return {
    current: () => running,
    begin: async (source) => {
      refuseSecond();
      const next = openNext(source, templates);
      const before = templates.current();
      const moves = listMoves(next, versions);
      const wasRouted = readMovingAliases(before);
      if (isSame(before, next)) throw new HostError('Nothing to release: the template says what is live.');
      const release = await start(next, moves);
      const perform = async (): Promise<void> => {
        const hasSucceeded = !release.isStopped && (await deployAll(moves, parts, release));
        if (!hasSucceeded) return goBack(before, wasRouted, parts, release);
        templates.kept.end('live');
        release.tell('Released.');
        release.end('Succeeded');
      };
      void perform().catch((error: unknown) => {
        release.tell(`It could not be ended in order: ${String(error)}. Restart the host.`);
        release.end('RolledBack');
      });
      return release;
    },
    stop: () => {
      if (running?.status() !== 'Running') throw new HostError('No release is running.');
      running.isStopped = true;
      for (const id of running.ids) board.stop(id, 'It was stopped by hand.', true);
      return running;
    },
    rollBack: async () => {
      refuseSecond();
      const source = templates.kept.before();
      if (source === undefined) throw new HostError('There is no release to go back from.');
      const next = openNext(source, templates);
      const moves = listMoves(next, versions);
      const release = await start(next, moves);
      for (const { functionName, name, routing } of moves) versions.route(functionName, name, routing);
      templates.kept.end('goneBack');
      release.tell('Rolled back by hand, at once: no hook was asked.');
      release.end('Succeeded');
      return release;
    },
  };
}

/** Errors: HostError for what a release cannot do. */
function openNext(source: SynthesizedStack, templates: Templates): Stack {
  const { name, template } = templates.current().source;
  if (source.name !== name) throw new HostError(`The release is of the stack ${source.name}; this one is ${name}.`);
  const obstacles = listObstacles(template, source.template, templates.types);
  if (obstacles.length === 0) return templates.open(source);
  const head = 'The template changes what a release cannot: restart the host with it, which deploys it all at once.';
  throw new HostError([head, ...obstacles].join('\n  '));
}

/** Everything is as it was before. */
async function goBack(
  before: Stack,
  wasRouted: readonly MovingAlias[],
  { templates, versions }: ReleaserParts,
  release: RunningRelease,
): Promise<void> {
  for (const { functionName, name, routing } of wasRouted) versions.route(functionName, name, routing);
  await templates.adopt(before);
  templates.kept.end('takenBack');
  release.tell('Rolled back: what was live before the release is live.');
  release.end('RolledBack');
}

/** Moves every alias, side by side; where one fails, the others end too. Whether all came to their new version. */
async function deployAll(
  moves: readonly MovingAlias[],
  { board, versions }: ReleaserParts,
  release: RunningRelease,
): Promise<boolean> {
  const ended = moves.map(({ functionName, name, routing, by }) => {
    if (by === undefined) {
      versions.route(functionName, name, routing);
      return Promise.resolve(true);
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const { group, hooks } = by;
    const from = versions.routingOf(functionName, name)?.version ?? routing.version;
    const { roleArn, application, configName, traffic, alarms, rollsBackOn } = group;
    const plan = { application, group: group.group, configName, traffic, alarms, rollsBackOn };
    const listen = (now: Deployment): void => {
      if (now.status !== 'InProgress') resolve(now.status === 'Succeeded');
    };
    const whole = { ...plan, functionName, alias: name, from, to: routing.version, hooks };
    const { id } = board.create(whole, roleArn, (begun) => release.ids.add(begun));
    board.onChange((now) => void (now.id === id && listen(now)));
    const begun = board.find(id);
    if (begun) listen(begun);
    void promise.then((hasSucceeded) => {
      if (hasSucceeded) return;
      for (const other of release.ids) board.stop(other, 'Another function of the release failed.', true);
    });
    return promise;
  });
  return (await Promise.all(ended)).every(Boolean);
}

/** Aliases that are to come to another version than they lead to. */
function listMoves(next: Stack, versions: FunctionVersions): MovingAlias[] {
  return readMovingAliases(next).filter(
    ({ functionName, name, routing }) => versions.routingOf(functionName, name)?.version !== routing.version,
  );
}

function isSame(before: Stack, next: Stack): boolean {
  return JSON.stringify(before.source.template) === JSON.stringify(next.source.template);
}

function describeMoves(moves: readonly MovingAlias[], versions: FunctionVersions): string {
  if (moves.length === 0) return 'Releasing, without another version of any function.';
  const told = moves.map(({ functionName, name, routing }) => {
    const { version = '?' } = versions.routingOf(functionName, name) ?? {};
    return `${functionName} (${version} to ${routing.version})`;
  });
  return `Releasing ${told.join(', ')}.`;
}

function createRelease(warn: (line: string) => void): RunningRelease {
  const { promise, resolve } = Promise.withResolvers<ReleaseStatus>();
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  let status: ReleaseStatus = 'Running';
  return {
    ids: new Set(),
    isStopped: false,
    status: () => status,
    lines: () => lines,
    onLine: (listener) => void listeners.push(listener),
    ended: promise,
    tell: (line) => {
      lines.push(line);
      warn(`Release: ${line}`);
      for (const listener of listeners) listener(line);
    },
    end: (ended) => {
      status = ended;
      resolve(ended);
    },
  };
}
