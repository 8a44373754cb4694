import type { Served } from './listen.ts';
import type { HostAccess, ServiceCalls } from './service-calls.ts';
import type { HostCredentials } from './state/credentials.ts';
import type { KeptReleases } from './release/kept-releases.ts';
import type { SynthesizedStack } from './template/read.ts';
import type { ResourceTypes } from './template/resource-type.ts';
import type { Stack } from './template/stack.ts';
import type { HostTraceEvent } from './trace.ts';

/**
 * All that the host knows of one service of AWS. It stands in `<service>/descriptor.ts`, and in the list of
 * services.ts: no other file knows which services there are.
 */
export interface ServiceDescriptor {
  /** As the SDK calls it in AWS_ENDPOINT_URL_<NAME>, in small letters. */
  name: string;
  /** Its resource types: what is honoured, what is ignored and why, and what Ref and Fn::GetAtt answer. */
  types: ResourceTypes;
  /**
   * Reads what the stack has of the service and runs it; absent for a service that the host only takes note of.
   * Errors: HostError where the stack asks for what cannot be done here.
   */
  start?: (surroundings: Surroundings) => RunningService | Promise<RunningService>;
}

/** What a service is started with. */
export interface Surroundings {
  stack: Stack;
  /** The absolute path of a folder that keeps what the service stores; made when it is first asked for. */
  folder: (name: string) => string;
  credentials: HostCredentials;
  /** How an SDK reaches the host. The endpoints are those of the services that have started so far. */
  access: HostAccess;
  /** Calls of the services that have started so far: to be looked up when one is made. */
  calls: ServiceCalls;
  wishes: Wishes;
  templates: Templates;
  /** One line for the user, about something that goes on. */
  warn: (line: string) => void;
  trace?: (event: HostTraceEvent) => void;
  /** What functions print. */
  echo?: (text: string) => void;
}

/** Templates of the stack that runs. */
export interface Templates {
  /** The one that the services go by. */
  current: () => Stack;
  /** Opens another one. Errors: HostError for what the host does not know. */
  open: (source: SynthesizedStack) => Stack;
  /** Has every service go by another one, or none of them. Errors: HostError for what one of them does not know. */
  adopt: (stack: Stack) => Promise<void>;
  /** What the host knows. */
  types: ResourceTypes;
  /** What is kept of those before. */
  kept: KeptReleases;
}

/** What the user of the host has to say about single services. */
export interface Wishes {
  /** Run the template's schedules. */
  schedules: boolean;
  /** How many calls of functions run at once, as an account's concurrency; without it nobody is turned away. */
  lambdaConcurrency?: number;
  /** Turn callers away who ask more often than the template allows. */
  rateLimits: boolean;
  /** CloudWatch's clock stands still until it is moved. */
  clockByHand?: boolean;
  /** Others than this machine reach the host's own address: no page that it serves may hold a key. */
  exposed?: boolean;
  /** A JSON file whose `key` GraphiQL sends as Authorization; read whenever the page is asked for. */
  keyFile?: string;
  /** `keep` takes a schema with descriptions in quotes, which some accounts refuse. */
  schemaDescriptions?: 'refuse' | 'keep';
  /** Addresses that functions are given in place of those of the host's own services, by the service's name. */
  functionEndpoints?: Readonly<Record<string, string>>;
}

/** A service at work. */
export interface RunningService {
  /** For SDKs: AWS_ENDPOINT_URL_<NAME>. */
  endpoint?: string;
  /** What it does for other services. */
  calls?: Partial<ServiceCalls>;
  /** What the host's own address answers. */
  api?: Served;
  /**
   * Takes over another template of the stack, which differs in no more than a release may change. Errors: HostError for
   * what it does not know, with nothing changed.
   */
  adopt?: (stack: Stack) => Promise<void> | void;
  /** Gets ready ahead of the first call. */
  warm?: () => Promise<void>;
  close: () => Promise<void> | void;
}
