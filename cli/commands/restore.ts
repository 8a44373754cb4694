import { listErasures } from '../../store/clients/erasures.ts';
import { READS_MAX, scanEntries } from '../../store/dynamodb/entries.ts';
import { newestPromotion } from '../../store/models/promotions.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { type BackupSource, openBackup } from '../backup/backup-folder.ts';
import { restoreObjects } from '../backup/restore-objects.ts';
import { restoreTable } from '../backup/restore-tables.ts';
import { TABLE_NAMES, type TableName, tableOf } from '../backup/table-names.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { STORES_HELP, type Stores, withStores } from '../deployment/all-stores.ts';
import { PLACE_OPTIONS } from '../deployment/place.ts';

const HELP = `terroir restore: brings tables and bucket back to a backup. Usage:

  npm run terroir -- restore --from FOLDER [--yes]
  npm run terroir -- restore --from-table predictions=NAME --from-table models=NAME --at TIME [--yes]

  --from FOLDER          what terroir backup has made
  --from-table TABLE=NAME  another table of the same place, such as one that DynamoDB's point-in-time recovery has made,
                         for one of ${TABLE_NAMES.join(', ')}; as often as need be
  --at TIME              the time to which those were recovered: 2026-11-28T12:00:00Z
  --yes                  does it; without, it only tells what it would do
${STORES_HELP}

Predictions and the registry of models become what they were: what came since is deleted, so that the champion is the
one of then. Of keys and counters only what is missing is added: a key that was revoked since stays dead. Clients that
were erased since do not come back. The service may go on; train and promote nothing meanwhile.
Exit code: 0 done, 1 failed (repeat it: it goes on), 2 wrongly asked.`;

const OPTIONS = {
  from: { type: 'string' },
  'from-table': { type: 'string', multiple: true },
  at: { type: 'string' },
  yes: { type: 'boolean', default: false },
  ...PLACE_OPTIONS,
} as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const names = values['from-table'] ?? [];
    if ((values.from === undefined) === (names.length === 0)) {
      throw new CommandError('Say from where: --from FOLDER, or --from-table TABLE=NAME. See --help.', 2);
    }
    return withStores(values, surroundings, async (stores) => {
      const source =
        values.from === undefined
          ? readTables(stores, names, values.at)
          : await openBackup(resolvePath(values.from, '', surroundings));
      await restore(stores, source, !values.yes, surroundings);
      return 0;
    });
  },
};

async function restore(
  stores: Stores,
  source: BackupSource,
  isTrial: boolean,
  { print, stopping }: Surroundings,
): Promise<void> {
  const erasures = await listErasures(stores.bucket);
  // What the registry names must be there before it names it.
  const { stored, hidden, versionIds } = await restoreObjects(stores.bucket, source, erasures, isTrial);
  print(`bucket: ${stored} objects stored, ${hidden} hidden`);
  // The champion of then is known before predictions name it.
  for (const name of TABLE_NAMES.toReversed()) {
    stopping.throwIfAborted();
    const table = tableOf(stores, name);
    if (table === undefined || !source.tables.includes(name)) continue;
    const done = await restoreTable({ name, table, source, erasures, versionIds, isTrial });
    print(`${name}: ${done.stored} entries stored, ${done.deleted} deleted, ${done.erased} left out as erased`);
  }
  if (isTrial) return print('Nothing was changed: this is what --yes would do.');
  const champion = await newestPromotion(stores.models, stores.models.clock.now() + 15_000);
  print(`The champion is ${champion?.to ?? 'the starter version of the release'}.`);
}

/** Tables that stand for a backup: of the bucket they say nothing, whose versions are all there. */
function readTables(stores: Stores, given: readonly string[], at: string | undefined): BackupSource {
  const begunAtMs = Date.parse(at ?? '');
  if (Number.isNaN(begunAtMs)) throw new CommandError('Say to which time they were recovered: --at TIME.', 2);
  const tables = new Map<TableName, Table>();
  for (const text of given) {
    const [, left = '', right = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
    const name = TABLE_NAMES.find((known) => known === left);
    if (name === undefined) {
      throw new CommandError(`--from-table takes TABLE=NAME, where TABLE is one of ${TABLE_NAMES.join(', ')}.`, 2);
    }
    tables.set(name, stores.openTable(right));
  }
  return {
    begunAtMs,
    tables: [...tables.keys()],
    async *read(name) {
      const table = tables.get(name);
      if (table === undefined) return;
      for await (const page of scanEntries(table)) {
        for (let from = 0; from < page.length; from += READS_MAX) yield page.slice(from, from + READS_MAX);
      }
    },
    objects: [],
    readObject: () => Promise.reject(new TypeError('Tables hold no objects.')),
  };
}
