import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { PROBE_ENTRY, PROBE_VALUE, type Probe, type Readiness } from '../contract/releases.ts';
import { SETTINGS } from '../contract/settings.ts';
import { BundleAltered, checkBundle } from './check-bundle.ts';
import { describeError } from './describe-error.ts';

/** Whether a release hook asks, and no client: see PROBE_ENTRY. */
export function isProbe({ clientContext }: Pick<Context, 'clientContext'>): boolean {
  // Node's runtime hands on what the caller sent, whose names begin small.
  const { custom } = (clientContext ?? {}) as { custom?: Record<string, unknown> };
  return custom?.[PROBE_ENTRY] === PROBE_VALUE;
}

const ProbePayload = z.discriminatedUnion('probe', [
  z.object({ probe: z.literal('readiness') }),
  z.object({ probe: z.literal('answer'), question: z.record(z.string(), z.unknown()) }),
]);

/** Reads the payload of a probe. Errors: ZodError for another shape. */
export function parseProbe(payload: unknown): Probe {
  return ProbePayload.parse(payload);
}

/** What must succeed for a function to be ready, by what it does then: `read the registry`. */
export type Proofs = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Tries one after the other what a function needs, first of all that its files are those that the template was made
 * with, and says which of it cannot be done. Never rejects.
 */
export async function proveReadiness(proofs: Proofs): Promise<Readiness> {
  const all = { 'run from the files that were built': proveBundle, ...proofs };
  for (const [what, prove] of Object.entries(all)) {
    try {
      await prove();
    } catch (error) {
      const { name, message, cause } = describeError(error);
      const told = [name, message, cause?.name, cause?.message].filter((one) => one !== undefined).join(': ');
      return { ready: false, reason: `it cannot ${what} (${told})` };
    }
  }
  return { ready: true, proved: Object.keys(all) };
}

/** Where nothing was bundled, nothing is expected. */
function proveBundle(): Promise<void> {
  const { [SETTINGS.bundleDigest]: expected, LAMBDA_TASK_ROOT: folder } = process.env;
  if (expected === undefined || folder === undefined) return Promise.resolve();
  const found = checkBundle(folder, expected);
  return found instanceof BundleAltered ? Promise.reject(found) : Promise.resolve();
}
