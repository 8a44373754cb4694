// What the template, the functions and the hook of a release agree on.

/** The alias of every released function: what answers requests. Versions come and go behind it. */
export const LIVE_ALIAS = 'live';

/** The functions that are released by versions, by what they are called here. */
export const RELEASED_FUNCTIONS = ['predict', 'registry', 'authorizer', 'train', 'drift'] as const;

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
