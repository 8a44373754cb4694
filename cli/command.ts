import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a command sees of the world around it: a test gives it another. */
export interface Surroundings {
  /** Writes a line of the answer: what a script would read. */
  print: (line: string) => void;
  /** Writes a line about the work: errors, progress, what happens. */
  tell: (line: string) => void;
  /** Whether someone is looking, so that a progress bar makes sense. */
  interactive: boolean;
  /** What comes on standard input, to its end. Errors: CommandError where it is more than a line would be. */
  readStdin: () => Promise<string>;
  /** Asks whoever looks, and brings the line that is answered; absent where nobody does. */
  ask?: (question: string) => Promise<string>;
  /** Resolves after so many milliseconds. */
  wait: (waitMs: number) => Promise<void>;
  env: Record<string, string | undefined>;
  /** The folder against which the paths are meant that someone typed. */
  folder: string;
  /** The top of the repository. */
  root: string;
  /** Aborted when the user wants the command to end: Ctrl-C, SIGTERM, a closed terminal. */
  stopping: AbortSignal;
}

/** A subcommand of `terroir`, in a file of its own. */
export interface Command {
  help: string;
  /** Resolves to the exit code. Rejects with a CommandError where there is something to say instead. */
  run: (args: string[], surroundings: Surroundings) => Promise<number>;
}

/** Exit codes: 0 done, 1 failed, 2 wrongly asked, 3 done but for what was refused, 130 stopped by the user. */
export type ExitCode = 1 | 2 | 3 | 130;

/** A failure that one line explains, with what to do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/**
 * Arguments by node:util, `--no-…` not allowed.
 *
 * Errors: CommandError with exit code 2 for what the command does not take.
 */
export function readArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new CommandError(`${explainArguments((error as Error).message)}. See --help.`, 2, error);
  }
}

/** What node:util complains of, in one sentence; a value with a dash before it costs it three lines. */
function explainArguments(complaint: string): string {
  const [, option] = /^Option '(?:-\w, )?(--[\w-]+)' argument is ambiguous/.exec(complaint) ?? [];
  if (option !== undefined) return `${option} takes a value; one that begins with a dash is given as ${option}=VALUE`;
  const [firstSentence = ''] = complaint.split('. To specify');
  return firstSentence;
}

/**
 * A path as someone typed it, from where they typed it; without one, the default from the top of the repository.
 *
 * Errors: CommandError with exit code 2 for an empty one, which a variable that is not set makes, and which would be
 * the folder at hand.
 */
export function resolvePath(given: string | undefined, fallback: string, { folder, root }: Surroundings): string {
  if (given === '') throw new CommandError('A path is empty: name a file or a folder.', 2);
  return given === undefined ? resolve(root, fallback) : resolve(folder, given);
}
