import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TabularError } from '../tabular/failure.ts';
import { TerroirError } from '../packages/client/errors.ts';
import { CommandError, type Command, type Surroundings } from './command.ts';
import { canDrawBar } from './output/progress.ts';

const HELP = `terroir: the command line of Terroir. Usage: npm run terroir -- COMMAND [OPTIONS]

  start     runs the whole API on this machine; also: npm start
  release   releases the functions to the host on this machine, bit by bit, as AWS would
  keys      creates, lists, changes, rotates, suspends and revokes the keys that clients call with
  predict   predicts every row of a file: CSV, TSV, JSON, JSON lines or XLSX
  jobs      lists the jobs that answer files, follows, cancels and resumes them, and fetches the answers
  label     tells the truth about past predictions, a row of a file each
  import    adds the rows of a file to what the next training reads
  datasets  lists what was imported, removes it from trainings, and restores it
  classes   admits what labels may teach, though no dataset has it
  train     trains a model version, and shows how it gets on and how it was judged
  promote   makes a model version the one that answers
  rollback  goes back to the model version that answered before
  runs      lists the training runs
  versions  lists the model versions, or tells how the gate decided about one
  compare   tells what differs between two model versions
  report    writes what is known of a model version into one HTML file, to hand on
  accuracy  tells how often the answers were right, as far as labels tell
  health    tells whether the deployment is well: alarms, champion, last training
  status    is another name of health
  metrics   shows what the deployment measured, over a time
  drift     tells whether the traffic has moved away from what the champion was judged by
  export    writes a client's predictions and labels into a file
  erase     erases a client, with all that it has told, and keeps a proof
  prune     deletes old versions of a deployment's functions, all but the newest ten
  backup    copies all tables and the bucket into a folder
  console   puts the web console where a deployment serves it
  restore   brings tables and bucket back to a backup

Each explains itself: npm run terroir -- COMMAND --help`;

// Loaded when asked for: the AWS SDK alone takes longer to load than most commands to run.
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  start: () => import('./commands/start.ts'),
  release: () => import('./commands/release.ts'),
  keys: () => import('./commands/keys.ts'),
  predict: () => import('./commands/predict.ts'),
  jobs: () => import('./commands/jobs.ts'),
  label: () => import('./commands/label.ts'),
  import: () => import('./commands/import.ts'),
  datasets: () => import('./commands/datasets.ts'),
  classes: () => import('./commands/classes.ts'),
  train: () => import('./commands/train.ts'),
  promote: () => import('./commands/promote.ts'),
  rollback: () => import('./commands/rollback.ts'),
  runs: () => import('./commands/runs.ts'),
  versions: () => import('./commands/versions.ts'),
  compare: () => import('./commands/compare.ts'),
  report: () => import('./commands/report.ts'),
  accuracy: () => import('./commands/accuracy.ts'),
  health: () => import('./commands/health.ts'),
  status: () => import('./commands/health.ts'),
  metrics: () => import('./commands/metrics.ts'),
  drift: () => import('./commands/drift.ts'),
  export: () => import('./commands/export.ts'),
  erase: () => import('./commands/erase.ts'),
  prune: () => import('./commands/prune.ts'),
  backup: () => import('./commands/backup.ts'),
  console: () => import('./commands/console.ts'),
  restore: () => import('./commands/restore.ts'),
};

/** Runs one command line, and brings its exit code. */
async function run([name = '', ...args]: string[], surroundings: Surroundings): Promise<number> {
  if (name === '--help' || name === 'help' || name === '') {
    surroundings.print(HELP);
    return name === '' ? 2 : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new CommandError(`There is no command ${name}; there are ${Object.keys(COMMANDS).join(', ')}.`, 2);
  const { command } = await load();
  const [kept, ...others] = findKeptByNpm(command.help, surroundings.env);
  if (kept !== undefined) {
    const better = name === 'start' ? `npm start -- ${kept} …` : `npm run terroir -- ${name} … ${kept} …`;
    const all = [kept, ...others].join(', ');
    surroundings.tell(`npm has kept ${all} to itself. Options stand after a lone --, as in: ${better}`);
  }
  if (args.includes('--help') || args.includes('-h')) {
    surroundings.print(command.help);
    return 0;
  }
  return command.run(args, surroundings);
}

/**
 * The options of a command that npm took for its own, since no lone `--` stood before them: they are in the
 * environment, and their values among the arguments.
 */
function findKeptByNpm(help: string, env: Surroundings['env']): string[] {
  if (env['npm_lifecycle_event'] !== 'terroir' && env['npm_lifecycle_event'] !== 'start') return [];
  const options = [...new Set(help.match(/--[a-z][a-z-]+/g))];
  return options.filter((option) => (env[`npm_config_${option.slice(2).replaceAll('-', '_')}`] ?? '') !== '');
}

/**
 * Whoever reads what is printed may have enough of it (`keys list | head -1`): that is no failure, and the command goes
 * on without being read. Whatever else keeps it from being written is one.
 */
function heedLostReaders({ stdout, stderr }: NodeJS.Process): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 1;
    stderr.write(`terroir: What was to be printed is lost (${error.message}).\n`);
  });
  // Nobody is left who could be told.
  stderr.on('error', () => undefined);
}

/** Far more than a key has. */
const LINE_CHARACTERS_MAX = 4_096;

async function readLine(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > LINE_CHARACTERS_MAX) throw new CommandError('Standard input has more than one line would.', 2);
  }
  return text;
}

/** A second Ctrl-C, at the question, is an answer, too: none. */
async function askOn(input: NodeJS.ReadStream, output: NodeJS.WriteStream, question: string): Promise<string> {
  const asking = createInterface({ input, output });
  try {
    const stopped = new Promise<string>((resolve) => asking.once('SIGINT', () => resolve('')));
    return await Promise.race([asking.question(question), stopped]);
  } finally {
    asking.close();
  }
}

/** What the process has to do with. The second signal does not wait for the first to be heeded. */
function surroundingsOf({ stdin, stdout, stderr, env }: NodeJS.Process, root: string): Surroundings {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort(new CommandError(`Stopped by ${signal}.`, 130));
    });
  }
  return {
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    interactive: canDrawBar(stderr, env),
    readStdin: () => readLine(stdin),
    ...(stdin.isTTY && canDrawBar(stderr, env) ? { ask: (question: string) => askOn(stdin, stderr, question) } : {}),
    wait: (waitMs) => sleep(waitMs),
    env,
    // npm runs scripts at the top of the repository, and says where it was called.
    folder: env['INIT_CWD'] ?? process.cwd(),
    root,
    stopping: stop.signal,
  };
}

/** Whether nobody answers at an address of this machine. */
function isOfLaptop({ errorType, message }: TerroirError): boolean {
  return errorType === 'Unreachable' && /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(message);
}

/** Everything foreseen is one line; what is not comes whole, for whoever has to mend it. */
function explain(error: unknown): { text: string; exitCode: number } {
  if (error instanceof CommandError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof TerroirError && isOfLaptop(error)) {
    return { text: `${error.message} Is the host running? Start it: npm start`, exitCode: 1 };
  }
  if (error instanceof TerroirError || error instanceof TabularError) return { text: error.message, exitCode: 1 };
  if (!(error instanceof Error)) return { text: String(error), exitCode: 1 };
  return { text: 'syscall' in error ? error.message : (error.stack ?? error.message), exitCode: 1 };
}

/** Runs a command line for the repository at `root`, and brings its exit code; what fails is told on stderr. */
export async function main(args: string[], root: string): Promise<number> {
  heedLostReaders(process);
  const surroundings = surroundingsOf(process, root);
  try {
    return await run(args, surroundings);
  } catch (error) {
    const { text, exitCode } = explain(error);
    surroundings.tell(`terroir: ${text}`);
    return exitCode;
  }
}
