import type { Client, Dataset } from '../../packages/client/client.ts';
import { CommandError, readArguments, type Command, type Surroundings } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatTable } from '../output/listing.ts';

const HELP = `terroir datasets: what was imported, and whether trainings read it. Usage:

  npm run terroir -- datasets list
  npm run terroir -- datasets show NAME
  npm run terroir -- datasets remove NAME --reason TEXT
  npm run terroir -- datasets restore NAME

  --reason TEXT    why, for whoever sees it
${CONNECTION_HELP}

A removed dataset is left out from the next training on, and nothing of it is deleted: restore brings it back. To
correct rows, import them again under the same name: npm run terroir -- import FILE.csv --name NAME
Exit code: 0 done, 1 failed, 2 wrongly asked.`;

const OPTIONS = { ...CONNECTION_OPTIONS, reason: { type: 'string' } } as const;

const USAGE = 'Say datasets list, datasets show NAME, remove NAME --reason TEXT, or restore NAME. See --help.';

interface Request {
  client: Client;
  name: string;
  reason: string;
  surroundings: Surroundings;
}

const ACTIONS: Record<string, (request: Request) => Promise<void>> = { list, show, remove, restore };

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [action = '', name, ...more] = positionals;
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    const isNamed = name !== undefined;
    if (!act || more.length > 0 || isNamed === (action === 'list')) throw new CommandError(USAGE, 2);
    if ((values.reason !== undefined) !== (action === 'remove')) throw new CommandError(USAGE, 2);
    const client = await connect(values, surroundings);
    await act({ client, name: name ?? '', reason: values.reason ?? '', surroundings });
    return 0;
  },
};

const HEADER = ['DATASET', 'STATE', 'ROWS', 'COUNTRIES', 'VARIETIES', 'IMPORTED', 'BY', 'LAST RUN'];

async function list({ client, surroundings: { print, stopping } }: Request): Promise<void> {
  const rows = [HEADER];
  for await (const dataset of client.datasets({ signal: stopping })) rows.push(describeDataset(dataset));
  for (const line of formatTable(rows)) print(line);
}

async function show({ client, name, surroundings: { print, stopping } }: Request): Promise<void> {
  const dataset = await client.dataset(name, { signal: stopping });
  if (dataset === null) throw new CommandError(`There is no dataset ${name}. See datasets list.`);
  const { state, rows, importedBy, importedAt, digest, removal, runs, classes } = dataset;
  const facts: string[][] = [
    ['dataset', name],
    ['state', state],
    ...(removal === null ? [] : [['removed', `${removal.at} by ${removal.by}: ${removal.reason}`]]),
    ['rows', rows === null ? 'not counted: import it again' : String(rows)],
    ['imported', `${importedAt ?? 'at a time not known'} by ${importedBy ?? 'somebody not known'}`],
    ['digest', digest ?? 'not known'],
    ['used by', runs.length === 0 ? 'no run' : runs.join(', ')],
  ];
  const table = [['TARGET', 'CLASS', 'ROWS'], ...classes.map((one) => [one.target, one.name, String(one.count)])];
  for (const line of [...formatTable(facts), '', ...formatTable(table)]) print(line);
}

async function remove({ client, name, reason, surroundings: { print, stopping } }: Request): Promise<void> {
  await client.removeDataset(name, reason, { signal: stopping });
  const back = `To bring it back: npm run terroir -- datasets restore ${name}`;
  print(`${name} is removed: the next training leaves it out. ${back}`);
}

async function restore({ client, name, surroundings: { print, stopping } }: Request): Promise<void> {
  await client.restoreDataset(name, { signal: stopping });
  print(`${name} is in use: the next training reads it.`);
}

function describeDataset({ name, state, rows, classes, importedAt, importedBy, runs }: Dataset): string[] {
  const countOf = (target: string): string => String(classes.filter((one) => one.target === target).length);
  return [
    name,
    state,
    rows === null ? '–' : String(rows),
    countOf('COUNTRY'),
    countOf('VARIETY'),
    importedAt ?? '–',
    importedBy ?? '–',
    runs[0] ?? '–',
  ];
}
