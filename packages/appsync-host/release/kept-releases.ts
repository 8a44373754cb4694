/** What the host keeps of releases: which template is live, which was before, which was taken back, and what ran. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { advance, type Deployment } from '../codedeploy/deployment.ts';
import { writeWhole } from '../state/write-whole.ts';
import { readStack, type SynthesizedStack } from '../template/read.ts';
import { copyStack } from './copy-stack.ts';

interface KeptState {
  /** By their digests. */
  live?: string;
  before?: string;
  takenBack: string[];
  /** A release that has not ended. */
  running?: { from: string; to: string };
  deployments: Deployment[];
}

/** What is kept of releases, in a folder. */
export interface KeptReleases {
  /**
   * The template to begin with: the one that is found, all at once; but where it was taken back, or its release was cut
   * off, the one that was live before, with a line that says so.
   */
  choose: (found: SynthesizedStack) => { source: SynthesizedStack; line?: string };
  /** Keeps both with all that they refer to, and that the second is being released; returns it as it is kept. */
  begin: (live: SynthesizedStack, next: SynthesizedStack) => SynthesizedStack;
  /** Keeps how the release that runs has ended: its template is live, or was taken back, or was gone back to. */
  end: (how: 'live' | 'takenBack' | 'goneBack') => void;
  /** The template before the one that is live; undefined where there was none. */
  before: () => SynthesizedStack | undefined;
  /** The newest last. */
  deployments: () => readonly Deployment[];
  keepDeployment: (deployment: Deployment) => void;
}

const FILE = 'releases.json';
const DEPLOYMENTS_MAX = 100;
const TAKEN_BACK_MAX = 20;
const CUT_OFF = 'The host ended while it ran.';

/** Opens what is kept in a folder. */
export function openReleases(folder: string): KeptReleases {
  const file = join(folder, FILE);
  const state: KeptState = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as KeptState)
    : { takenBack: [], deployments: [] };
  const save = (): void => writeWhole(file, JSON.stringify(state));
  const read = (digest: string | undefined): SynthesizedStack | undefined =>
    digest !== undefined && existsSync(join(folder, digest)) ? readStack(join(folder, digest)) : undefined;
  // Not where a release ends: calls that run then may yet load some of their code.
  const forgetOthers = (): void => {
    const wanted = [state.live, state.before, state.running?.from, state.running?.to, FILE];
    for (const name of readdirSync(folder)) {
      if (!wanted.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  };
  return {
    choose: (found) => {
      const { running } = state;
      cutOff(state);
      const digest = digestOf(found);
      const live = state.takenBack.includes(digest) ? read(state.live) : undefined;
      if (live === undefined && state.live !== digest) {
        if (state.live !== undefined) state.before = state.live;
        state.live = digest;
      }
      if (running !== undefined || existsSync(file)) save();
      if (live === undefined) return { source: found };
      const what = running === undefined ? 'was taken back' : 'was being released when the host ended';
      return { source: live, line: `The template that was found ${what}: what was live before it is live again.` };
    },
    begin: (live, next) => {
      const [from, to] = [live, next].map((source) => {
        const digest = digestOf(source);
        copyStack(source, join(folder, digest));
        return digest;
      }) as [string, string];
      state.live = from;
      state.running = { from, to };
      save();
      forgetOthers();
      return readStack(join(folder, to));
    },
    end: (how) => {
      const { running } = state;
      if (running === undefined) return;
      if (how === 'takenBack') takeBack(state, running.to);
      else {
        state.live = running.to;
        state.takenBack = state.takenBack.filter((one) => one !== running.to);
        if (how === 'live') state.before = running.from;
        else {
          takeBack(state, running.from);
          delete state.before;
        }
      }
      delete state.running;
      save();
    },
    before: () => read(state.before),
    deployments: () => state.deployments,
    keepDeployment: (deployment) => {
      const others = state.deployments.filter(({ id }) => id !== deployment.id);
      state.deployments = [...others, deployment].slice(-DEPLOYMENTS_MAX);
      save();
    },
  };
}

/** A release that the host did not outlive is taken back. */
function cutOff(state: KeptState): void {
  const { running } = state;
  if (running === undefined) return;
  const event = { kind: 'stopped', nowMs: Date.now(), rollsBack: true, reason: CUT_OFF } as const;
  state.deployments = state.deployments.map((one) => advance(one, event));
  takeBack(state, running.to);
  state.live = running.from;
  delete state.running;
}

function takeBack(state: KeptState, digest: string): void {
  state.takenBack = [...state.takenBack.filter((one) => one !== digest), digest].slice(-TAKEN_BACK_MAX);
}

/** Of templates that say the same, the same: what they refer to has its own digest in its name. */
function digestOf({ template }: SynthesizedStack): string {
  return createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 32);
}
