import type { Target } from '../../packages/client/client.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatTable } from '../output/listing.ts';

const HELP = `terroir classes: countries and varieties that labels may teach, though no dataset has them. Usage:

  npm run terroir -- classes list
  npm run terroir -- classes admit country | variety NAME
  npm run terroir -- classes withdraw country | variety NAME

${CONNECTION_HELP}

A name that only labels tell becomes a class once it is admitted, or three clients have told it. A training says which
names wait. What an imported dataset names needs no admission.
Exit code: 0 done, 1 failed, 2 wrongly asked.`;

const USAGE = 'Say classes list, classes admit variety NAME, or classes withdraw country NAME. See --help.';

const TARGETS: Record<string, Target> = { country: 'COUNTRY', variety: 'VARIETY' };

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: CONNECTION_OPTIONS, allowPositionals: true });
    const [action, kind = '', ...words] = positionals;
    const target = Object.hasOwn(TARGETS, kind) ? TARGETS[kind] : undefined;
    const name = words.join(' ');
    const isList = action === 'list' && positionals.length === 1;
    const isChange = (action === 'admit' || action === 'withdraw') && name !== '';
    if (!isList && !(isChange && target !== undefined)) throw new CommandError(USAGE, 2);
    const client = await connect(values, surroundings);
    const call = { signal: surroundings.stopping };
    if (target === undefined) {
      const admitted = await client.admittedClasses(call);
      const rows = admitted.map((one) => [one.target.toLowerCase(), one.name, one.by, one.at]);
      for (const line of formatTable([['TARGET', 'CLASS', 'BY', 'SINCE'], ...rows])) surroundings.print(line);
    } else if (action === 'admit') {
      const admitted = await client.admitClass(target, name, call);
      surroundings.print(
        `${admitted.name} is admitted: the next training makes a class of it once it has ten examples.`,
      );
    } else {
      const withdrawn = await client.withdrawClass(target, name, call);
      surroundings.print(`${withdrawn.name} is admitted no more, from the next training on.`);
    }
    return 0;
  },
};
