/** What the services of the host do for each other, whichever of them does it. */
import type { Telemetry } from './cloudwatch/gather/telemetry.ts';
import type { Authority, RoleSession } from './iam/authority.ts';
import type { AccessKeys } from './iam/sigv4.ts';
import type { CallOutcome, LambdaCall } from './lambda/call.ts';
import type { Routing } from './lambda/routing.ts';
import type { Firewall } from './waf/firewall.ts';

/**
 * Invokes a Lambda by its name or ARN. Never rejects: what the function threw, or kept it from running, comes as a
 * value. With 'Event' the answer is null, at once. Without a session it is the host's user who invokes.
 */
export type InvokeLambda = (
  functionName: string,
  payload: unknown,
  invocationType: 'RequestResponse' | 'Event',
  session?: RoleSession,
) => Promise<Invoked | { error: { message: string; type: string } }>;

/** What a function returned. */
export interface Invoked {
  payload: unknown;
  /** Where it is there, the JSON that `payload` is parsed from when it is asked for. */
  text?: string;
}

/**
 * Calls an action of DynamoDB's JSON API, such as `GetItem`; without a session as the host's user. Errors: Error whose
 * name is the exception's, such as ConditionalCheckFailedException.
 */
export interface CallDynamodb {
  (action: string, body: object, session?: RoleSession): Promise<Record<string, unknown>>;
  /** Where it is there: the same call, its answer as the JSON that came. */
  asText?: (action: string, body: object, session?: RoleSession) => Promise<string>;
}

/** Versions and aliases of functions, for whoever makes a release of them. */
export interface FunctionVersions {
  /** From the next call on; processes of versions that no alias leads to end. */
  route: (functionName: string, alias: string, routing: Routing) => void;
  /** Undefined where there is no such alias. */
  routingOf: (functionName: string, alias: string) => Routing | undefined;
  has: (functionName: string, version: string) => boolean;
}

/** How alarms stand, and when it is, for whoever goes by them. */
export interface AlarmDesk {
  /** CloudWatch's time, in epoch ms. */
  now: () => number;
  /** Names of the alarms that are in ALARM. */
  listRed: () => readonly string[];
  /** Has somebody told at the end of each minute, once its alarms are evaluated, and when one is set by hand. */
  onMinute: (listener: () => void) => void;
}

/** The calls by the service that answers them. One more service that others call is one more line here. */
export interface ServiceCalls {
  /** Who may call, and do what. */
  iam: Authority;
  /** Where they tell what goes on. */
  telemetry: Telemetry;
  dynamodb: CallDynamodb;
  lambda: InvokeLambda;
  /** The same as its API has it: who asks is checked by the call, and no caller's patience ends it. */
  callLambda: (call: LambdaCall) => Promise<CallOutcome>;
  versions: FunctionVersions;
  alarms: AlarmDesk;
  /** What stands before an API, by its ARN. */
  waf: ReadonlyMap<string, Firewall>;
}

/** How an AWS SDK reaches the services of the host, and what it signs with. */
export interface HostAccess extends AccessKeys {
  /** By the service's name, as in AWS_ENDPOINT_URL_<NAME>, in small letters. */
  endpoints: Record<string, string>;
}
