import { stat } from 'node:fs/promises';
import { CommandError, readArguments, resolvePath, type Command } from '../command.ts';
import { STORES_HELP, withStores } from '../deployment/all-stores.ts';
import { PLACE_OPTIONS } from '../deployment/place.ts';
import { takeBackup } from '../backup/take-backup.ts';

const HELP = `terroir backup: copies all tables and the bucket into a folder. Usage:

  npm run terroir -- backup --out FOLDER

  --out FOLDER     a folder that is not there yet; readable by you alone, and called FOLDER.part until it is whole
${STORES_HELP}

The service goes on meanwhile: what was acknowledged before the backup began is in it, and of what came since a part.
It holds notes and hashes of keys: keep it as you keep those. To bring it back: terroir restore --from FOLDER
Exit code: 0 done, 1 failed, 2 wrongly asked, 130 stopped.`;

const OPTIONS = { out: { type: 'string' }, ...PLACE_OPTIONS } as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    if (values.out === undefined) throw new CommandError('Say where to: --out FOLDER. See --help.', 2);
    const folder = resolvePath(values.out, '', surroundings);
    if ((await stat(folder).catch(() => undefined)) !== undefined) {
      throw new CommandError(`${folder} exists. Choose another name.`);
    }
    return withStores(values, surroundings, async (stores) => {
      const { begunAt, files } = await takeBackup(stores, folder, surroundings.stopping);
      const counts = Object.entries(files).map(([name, { lines }]) => `${lines} ${name}`);
      surroundings.print(`${folder} holds ${counts.join(', ')}, as of ${begunAt}.`);
      return 0;
    });
  },
};
