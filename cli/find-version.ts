import type { Client, ModelVersion } from '../packages/client/client.ts';
import { CommandError, type Surroundings } from './command.ts';

/**
 * The model version that someone typed: its id, or `champion`.
 *
 * Errors: CommandError where there is none; TerroirError.
 */
export async function findVersion(client: Client, wanted: string, { stopping }: Surroundings): Promise<ModelVersion> {
  const options = { signal: stopping };
  const version = wanted === 'champion' ? await client.champion(options) : await client.modelVersion(wanted, options);
  if (version) return version;
  throw new CommandError(`There is no model version ${wanted}. See: npm run terroir -- versions`);
}

/** The id that someone typed, which is not looked at, or that of the `champion`. Errors: TerroirError. */
export async function readVersionId(client: Client, wanted: string, { stopping }: Surroundings): Promise<string> {
  return wanted === 'champion' ? (await client.champion({ signal: stopping })).id : wanted;
}
