/** The command line of the laptop host. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HostError } from './failure.ts';

export interface HostOptions {
  /** Folder that `cdk synth` wrote. */
  cdkOut: string;
  /** 0 for any free port. */
  port: number;
  /** Folder of tables, buckets and logs. */
  stateFolder: string;
  /** Begin with an empty folder. */
  fresh: boolean;
  /** Run the template's schedules. */
  schedules: boolean;
  /** Print what goes on at each field. */
  trace: boolean;
}

export const help = `Runs an AWS stack with an AppSync API on this machine, from the template that deploys.

  node packages/appsync-host/main.ts [--cdk-out cdk.out] [--port 4000] [--data .local] [--fresh] [--schedules] [--trace]

  --cdk-out FOLDER  what cdk synth wrote
  --port PORT       where the API listens; 0 for any free port
  --data FOLDER     where tables, buckets and logs are kept
  --fresh           empty that folder first
  --schedules       run the template's schedules too
  --trace           print each field's request, answer and errors, and what functions print
  --help            print this`;

/** Throws a HostError for an option that does not exist or a port that cannot be; undefined asks for help. */
export function readOptions(args: string[]): HostOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new HostError(`--port must be a number from 0 to 65535, not ${values.port}.`);
  }
  return {
    cdkOut: resolve(values['cdk-out']),
    port: Number(values.port),
    stateFolder: resolve(values.data),
    fresh: values.fresh,
    schedules: values.schedules,
    trace: values.trace,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'cdk-out': { type: 'string', default: 'cdk.out' },
        port: { type: 'string', default: '4000' },
        data: { type: 'string', default: '.local' },
        fresh: { type: 'boolean', default: false },
        schedules: { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('. To specify') : [];
    throw new HostError(`${reason}. See --help.`);
  }
}
