/** The command line for a repository at another place: `node main-in.ts ROOT COMMAND …`. */
import { main } from '../../cli/main.ts';

const [root = '', ...args] = process.argv.slice(2);
process.exitCode = await main(args, root);
