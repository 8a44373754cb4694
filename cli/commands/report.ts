import { TerroirError } from '../../packages/client/errors.ts';
import type { Client, ModelVersion, Promotion } from '../../packages/client/client.ts';
import { buildReport } from '../../console/build-report.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { findVersion } from '../find-version.ts';
import { openOutput, refuseExisting } from '../output/output-file.ts';

const HELP = `terroir report: writes what is known of a model version into one HTML file, to hand on. Usage:

  npm run terroir -- report VERSION --out report.html [--against OTHER] [--force] [--endpoint URL --key KEY]

  VERSION          the id of a model version, or champion
  --out FILE       where to; it has the charts of the console, no script, and asks for nothing of the network
  --against OTHER  the version to compare it with: unless told the champion, or of the champion the one before
  --force          replaces FILE
${CONNECTION_HELP}

Data, slices with intervals, confusion, calibration, the gate's decision, and what differs from the other version.
Exit code: 0 done, 1 failed, 2 wrongly asked.`;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  out: { type: 'string' },
  against: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [wanted, ...more] = positionals;
    if (wanted === undefined || more.length > 0) throw new CommandError('Name one version. See --help.', 2);
    if (values.out === undefined) throw new CommandError('Say where to: --out FILE. See --help.', 2);
    const path = resolvePath(values.out, '', surroundings);
    if (!values.force) await refuseExisting(path);
    const client = await connect(values, surroundings);
    const version = await findVersion(client, wanted, surroundings);
    const facts = await gatherFacts(client, version, values.against, surroundings);
    const writeReport = await buildReport();
    const file = await openOutput(path);
    try {
      await file.write(writeReport(facts));
      await file.keep();
    } finally {
      await file.discard();
    }
    const against = facts.comparison === null ? '' : `, compared with ${facts.comparison.first}`;
    surroundings.tell(`The report of ${version.id}${against} is in ${path}.`);
    return 0;
  },
};

async function gatherFacts(
  client: Client,
  version: ModelVersion,
  against: string | undefined,
  { tell, stopping }: Surroundings,
) {
  const options = { signal: stopping };
  const moves: Promotion[] = [];
  for await (const move of client.promotions(options)) moves.push(move);
  const own = moves.filter(({ from, to }) => from === version.id || to === version.id);
  const other = against ?? (version.state === 'CHAMPION' ? moves[0]?.from : (await client.champion(options)).id);
  const compare = async (id: string) => {
    try {
      return await client.compareModels(id, version.id, options);
    } catch (error) {
      // Files that are gone are no reason to be without the rest, unless somebody asked for them.
      if (against !== undefined || !(error instanceof TerroirError) || error.errorType !== 'ModelUnavailable')
        throw error;
      tell(`It is not compared with ${id}: ${error.message}`);
      return null;
    }
  };
  return {
    version,
    run: version.trainedBy === null ? null : await client.trainingRun(version.trainedBy, options),
    comparison: other === undefined || other === version.id ? null : await compare(other),
    moves: own,
    madeAt: new Date().toISOString(),
  };
}
