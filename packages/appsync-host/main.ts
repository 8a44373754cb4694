#!/usr/bin/env node
/** The command appsync-host: options, signals, and word to whoever started it. */
import { HostError, systemCode } from './failure.ts';
import { type Host, startHost } from './host.ts';
import { HELP, readOptions } from './options.ts';
import { printTrace } from './trace.ts';

/** After this, what has not closed is left to the end of the process. */
const CLOSE_MS_MAX = 5000;

/** How long a host may outlive npx. */
const LOOK_EVERY_MS = 500;

/** Promise.withResolvers and others came with it. */
const NODE_MAJOR_MIN = 22;

async function run(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
    throw new HostError(`appsync-host needs Node.js 22.18 or newer; this is ${process.version}.`);
  }
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return console.log(HELP);
  const stopping = whenStopped();
  const warn = (line: string) => console.error(line);
  const tracing = options.trace ? { trace: printTrace, echo: (text: string) => process.stdout.write(text) } : {};
  const starting = startHost(options, { warn, ...tracing });
  const host = await Promise.race([starting, stopping]);
  if (host !== undefined) {
    announce(host);
    void host.warm();
    await stopping;
  }
  setTimeout(() => process.exit(1), CLOSE_MS_MAX).unref();
  await starting.then(({ close }) => close());
}

/**
 * Resolves on Ctrl-C, on SIGTERM, and when the parent is gone that holds the other end of the IPC channel, or that npx
 * put in between: it passes a SIGTERM on to its shell, which dies of it and leaves its child alone.
 */
function whenStopped(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
    if (process.send !== undefined) process.once('disconnect', () => resolve(undefined));
    const parent = process.ppid;
    const look = (): void => void (process.ppid === parent || resolve(undefined));
    if (process.env['npm_lifecycle_event'] !== undefined) setInterval(look, LOOK_EVERY_MS).unref();
  });
}

function announce({ endpoint, realtimeEndpoint, graphiql, site, outputs, aws }: Host): void {
  const ready = { type: 'ready', endpoint, realtimeEndpoint, graphiql, ...(site && { site }), outputs, aws };
  if (process.send !== undefined) process.send(ready);
  else console.log(JSON.stringify(ready, null, 2));
}

/** What a user can act on is one line; a fault of the host itself keeps its stack. */
function complain(error: unknown): void {
  const isExpected = error instanceof HostError || systemCode(error) !== undefined;
  console.error(isExpected && error instanceof Error ? error.message : error);
}

try {
  await run();
  process.exit(0);
} catch (error) {
  complain(error);
  process.exit(1);
}
