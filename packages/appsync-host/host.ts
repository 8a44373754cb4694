import { join, resolve } from 'node:path';
import type { RunningService, Surroundings, Templates, Wishes } from './descriptor.ts';
import { createTelemetry } from './cloudwatch/gather/telemetry.ts';
import { createAuthority } from './iam/authority.ts';
import { isReachable, listenAt, type Listening } from './listen.ts';
import { openReleases } from './release/kept-releases.ts';
import type { HostAccess, ServiceCalls } from './service-calls.ts';
import { KNOWN_TYPES, SERVICES } from './services.ts';
import { type HostCredentials, openCredentials } from './state/credentials.ts';
import { openStateFolder } from './state/folder.ts';
import { createNumbers } from './state/numbers.ts';
import { checkTemplate, describeIgnored } from './template/check.ts';
import { REGION } from './template/identity.ts';
import { readStack, type SynthesizedStack } from './template/read.ts';
import { openStack, type Stack } from './template/stack.ts';
import type { HostTraceEvent } from './trace.ts';

export { HostError } from './failure.ts';

/** Which stack a host runs, and how. */
export interface HostOptions {
  /** The folder that `cdk synth` wrote. */
  cdkOut: string;
  /** The name of the stack; not needed where the folder holds one only. */
  stack?: string;
  /** Where the API listens; 0, the default, is any free port. */
  port?: number;
  /**
   * An IP address at which others than this machine reach the API, too: `0.0.0.0` is all of them. Nobody does without
   * it. GraphiQL then has no key filled in, since it cannot tell who asks.
   */
  address?: string;
  /** The folder of tables, buckets and logs: `.local` by default. It is made where it is missing. */
  stateFolder?: string;
  /** Begin with an empty folder. */
  fresh?: boolean;
  /** Run the template's schedules. */
  schedules?: boolean;
  /** How many calls of functions run at once: further ones are throttled. Without it they wait. */
  lambdaConcurrency?: number;
  /** Turn callers away who ask more often than AWS WAF would let them; without it that is only told, once a rule. */
  rateLimits?: boolean;
  /** A JSON file whose `key` GraphiQL sends as Authorization; read whenever the page is asked for. */
  keyFile?: string;
  /**
   * A folder with the files of a web site, index.html among them: it is served at `/`, where GraphiQL would be, and
   * told by `config.json` where the API is and the key of `keyFile`.
   */
  site?: string;
  /** `keep` takes a schema with descriptions in quotes, which some accounts of AWS refuse; `refuse` by default. */
  schemaDescriptions?: 'refuse' | 'keep';
  /**
   * CloudWatch's clock stands still until POST <endpoint>/clock, of CloudWatch's own endpoint, moves it by
   * `{ "seconds": 60 }`: alarms are evaluated on the way, so that a drill of hours takes a moment.
   */
  clockByHand?: boolean;
  /**
   * Addresses that functions are given in place of those of the host's own services, by the service's name (`dynamodb`,
   * `s3`): of a proxy before them, which passes requests on as they are, `host` header included.
   */
  functionEndpoints?: Readonly<Record<string, string>>;
}

/** Where a host tells what goes on. */
export interface HostOutput {
  /** One line for the user; to stderr by default. */
  warn?: (line: string) => void;
  /** What goes on at each field, and which caller was let in. */
  trace?: (event: HostTraceEvent) => void;
  /** What functions print. */
  echo?: (text: string) => void;
}

/** A stack at work. */
export interface Host {
  /** The address of the GraphQL API, such as `http://localhost:4000/graphql`. */
  endpoint: string;
  /** The address for subscriptions, such as `ws://localhost:4000/graphql/realtime`. */
  realtimeEndpoint: string;
  /** The address of the GraphiQL page. */
  graphiql: string;
  /** The address of the web site, where one is served. */
  site?: string;
  /** The stack's outputs. */
  outputs: Record<string, string>;
  /** How an AWS SDK reaches the host's services, and what it signs with. */
  aws: HostAccess & {
    region: string;
    endpoints: {
      dynamodb: string;
      s3: string;
      cloudwatch: string;
      cloudwatch_logs: string;
      lambda: string;
      codedeploy: string;
      sfn: string;
      /** Only where the stack has jobs. */
      batch?: string;
    };
  };
  /** Starts the functions' processes ahead of the first call. */
  warm: () => Promise<void>;
  /** Ends everything that was started. */
  close: () => Promise<void>;
}

/**
 * Runs a synthesized stack on this machine, until it is closed. Errors: HostError, with nothing left running, for
 * whatever keeps the host from doing what the template says; its message says what to do.
 */
export async function startHost(options: HostOptions, output: HostOutput = {}): Promise<Host> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return { ...(await start(options, output, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The order is the story: what can be refused by looking at it is, before anything runs. */
async function start(
  options: HostOptions,
  { warn = warnOnStderr, ...shown }: HostOutput,
  onClose: (closer: () => Promise<void> | void) => void,
): Promise<Omit<Host, 'close'>> {
  const { cdkOut, port = 0, address, stateFolder = '.local', fresh = false, site } = options;
  const synthesized = readStack(resolve(cdkOut), options.stack);
  const listening = await listenAt({ port, ...(address !== undefined && { address }) }, warn);
  onClose(listening.close);
  const exposed = address !== undefined && isReachable(address);
  if (exposed) warn(describeExposure(address, listening.port));
  const addresses = nameAddresses(listening);
  const numbers = createNumbers();
  checkTemplate(synthesized.template, KNOWN_TYPES);
  if (shown.trace) for (const line of describeIgnored(synthesized.template, KNOWN_TYPES)) warn(line);
  const folder = openStateFolder(resolve(stateFolder), fresh);
  onClose(folder.release);
  numbers.open(join(folder.path, 'numbers.json'));
  const kept = openReleases(folder.subfolder('releases'));
  const chosen = kept.choose(synthesized);
  if (chosen.line !== undefined) warn(chosen.line);
  const open = (source: SynthesizedStack): Stack => openStack(source, addresses, KNOWN_TYPES, numbers.of);
  const stack = open(chosen.source);
  const credentials = openCredentials(folder.path);
  const { accessKeyId, secretAccessKey } = credentials;
  const wishes = readWishes(options, exposed);
  const access: HostAccess = { accessKeyId, secretAccessKey, endpoints: {} };
  const calls = callNothing(credentials);
  const services: RunningService[] = [];
  const templates = createTemplates(stack, services, { types: KNOWN_TYPES, open, kept });
  const surroundings = {
    stack,
    folder: folder.subfolder,
    credentials,
    access,
    calls,
    wishes,
    templates,
    warn,
    ...shown,
  };
  await startServices(surroundings, services, listening, onClose);
  return {
    ...addresses,
    ...(site !== undefined && { site: `http://localhost:${listening.port}/` }),
    outputs: stack.outputs(),
    aws: { region: REGION, ...access } as Host['aws'],
    warm: async () => void (await Promise.all(services.map(async ({ warm: warmUp }) => warmUp?.()))),
  };
}

function readWishes(options: HostOptions, exposed: boolean): Wishes {
  const { schedules = false, rateLimits = false, clockByHand = false } = options;
  const { keyFile, site, schemaDescriptions, lambdaConcurrency, functionEndpoints } = options;
  return {
    schedules,
    rateLimits,
    clockByHand,
    exposed,
    ...(keyFile !== undefined && { keyFile }),
    ...(site !== undefined && { site: resolve(site) }),
    ...(schemaDescriptions !== undefined && { schemaDescriptions }),
    ...(lambdaConcurrency !== undefined && { lambdaConcurrency }),
    ...(functionEndpoints !== undefined && { functionEndpoints }),
  };
}

/** Starts one service after the other, and lets each know of those before it. */
async function startServices(
  surroundings: Surroundings,
  services: RunningService[],
  listening: Listening,
  onClose: (closer: () => Promise<void> | void) => void,
): Promise<void> {
  for (const { name, start } of SERVICES) {
    const service = await start?.(surroundings);
    if (service === undefined) continue;
    services.push(service);
    onClose(service.close);
    if (service.endpoint !== undefined) surroundings.access.endpoints[name] = service.endpoint;
    Object.assign(surroundings.calls, service.calls);
    if (service.api) listening.serve(service.api);
  }
}

/** What is answered before the services have started. */
function callNothing(credentials: HostCredentials): ServiceCalls {
  return {
    iam: createAuthority(credentials),
    telemetry: createTelemetry(),
    dynamodb: () => Promise.reject(new Error('DynamoDB has not started yet.')),
    lambda: () => Promise.reject(new Error('Lambda has not started yet.')),
    callLambda: () => Promise.reject(new Error('Lambda has not started yet.')),
    versions: { route: () => undefined, routingOf: () => undefined, has: () => false },
    alarms: { now: Date.now, listRed: () => [], onMinute: () => undefined },
    waf: new Map(),
  };
}

/** The templates of a stack that these services run. */
function createTemplates(
  stack: Stack,
  services: readonly RunningService[],
  parts: Pick<Templates, 'types' | 'open' | 'kept'>,
): Templates {
  let current = stack;
  const have = async (wanted: Stack): Promise<void> => {
    for (const service of services) await service.adopt?.(wanted);
  };
  return {
    ...parts,
    current: () => current,
    adopt: async (wanted) => {
      try {
        await have(wanted);
        current = wanted;
      } catch (error) {
        await have(current);
        throw error;
      }
    },
  };
}

function describeExposure(address: string, port: number): string {
  const where = address.includes(':') ? `[${address}]` : address;
  return (
    `Others can reach the API at ${where}:${port}, by plain HTTP: whoever listens on the way reads keys and answers. ` +
    'GraphiQL has no key filled in.'
  );
}

function nameAddresses({ port }: Listening) {
  return {
    endpoint: `http://localhost:${port}/graphql`,
    realtimeEndpoint: `ws://localhost:${port}/graphql/realtime`,
    graphiql: `http://localhost:${port}/graphiql`,
  };
}

function warnOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
