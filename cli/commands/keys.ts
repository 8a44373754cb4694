import { SCOPES, type Scope } from '../../contract/root-fields.ts';
import { hashKey, KEY_FORM, listClients, revokeClient } from '../../store/clients.ts';
import type { Table } from '../../store/table.ts';
import { findClientsOnAws, findClientsOnLaptop } from '../deployment/stores.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { issueKey, TABLE_DEADLINE_MS } from '../deployment/issue-key.ts';
import { formatTable } from '../output/listing.ts';

const HELP = `terroir keys: the keys that clients call with. Usage:

  npm run terroir -- keys create --name NAME [--scopes predict,label,operate] [--expires 90d] [--client CLIENT]
  npm run terroir -- keys list
  npm run terroir -- keys revoke KEY | CLIENT

  --name NAME        who the key is for, to recognise it in the list
  --scopes SCOPES    what it allows, separated by commas: predict unless told
  --expires TIME     when it ends to work, in days or hours from now: 90d, 12h; never unless told
  --client CLIENT    the client whose predictions it reaches, to replace a key; a client of its own unless told

  --outputs FILE     the keys of a deployment: FILE is what npm run deploy -- --outputs-file FILE writes; of several
                     stacks in it, FILE#Terroir-staging names one
  --data FOLDER      the keys of the laptop host that keeps its files there: .local unless told

A key is shown once: only its SHA-256 is stored. A revoked key is dead within a minute.
Revoking a client revokes all of its keys.`;

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string', default: 'predict' },
  expires: { type: 'string' },
  client: { type: 'string' },
  outputs: { type: 'string' },
  data: { type: 'string' },
} as const;

interface Request {
  table: Table;
  options: { name?: string | undefined; scopes: string; expires?: string | undefined; client?: string | undefined };
  /** The key or the client that is to be revoked. */
  subject: string | undefined;
  surroundings: Surroundings;
}

const ACTIONS: Record<string, (request: Request) => Promise<number>> = { create, list, revoke };

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [name = '', subject, ...more] = positionals;
    const act = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!act || more.length > 0 || (subject === undefined) === (name === 'revoke')) {
      throw new CommandError('Say keys create --name NAME, keys list, or keys revoke KEY. See --help.', 2);
    }
    const onAws = values.outputs !== undefined;
    const table = onAws
      ? await findClientsOnAws(resolvePath(values.outputs, '', surroundings), surroundings.env)
      : await findClientsOnLaptop(resolvePath(values.data, '.local', surroundings));
    try {
      return await act({ table, options: values, subject, surroundings });
    } catch (error) {
      throw error instanceof CommandError ? error : explain(error, table.name, onAws);
    }
  },
};

async function create({ table, options, surroundings }: Request): Promise<number> {
  const name = options.name?.trim() ?? '';
  if (name === '') throw new CommandError('Say who the key is for: --name NAME.', 2);
  const scopes = readScopes(options.scopes);
  const expiresAt = readExpiry(options.expires);
  const clientId = options.client;
  if (clientId !== undefined && (await keysOf(table, clientId)).length === 0) {
    throw new CommandError(`There is no client ${clientId}. See keys list.`);
  }
  const { key, client } = await issueKey(table, { name, scopes, clientId, expiresAt });
  surroundings.print(key);
  surroundings.tell(`Keep it: it is shown this once. Client ${client.clientId}, scopes ${scopes.join(', ')}.`);
  return 0;
}

async function list({ table, surroundings }: Request): Promise<number> {
  const rows = [['CLIENT', 'NAME', 'SCOPES', 'STATE', 'CREATED', 'EXPIRES']];
  for (const { clientId, name, scopes, state, createdAt, expiresAt } of await listClients(table, deadline())) {
    const expiry = expiresAt === undefined ? 'never' : new Date(expiresAt * 1000).toISOString();
    rows.push([clientId, name, scopes.join(','), state, createdAt, expiry]);
  }
  for (const line of formatTable(rows)) surroundings.print(line);
  return 0;
}

async function revoke({ table, subject = '', surroundings }: Request): Promise<number> {
  const hashes = KEY_FORM.test(subject) ? [await hashKey(subject)] : await keysOf(table, subject);
  let revoked = 0;
  for (const keyHash of hashes) if (await revokeClient(table, keyHash, deadline())) revoked += 1;
  if (revoked === 0) throw new CommandError('There is no such key or client. See keys list.');
  surroundings.tell(`Revoked ${revoked === 1 ? 'one key' : `${revoked} keys`}: dead within a minute.`);
  return 0;
}

/** The hashes of a client's keys. */
async function keysOf(table: Table, clientId: string): Promise<string[]> {
  const clients = await listClients(table, deadline());
  return clients.filter((client) => client.clientId === clientId).map(({ keyHash }) => keyHash);
}

function readScopes(text: string): Scope[] {
  return [...new Set(text.split(',').map((scope) => scope.trim()))].map((given) => {
    const scope = SCOPES.find((known) => known === given);
    if (scope) return scope;
    throw new CommandError(`There is no scope ${JSON.stringify(given)}; there are ${SCOPES.join(', ')}.`, 2);
  });
}

/** Epoch seconds, from days or hours from now. */
function readExpiry(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(text) ?? [];
  if (count === undefined) throw new CommandError(`--expires takes days or hours, as in 90d or 12h, not ${text}.`, 2);
  return Math.floor(Date.now() / 1000) + Number(count) * (unit === 'd' ? 86_400 : 3_600);
}

function deadline(): number {
  return Date.now() + TABLE_DEADLINE_MS;
}

function explain(error: unknown, tableName: string, onAws: boolean): CommandError {
  const { message, cause } = error as Error;
  const { code } = (cause ?? error) as { code?: unknown };
  const reason = typeof code === 'string' ? code : cause instanceof Error ? cause.message : message;
  const advice = onAws ? 'Check the AWS credentials and AWS_REGION.' : 'Is the host running? Start it: npm start';
  return new CommandError(`The table ${tableName} could not be used (${reason}). ${advice}`, 1, error);
}
