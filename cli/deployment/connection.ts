import { createClient, type Client, type ClientOptions } from '../../packages/client/client.ts';
import { CommandError, resolvePath, type Surroundings } from '../command.ts';
import { readHostFile } from '../laptop/host-file.ts';

/** Where to find an API, as a command line may say it. */
export interface ConnectionOptions {
  endpoint?: string | undefined;
  key?: string | undefined;
  data?: string | undefined;
}

/** The options of a command that calls an API. */
export const CONNECTION_OPTIONS = {
  endpoint: { type: 'string' },
  key: { type: 'string' },
  data: { type: 'string' },
} as const;

/** What --help says of them. */
export const CONNECTION_HELP = `  --endpoint URL, --key KEY
                   which API, also by the environment variables ENDPOINT and KEY (ps shows options to others on the
                   machine); the host of this laptop unless told
  --data FOLDER    where that host keeps its files: .local unless told`;

/**
 * A client for the API that is named: by options, else by ENDPOINT and KEY, else the host of this laptop. `more` is
 * what else the client is to do.
 */
export async function connect(
  options: ConnectionOptions,
  surroundings: Surroundings,
  more: Omit<ClientOptions, 'endpoint' | 'key'> = {},
): Promise<Client> {
  const endpoint = options.endpoint ?? surroundings.env['ENDPOINT'];
  const key = options.key ?? surroundings.env['KEY'];
  if (endpoint !== undefined && key !== undefined) return createClient({ ...more, endpoint, key });
  if (endpoint !== undefined || key !== undefined) {
    throw new CommandError(
      'An endpoint and its key belong together: give --endpoint and --key, or ENDPOINT and KEY.',
      2,
    );
  }
  const folder = resolvePath(options.data, '.local', surroundings);
  const host = await readHostFile(folder);
  if (host) return createClient({ ...more, ...host });
  throw new CommandError(`There is no host.json in ${folder}. Run npm start first, or give --endpoint and --key.`);
}
