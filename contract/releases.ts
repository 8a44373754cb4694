// What the template, the functions and the hook of a release agree on.
import type { ModelsOperation } from './invocations.ts';
import type { ScoredClass, Wine } from './wine.ts';

/** The alias of every released function: what answers requests. Versions come and go behind it. */
export const LIVE_ALIAS = 'live';

/** The functions that are released by versions, by what they are called here. */
export const RELEASED_FUNCTIONS = ['predict', 'registry', 'authorizer', 'train', 'drift', 'bulk'] as const;

/** The name of a released function. */
export type ReleasedFunctionName = (typeof RELEASED_FUNCTIONS)[number];

/**
 * The functions that somebody waits for: their traffic moves to a new version bit by bit, watched by alarms. That of
 * the others moves at once.
 */
export const AWAITED_FUNCTIONS = ['predict', 'registry', 'authorizer'] as const satisfies ReleasedFunctionName[];

/** The name of a function that somebody waits for. */
export type AwaitedFunctionName = (typeof AWAITED_FUNCTIONS)[number];

/**
 * The entry of an invocation's client context (`custom`) by which a function knows a probe of the release hook. AppSync
 * and EventBridge Scheduler set no client context, so that no request of anybody can be one.
 */
export const PROBE_ENTRY = 'terroirProbe';

/** The value of that entry. */
export const PROBE_VALUE = '1';

/** Where people read of the alarms that end a release. */
export const RELEASE_RUNBOOK = 'docs/RUNBOOK.md#a-release-was-rolled-back';

/**
 * What the hook asks of a function, as the payload of a probe: whether it is ready to do its work, or an answer that is
 * known beforehand. Neither changes anything, is recorded, or counts as a request.
 */
export type Probe =
  { readonly probe: 'readiness' } | { readonly probe: 'answer'; readonly question: Readonly<Record<string, unknown>> };

/** What a function says of itself: what it has done to prove it, in words, or what it cannot do, in a sentence. */
export type Readiness =
  | { readonly ready: true; readonly proved: readonly string[]; readonly reason?: never }
  | { readonly ready: false; readonly reason: string; readonly proved?: never };

/** A wine of which is known what a model version answers, and how sure it is (0 to 1, four decimals). */
export interface KnownAnswer {
  readonly wine: Wine;
  readonly country: ScoredClass;
  readonly variety: ScoredClass;
}

/** The known answers of one model version. */
export interface KnownAnswers {
  readonly modelVersion: string;
  readonly answers: readonly KnownAnswer[];
}

/** So many known answers at least does a release ask for. */
export const KNOWN_ANSWERS_MIN = 100;

/** The file of the known answers, in models/starter/ and beside the code of the hook. */
export const KNOWN_ANSWERS_FILE = 'known-answers.json';

/** What the registry answers a probe: it only reads. */
export const PROBED_OPERATIONS = [
  'champion',
  'classes',
  'datasets',
  'drift',
  'health',
  'modelVersion',
  'modelVersions',
] as const satisfies ModelsOperation[];
