/** Where an alias leads, and by which share of calls. Source: Lambda developer guide, "Lambda alias routing". */

/** Where an alias leads. */
export interface Routing {
  version: string;
  /** Another version, which is given a share of the calls: 0 to 1. */
  additional?: { version: string; weight: number };
}

/** What a sum of weights may be off by: 30 times 0.1 is a little more than 3. */
const HAIR = 1e-9;

/**
 * Chooses the version of each call. AWS chooses by chance; here the share is kept exactly: of any calls in a row the
 * additional version gets its share, rounded up or down.
 */
export function createRouter({ version, additional }: Routing): () => string {
  let calls = 0;
  return () => {
    if (additional === undefined) return version;
    const before = Math.floor(calls * additional.weight + HAIR);
    calls += 1;
    return Math.floor(calls * additional.weight + HAIR) > before ? additional.version : version;
  };
}
