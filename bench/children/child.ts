import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const ERROR_CHARACTERS_MAX = 2_000;
const STOP_MS_MAX = 5_000;
const running = new Set<ChildProcess>();

/** Sees to it that a child does not outlive this process, however it ends. */
export function keepTrackOf(child: ChildProcess): void {
  watchForTheEnd();
  running.add(child);
  child.once('exit', () => running.delete(child));
}

let watched = false;

function watchForTheEnd(): void {
  if (watched) return;
  watched = true;
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
}

/**
 * Runs a program to its end and reads the JSON of the last line that it prints.
 *
 * Errors: Error where it fails, with the end of what it wrote to stderr; SyntaxError where that line is not JSON.
 */
export async function runForJson(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<unknown> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  keepTrackOf(child);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (errors = (errors + text).slice(-ERROR_CHARACTERS_MAX)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`${args[0] ?? command} ended with ${code}:\n${errors}`);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/** Ends a child: it is asked to, and after five seconds made to. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(impatience);
}
