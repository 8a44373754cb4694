import { parseArgs } from 'node:util';

/**
 * Reads the flags of a script; `--help` is one of each. Ends the process where only help was asked for, or something
 * that the script does not take: no work is begun by mistake.
 */
export function readFlags(help: string, names: readonly string[] = []): ReadonlySet<string> {
  const flags = [...names, 'help'];
  try {
    const options = Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }]));
    const { values } = parseArgs({ options });
    const given = new Set(Object.keys(values));
    if (!given.has('help')) return given;
    console.log(help);
    process.exit(0);
  } catch (error) {
    const [firstSentence = ''] = (error as Error).message.split('. To specify');
    console.error(`${firstSentence}. See --help.`);
    process.exit(2);
  }
}
