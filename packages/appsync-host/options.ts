/** The command line of the host. */
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { HostError } from './failure.ts';
import type { HostOptions } from './host.ts';

/** What `--help` prints. */
export const HELP = `Runs a CDK app with an AppSync API on this machine, from the template that deploys.

  appsync-host [--cdk-out cdk.out] [--stack NAME] [--port 4000] [--host ADDRESS] [--data .local] [--fresh]
               [--schedules] [--lambda-concurrency N] [--rate-limits] [--key-file FILE] [--schema-descriptions keep]
               [--clock-by-hand] [--trace]

  --cdk-out FOLDER  what cdk synth wrote: cdk.out unless told
  --stack NAME      which of its stacks, where there are several
  --port PORT       where the API listens: 4000 unless told, 0 for any free port
  --host ADDRESS    an IP address at which others reach the API, too, such as 0.0.0.0 for all of this machine: without
                    it only this machine does. GraphiQL has no key filled in then; the services stay local
  --data FOLDER     where tables, buckets and logs are kept: .local unless told
  --fresh           empties that folder first
  --schedules       runs the template's schedules, too
  --lambda-concurrency N  throttles calls of functions beyond N at once, as a fresh account does beyond 10
  --rate-limits     turns callers away who ask more often than AWS WAF would let them; else that is told
  --key-file FILE   JSON whose "key" GraphiQL sends as Authorization; read whenever the page is asked for
  --schema-descriptions keep
                    takes a schema with descriptions in quotes, which many accounts of AWS refuse
  --clock-by-hand   CloudWatch's clock stands until POST <its endpoint>/clock moves it, by {"seconds": 60}
  --trace           prints each field's request, answer and errors, and what functions print
  --help            prints this

Once it is up it prints its addresses, the stack's outputs and credentials for AWS SDKs as JSON; to a parent process
with an IPC channel it sends them as a message { type: 'ready', … } instead. It ends on Ctrl-C, on SIGTERM, and when
that parent is gone. Exit code: 0 stopped, 1 failed.`;

/** What the command line asks for. */
export interface CommandLine extends HostOptions {
  /** Print what goes on at each field. */
  trace: boolean;
}

/**
 * Reads the arguments after the program's name; undefined asks for help. Errors: HostError for an option that does not
 * exist, or a port or an address that cannot be.
 */
export function readOptions(args: string[]): CommandLine | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new HostError(`--port must be a number from 0 to 65535, not ${values.port}.`);
  }
  if (values.host !== undefined && isIP(values.host) === 0) {
    throw new HostError(`--host must be an IP address, such as 0.0.0.0 for all of this machine, not ${values.host}.`);
  }
  const descriptions = values['schema-descriptions'];
  if (descriptions !== undefined && descriptions !== 'refuse' && descriptions !== 'keep') {
    throw new HostError(`--schema-descriptions must be refuse or keep, not ${descriptions}.`);
  }
  return {
    cdkOut: values['cdk-out'],
    ...(values.stack !== undefined && { stack: values.stack }),
    port: Number(values.port),
    ...(values.host !== undefined && { address: values.host }),
    stateFolder: values.data,
    fresh: values.fresh,
    schedules: values.schedules,
    rateLimits: values['rate-limits'],
    ...readConcurrency(values['lambda-concurrency']),
    ...(values['key-file'] !== undefined && { keyFile: values['key-file'] }),
    ...(descriptions !== undefined && { schemaDescriptions: descriptions }),
    clockByHand: values['clock-by-hand'],
    trace: values.trace,
  };
}

function readConcurrency(text: string | undefined): { lambdaConcurrency?: number } {
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new HostError(`--lambda-concurrency must be a number from 1, not ${text}.`);
  return { lambdaConcurrency: Number(text) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'cdk-out': { type: 'string', default: 'cdk.out' },
        stack: { type: 'string' },
        port: { type: 'string', default: '4000' },
        host: { type: 'string' },
        data: { type: 'string', default: '.local' },
        fresh: { type: 'boolean', default: false },
        schedules: { type: 'boolean', default: false },
        'lambda-concurrency': { type: 'string' },
        'rate-limits': { type: 'boolean', default: false },
        'key-file': { type: 'string' },
        'schema-descriptions': { type: 'string' },
        'clock-by-hand': { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. To specify') : [];
    throw new HostError(`${reason}. See --help.`);
  }
}
