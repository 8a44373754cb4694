import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { readChecks, readFindings } from '../../../store/clients/traffic.ts';
import { describeFindings } from '../../describe-drift.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';
import { readTimeMs, type Request } from '../request.ts';

/** The last check of drift, and those before it since a time; null where there was none. */
export async function drift({ traffic }: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const found = await readFindings(traffic, traffic.clock.now() + PATIENCE_MS);
  if (found === undefined) return { value: null };
  const from = given['from'] == null ? undefined : new Date(Math.max(0, readTimeMs(given, 'from'))).toISOString();
  const checks = from === undefined ? [] : await readChecks(traffic, from);
  return { value: describeFindings(found, checks) };
}
