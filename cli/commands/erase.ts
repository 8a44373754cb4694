import { REASON_CHARACTERS_MAX } from '../../contract/limits.ts';
import type { ErasureCounts } from '../../contract/stored/erasure.ts';
import { erasureKey } from '../../store/clients/erasures.ts';
import { newestPromotion } from '../../store/models/promotions.ts';
import { CommandError, readArguments, type Command, type Surroundings } from '../command.ts';
import { STORES_HELP, type Stores, withStores } from '../deployment/all-stores.ts';
import { PLACE_OPTIONS } from '../deployment/place.ts';
import { countOf } from '../output/count.ts';
import { eraseClient, findClientTraces } from '../privacy/erase-client.ts';

const HELP = `terroir erase: erases a client, with all that it has told, and keeps a proof. Usage:

  npm run terroir -- erase --client CLIENT [--dry-run] [--by WHO] [--no-wait]

  --client CLIENT  as terroir keys list shows it, with all its users; CLIENT/USER erases one user of it
  --dry-run        tells what there is, and erases nothing
  --by WHO         who erases, for the proof: the user's name unless told
  --no-wait        does not wait until the revoked keys are dead; the same command, a minute later, looks once more
${STORES_HELP}

Erased are predictions and their labels, claims of requestIds, counters of use, the client's lines in every version of
every snapshot of labels, the parts of datasets that were imported --by CLIENT, and the names of its keys, which are
revoked. The proof is an object in the bucket under erasures/: it names the client by the SHA-256 of its id.

Not erased is what models have learnt (the versions are named: train again, and promote), what backups hold until they
expire, and what it did as an operator: the runs, moves and admissions of classes that bear its id.
Exit code: 0 erased, 1 failed (repeat it: it goes on), 2 wrongly asked, 3 erased but for the last look (--no-wait).`;

const OPTIONS = {
  client: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  by: { type: 'string' },
  'no-wait': { type: 'boolean', default: false },
  ...PLACE_OPTIONS,
} as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const clientId = values.client?.trim() ?? '';
    if (clientId === '') throw new CommandError('Say whom to erase: --client CLIENT. See --help.', 2);
    const by = (values.by ?? surroundings.env['USER'] ?? surroundings.env['USERNAME'] ?? 'unknown').trim();
    const request = { clientId, by: by.slice(0, REASON_CHARACTERS_MAX), waits: !values['no-wait'] };
    return withStores(values, surroundings, (stores) =>
      values['dry-run'] ? rehearse(stores, clientId, surroundings) : erase(stores, request, surroundings),
    );
  },
};

async function rehearse(stores: Stores, clientId: string, { print }: Surroundings): Promise<number> {
  const { counts, objects, modelVersions } = await findClientTraces(stores, clientId);
  print(`There are of ${clientId}: ${describeCounts(counts)}.`);
  print(
    `${countOf(objects.length, 'object')} of the bucket would be changed: ` +
      `${objects.map(({ key }) => key).join(', ') || 'none'}.`,
  );
  await printVersions(stores, modelVersions, print);
  print('Nothing was erased.');
  return 0;
}

async function erase(
  stores: Stores,
  request: { clientId: string; by: string; waits: boolean },
  { print, tell }: Surroundings,
): Promise<number> {
  const { kind, erasure } = await eraseClient(stores, { ...request, tell });
  if (kind === 'nothing') {
    if (erasure === undefined) throw new CommandError(`There is nothing of a client ${request.clientId}.`);
    print(`Nothing is left of it: it was erased at ${erasure.finishedAt ?? ''}. Proof: ${erasureKey(erasure)}`);
    return 0;
  }
  print(`Erased: ${describeCounts(erasure.counts)}.`);
  if (erasure.objects.length > 0) print(`Changed: ${erasure.objects.map(({ key }) => key).join(', ')}.`);
  await printVersions(stores, erasure.modelVersions, print);
  print(
    `Point-in-time recovery on AWS still holds it until ${erasure.inBackupsUntil}; folders of terroir backup, as long`,
  );
  print(`as you keep them: terroir restore leaves it out. Proof: ${erasureKey(erasure)}`);
  if (kind === 'finished') return 0;
  tell('Its keys are dead in a minute. Repeat the command then: what they were answered meanwhile is erased too.');
  return 3;
}

async function printVersions(
  stores: Stores,
  versions: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  if (versions.length === 0) return print('No model version was trained with its labels or datasets.');
  const { clock } = stores.models;
  const champion = (await newestPromotion(stores.models, clock.now() + 15_000))?.to;
  print(`Trained with its labels or datasets, and not made to forget them: ${versions.join(', ')}.`);
  if (champion !== undefined && versions.includes(champion)) {
    print(`The champion ${champion} is among them. Train again without them: npm run terroir -- train`);
  }
}

function describeCounts(counts: ErasureCounts): string {
  const { predictions, labels, claims, usage, datasetLines, jobs, files, keys } = counts;
  const ofJobs = jobs === undefined ? '' : `${countOf(jobs, 'job')} with ${countOf(files ?? 0, 'file')}, `;
  return (
    `${countOf(predictions, 'prediction')} (${labels} with labels), ${countOf(claims, 'claim')} of requestIds, ` +
    `${countOf(usage, 'day')} of use, ${countOf(datasetLines, 'line')} of label snapshots, ${ofJobs}` +
    countOf(keys, 'key')
  );
}
