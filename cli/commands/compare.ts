import type { ModelComparison, SliceDifference } from '../../packages/client/client.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { readVersionId } from '../find-version.ts';
import { formatFigure, formatInterval, formatTable } from '../output/listing.ts';

const HELP = `terroir compare: tells what differs between two model versions, and nothing else. Usage:

  npm run terroir -- compare VERSION OTHER [--endpoint URL --key KEY]

  VERSION, OTHER   ids of model versions, as versions shows them; or champion for the one that answers
${CONNECTION_HELP}

Accuracies are those on the hold-out sets, with 95 % intervals and how many examples they come from. A * stands where
the interval of the difference does not hold 0: where chance alone hardly explains it.`;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: CONNECTION_OPTIONS, allowPositionals: true });
    const [first, second, ...more] = positionals;
    if (first === undefined || second === undefined || more.length > 0) {
      throw new CommandError('Say which two versions: compare VERSION OTHER. See --help.', 2);
    }
    const client = await connect(values, surroundings);
    const ids = await Promise.all([first, second].map((one) => readVersionId(client, one, surroundings)));
    const [firstId = '', secondId = ''] = ids;
    const comparison = await client.compareModels(firstId, secondId, { signal: surroundings.stopping });
    for (const line of describeComparison(comparison)) surroundings.print(line);
    return 0;
  },
};

function describeComparison({ first, second, facts, datasets, classes, slices }: ModelComparison): string[] {
  const sections = [
    section(
      ['FACT', first, second],
      facts.map(({ path, ...told }) => [path, told.first ?? '–', told.second ?? '–']),
    ),
    section(
      ['DATA', 'ONLY IN', 'BYTES', 'SHA-256'],
      datasets.map(({ name, onlyIn, bytes, sha256 }) => [name, onlyIn, String(bytes), sha256.slice(0, 12)]),
    ),
    section(
      ['CLASS', 'NAME', 'ONLY IN', `EXAMPLES OF ${first}`, `EXAMPLES OF ${second}`],
      classes.map(({ target, name, onlyIn, firstExamples, secondExamples }) => [
        target.toLowerCase(),
        name,
        onlyIn ?? '–',
        String(firstExamples ?? '–'),
        String(secondExamples ?? '–'),
      ]),
    ),
    section(
      ['ACCURACY', 'TOLD', 'SLICE', first, 'INTERVAL', 'N', second, 'INTERVAL', 'N', 'DIFFERENCE', 'INTERVAL', ''],
      slices.map(describeSlice),
    ),
  ].filter((lines) => lines.length > 0);
  if (sections.length === 0) return [`${first} and ${second} differ in nothing that is known of them.`];
  return sections.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function section(header: string[], rows: string[][]): string[] {
  return rows.length === 0 ? [] : formatTable([header, ...rows]);
}

function describeSlice({
  target,
  regime,
  kind,
  slice,
  first,
  second,
  difference,
  low,
  high,
}: SliceDifference): string[] {
  const measure = (one: SliceDifference['first']): string[] =>
    one === null
      ? ['–', '–', '–']
      : [formatFigure(one.accuracy), formatInterval(one.low, one.high), String(one.examples)];
  const isBeyondChance = low !== null && high !== null && (low > 0 || high < 0);
  return [
    target.toLowerCase(),
    TOLD[regime] ?? regime,
    kind === 'all' ? 'all' : `${kind} ${slice}`,
    ...measure(first),
    ...measure(second),
    formatFigure(difference),
    formatInterval(low, high),
    isBeyondChance ? '*' : '',
  ];
}

const TOLD: Record<string, string> = { note: 'note', noteAndNumbers: 'note and numbers', everything: 'everything' };
