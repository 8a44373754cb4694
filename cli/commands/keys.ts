import { refuseTwoPlaces } from '../deployment/place.ts';
import { findKeysOnAws, findKeysOnLaptop } from '../deployment/stores.ts';
import { CommandError, readArguments, resolvePath, type Command } from '../command.ts';
import { change } from '../keys/change.ts';
import { create, rotate } from '../keys/create.ts';
import { list, show } from '../keys/list.ts';
import type { KeysAction } from '../keys/request.ts';
import { resume, revoke, suspend } from '../keys/stop.ts';

const HELP = `terroir keys: the keys that clients call with. Usage:

  npm run terroir -- keys create --name NAME [--scopes predict,history,label,operate,keys] [--expires 90d]
                                 [--client ID] [--quota-per-minute WINES] [--quota-per-day WINES] [--partitions N]
  npm run terroir -- keys list
  npm run terroir -- keys show WHICH
  npm run terroir -- keys change WHICH [--name NAME] [--scopes SCOPES] [--expires 90d | never]
                                 [--quota-per-minute WINES | none] [--quota-per-day WINES | none] [--partitions N]
  npm run terroir -- keys rotate WHICH [--overlap 7d] [--expires 90d | never]
  npm run terroir -- keys suspend | revoke WHICH [--made]
  npm run terroir -- keys resume WHICH

  WHICH              the id of a key as keys list shows it, a client for all of its keys, or - for a key that comes on
                     standard input. A whole key is not taken: it would stand in the list of processes

  --name NAME        who the key is for, to recognise it in the list
  --scopes SCOPES    what it allows, separated by commas: predict,history unless told. A key in a public page has
                     predict alone: whoever reads it there could otherwise read what everybody else has asked
                     keys, which no key gives, lets its holder make keys of what it may itself do, by API and console
  --expires TIME     when it ends to work, in days or hours from now: 90d, 12h; never unless told, of a key
                     with the scope keys 90d unless told
  --client ID        the client whose predictions it reaches, for another key of it; a client of its own unless told
  --quota-per-minute WINES, --quota-per-day WINES
                     how many wines the client may ask about, by all of its keys; as many as it likes unless told
  --made             the keys as well that these have made through the API
  --partitions N     for a client of more than 500 predictions a second: over how many partitions of DynamoDB they are
                     spread, 1 to 8; each takes 1,000 write units a second. 1 unless told. More for a client that there
                     is takes 40 s, and goes on meanwhile; what was recorded stays where it is, and is found
  --overlap TIME     how long the old key goes on beside the new one: 7d unless told, 0h for not at all

  --outputs FILE     the keys of a deployment: FILE is what npm run deploy -- --outputs-file FILE writes; of several
                     stacks in it, FILE#Terroir-staging names one
  --data FOLDER      the keys of the laptop host that keeps its files there: .local unless told

A key is shown once: only its SHA-256 is stored. A suspended or revoked key is shut out within a minute, and what it
listens to ends; a revoked one never comes back. rotate makes a key that lasts as long as the old one was meant to.`;

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  expires: { type: 'string' },
  client: { type: 'string' },
  overlap: { type: 'string' },
  made: { type: 'boolean' },
  'quota-per-minute': { type: 'string' },
  'quota-per-day': { type: 'string' },
  partitions: { type: 'string' },
  outputs: { type: 'string' },
  data: { type: 'string' },
} as const;

type OptionName = keyof typeof OPTIONS;

/** What an action takes: whether it is about some keys, and which options it heeds. */
interface Action {
  act: KeysAction;
  takesSubject: boolean;
  options: readonly OptionName[];
}

const OF_CLIENT = ['quota-per-minute', 'quota-per-day', 'partitions'] as const;

const ACTIONS: Record<string, Action> = {
  create: { act: create, takesSubject: false, options: ['name', 'scopes', 'expires', 'client', ...OF_CLIENT] },
  list: { act: list, takesSubject: false, options: [] },
  show: { act: show, takesSubject: true, options: [] },
  change: { act: change, takesSubject: true, options: ['name', 'scopes', 'expires', ...OF_CLIENT] },
  rotate: { act: rotate, takesSubject: true, options: ['overlap', 'expires'] },
  suspend: { act: suspend, takesSubject: true, options: ['made'] },
  resume: { act: resume, takesSubject: true, options: [] },
  revoke: { act: revoke, takesSubject: true, options: ['made'] },
};

const USAGE =
  'Say keys create --name NAME, keys list, or keys show, change, rotate, suspend, resume or revoke KEY_ID, CLIENT ' +
  'or -. See --help.';

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [name = '', subject, ...more] = positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action || more.length > 0 || (subject === undefined) === action.takesSubject) {
      throw new CommandError(USAGE, 2);
    }
    const heeded = ['outputs', 'data', ...action.options];
    const unheeded = Object.keys(values).find((option) => !heeded.includes(option));
    if (unheeded !== undefined) throw new CommandError(`keys ${name} does not take --${unheeded}. See --help.`, 2);
    refuseTwoPlaces(values);
    const onAws = values.outputs !== undefined;
    const store = onAws
      ? await findKeysOnAws(resolvePath(values.outputs, '', surroundings), surroundings.env)
      : await findKeysOnLaptop(resolvePath(values.data, '.local', surroundings));
    try {
      return await action.act({ ...store, options: values, subject: subject ?? '', surroundings });
    } catch (error) {
      throw error instanceof CommandError ? error : explain(error, store.clients.name, onAws);
    }
  },
};

function explain(error: unknown, tableName: string, onAws: boolean): CommandError {
  const { message, cause } = error as Error;
  const { code } = (cause ?? error) as { code?: unknown };
  const reason = typeof code === 'string' ? code : cause instanceof Error ? cause.message : message;
  const advice = onAws ? 'Check the AWS credentials and AWS_REGION.' : 'Is the host running? Start it: npm start';
  return new CommandError(`The table ${tableName} could not be used (${reason}). ${advice}`, 1, error);
}
