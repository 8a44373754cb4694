import { open, rename, type FileHandle } from 'node:fs/promises';
import { readHistory } from '../../store/predictions/history.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { STORES_HELP, withStores } from '../deployment/all-stores.ts';
import { PLACE_OPTIONS } from '../deployment/place.ts';
import { countOf } from '../output/count.ts';
import { refuseExisting, refuseUnreplaceable } from '../output/output-file.ts';
import { formatPredictionLine } from '../privacy/prediction-line.ts';

const HELP = `terroir export: writes a client's predictions, with their labels, into a file. Usage:

  npm run terroir -- export --client CLIENT --out FILE [--force]

  --client CLIENT  as terroir keys list shows it; CLIENT/USER for one user of it
  --out FILE       JSON lines, oldest first, each as the API answers a prediction; readable by you alone
  --force          replaces FILE
${STORES_HELP}

Until it is whole it is called FILE.part. Where the command is cut off, repeat it: it goes on after the last line.
A client gets its own by its key: exportHistory() of @terroir/client.
Exit code: 0 done, 1 failed, 2 wrongly asked, 130 stopped.`;

const OPTIONS = {
  client: { type: 'string' },
  out: { type: 'string' },
  force: { type: 'boolean', default: false },
  ...PLACE_OPTIONS,
} as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const clientId = values.client?.trim() ?? '';
    if (clientId === '') throw new CommandError('Say whose: --client CLIENT. See --help.', 2);
    if (values.out === undefined) throw new CommandError('Say where to: --out FILE. See --help.', 2);
    const path = resolvePath(values.out, '', surroundings);
    await refuseUnreplaceable(path);
    if (!values.force) await refuseExisting(path);
    return withStores(values, surroundings, async ({ predictions }) => {
      await writeHistory(predictions, clientId, path, surroundings);
      return 0;
    });
  },
};

async function writeHistory(
  predictions: Table,
  clientId: string,
  path: string,
  { tell, stopping }: Surroundings,
): Promise<void> {
  const draft = `${path}.part`;
  const file = await open(draft, 'a+', 0o600).catch((error: Error) => {
    throw new CommandError(`${draft} cannot be written (${error.message}). Choose another place.`, 1, error);
  });
  try {
    const kept = await keepWholeLines(file);
    if (kept.lines > 0) tell(`It goes on after the ${kept.lines} lines of ${draft}.`);
    let { lines } = kept;
    for await (const page of readHistory(predictions, clientId, kept.lastId)) {
      stopping.throwIfAborted();
      await file.write(page.map(formatPredictionLine).join(''));
      lines += page.length;
    }
    await file.sync();
    await rename(draft, path);
    tell(`${countOf(lines, 'prediction')} of ${clientId} in ${path}.`);
  } finally {
    await file.close();
  }
}

/** Cuts off a line that was not written whole; tells how many there are, and the id of the last one. */
async function keepWholeLines(file: FileHandle): Promise<{ lines: number; lastId: string }> {
  let [lines, wholeBytes, lastLine, rest] = [0, 0, '', Buffer.alloc(0)];
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      lastLine = rest.subarray(0, end).toString('utf8');
      wholeBytes += end + 1;
      lines += 1;
      rest = rest.subarray(end + 1);
    }
  }
  await file.truncate(wholeBytes);
  if (lines === 0) return { lines, lastId: '' };
  try {
    return { lines, lastId: (JSON.parse(lastLine) as { id: string }).id };
  } catch (error) {
    throw new CommandError('The .part file beside FILE is of something else. Move it away.', 1, error);
  }
}
