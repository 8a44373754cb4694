import { OUTPUTS } from '../../contract/settings.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import type { SignedApi } from '../../store/aws/signed-call.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import type { Surroundings } from '../command.ts';
import type { HostReady } from '../laptop/host-file.ts';
import { readLaptop } from './deployment.ts';
import { openAws, openLaptop, openPlace, type Place, type PlaceOptions } from './place.ts';

/** The table Clients of a host that is up. */
export function openClientsTable(host: HostReady): Table {
  const place = openLaptop(host);
  return place.openTable(place.output('clientsTable'));
}

/** Where keys are kept, and the API that they open. */
export interface KeyStore {
  clients: Table;
  /** How many wines each client has asked about; null where the deployment is from before that was counted. */
  usage: Table | null;
  api: SignedApi;
}

/** The keys of the laptop host that keeps its files in that folder. Errors: CommandError where there is none. */
export async function findKeysOnLaptop(folder: string): Promise<KeyStore> {
  const host = await readLaptop(folder);
  return createKeyStore(openLaptop(host), () => host.endpoint);
}

/** The keys of a deployment, by the file of its outputs. Errors: CommandError where there is none. */
export async function findKeysOnAws(path: string, env: Surroundings['env']): Promise<KeyStore> {
  const place = await openAws(path, env);
  return createKeyStore(place, () => place.output('endpoint'));
}

/** The API is called in the name of whoever reads the table. */
function createKeyStore(place: Place, findEndpoint: () => string): KeyStore {
  const clients = place.openTable(place.output('clientsTable'));
  const usage = place.outputs[OUTPUTS.usageTable];
  const api = { endpoint: findEndpoint(), region: place.region, credentials: clients.dynamo.config.credentials };
  return { clients, usage: usage === undefined ? null : place.openTable(usage), api };
}

/** The bucket of datasets and model versions: of a deployment whose outputs are named, else of the laptop host. */
export async function findModelBucket(options: PlaceOptions, surroundings: Surroundings): Promise<Bucket> {
  const place = await openPlace(options, surroundings);
  return place.openBucket(place.output('modelBucket'));
}
