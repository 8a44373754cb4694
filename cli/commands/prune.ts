import {
  deleteFunctionVersion,
  type FunctionVersions,
  listFunctionVersions,
  listUsedVersions,
  openFunctionVersions,
} from '../../store/aws/function-versions.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { openAws } from '../deployment/place.ts';

const KEPT = 10;

const HELP = `terroir prune: deletes old versions of a deployment's functions, all but the newest ${KEPT}. Usage:

  npm run terroir -- prune --outputs FILE [--keep ${KEPT}] [--yes]

  --outputs FILE   FILE is what npm run deploy -- --outputs-file FILE writes; of several stacks in it,
                   FILE#Terroir-staging names one. Credentials are found as the AWS CLI finds them
  --keep N         how many of each function are kept, from 2 on: ${KEPT} unless told
  --yes            deletes; without it, what would be deleted is only told

A version to which an alias sends calls is kept, however old it is. Every release leaves a version of each function that
it changed, so that there is something to go back to, and Lambda keeps at most 75 GB of code in a region.
Exit code: 0 done, 1 failed, 2 wrongly asked, 130 stopped.`;

const OPTIONS = {
  outputs: { type: 'string' },
  keep: { type: 'string', default: String(KEPT) },
  yes: { type: 'boolean', default: false },
} as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    if (values.outputs === undefined) {
      throw new CommandError('Say which deployment: --outputs FILE. The laptop host has no old versions.', 2);
    }
    const keep = Number(values.keep);
    // Of one there would be nothing to go back to.
    if (!Number.isInteger(keep) || keep < 2) {
      throw new CommandError(`--keep must be a whole number from 2 on, not ${values.keep}.`, 2);
    }
    const place = await openAws(resolvePath(values.outputs, '', surroundings), surroundings.env);
    const versions = openFunctionVersions({ region: place.region });
    const names = place.output('releasedFunctions').split(',');
    const counts = [];
    for (const name of names)
      counts.push(await pruneFunction(versions, { name, keep, isMeant: values.yes }, surroundings));
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) surroundings.print(`Nothing to delete: no function has more than ${keep} versions.`);
    else if (!values.yes) surroundings.print(`Nothing was deleted. To delete these ${total}, add --yes.`);
    return 0;
  },
};

/** Deletes the old versions of one function, or only tells of them; brings how many they are. */
async function pruneFunction(
  versions: FunctionVersions,
  { name, keep, isMeant }: { name: string; keep: number; isMeant: boolean },
  { print, stopping }: Surroundings,
): Promise<number> {
  try {
    const [all, used] = await Promise.all([listFunctionVersions(versions, name), listUsedVersions(versions, name)]);
    const old = all.slice(keep).filter(({ version }) => !used.has(version));
    for (const { version, madeAt } of old) {
      stopping.throwIfAborted();
      if (isMeant) await deleteFunctionVersion(versions, name, version);
      print(`${isMeant ? 'deleted' : 'would delete'} ${name}:${version}, made ${madeAt}`);
    }
    return old.length;
  } catch (error) {
    if (!(error instanceof Error) || stopping.aborted) throw error;
    const advice = 'Check the AWS credentials and AWS_REGION, then repeat the command: it goes on where it was.';
    throw new CommandError(`The versions of ${name} could not be pruned (${error.name}). ${advice}`, 1, error);
  }
}
