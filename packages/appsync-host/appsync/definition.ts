import type { FieldRunner } from '../resolver/field.ts';
import type { InvokeLambda } from '../service-calls.ts';
import type { Firewall } from '../waf/firewall.ts';
import type { CountRealtime } from './meter.ts';

/** How a caller may prove who it is, by AppSync's own names. */
export type AuthMode =
  { type: 'AWS_LAMBDA'; authorizer: LambdaAuthorizer } | { type: 'AWS_IAM' } | { type: 'API_KEY'; keys: ApiKey[] };

/** A Lambda that says who calls. */
export interface LambdaAuthorizer {
  functionName: string;
  /** A token that does not match it never reaches the Lambda. Java's syntax on AWS, JavaScript's here. */
  identityValidationExpression?: string;
  /** How long an answer is kept when it names no `ttlOverride`; 0 keeps none. */
  resultTtlSeconds: number;
}

/** A key that opens the API, and until when. */
export interface ApiKey {
  key: string;
  expiresAtMs: number;
}

/** What is done about descriptions in quotes, which some accounts refuse and some take. */
export type SchemaDescriptions = 'refuse' | 'keep';

/** An API as the template describes it. */
export interface ApiDefinition {
  apiId: string;
  /** SDL, without AppSync's own scalars and directives. */
  schema: string;
  /** `refuse` unless told. */
  schemaDescriptions?: SchemaDescriptions;
  defaultAuth: AuthMode;
  additionalAuth: AuthMode[];
  /** Shown to resolvers as ctx.env. */
  environment: Record<string, string>;
  introspection: boolean;
  /** 1 to 75; 0 is no limit. */
  queryDepthLimit: number;
  /** 1 to 10,000; 0 is AppSync's own limit of 10,000. */
  resolverCountLimit: number;
}

/** The one identity that may sign requests. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  /** Must be sent as `x-amz-security-token` where it is set. */
  sessionToken?: string;
  accountId: string;
  userName: string;
  /** Of a role's session; that of the user `userName` where it is absent. */
  userArn?: string;
}

/** What the GraphiQL page begins with. */
export interface GraphiqlParts {
  /** Sent as Authorization; asked for whenever the page is. */
  key?: () => string | undefined;
  /** Sent as x-api-key where there is no key of that kind. */
  apiKey?: string;
  /** What the editor shows first; made from the schema where it is absent. */
  query?: string;
}

/** What went on around the fields: which caller, which answer of the authorizer. Never holds a token. */
export interface ApiTraceEvent {
  kind: 'authorizer';
  data: unknown;
}

/** Runs something later; returns what keeps it from running. */
export type After = (delayMs: number, run: () => void) => () => void;

/** What the host lends an API. */
export interface ApiParts {
  fields: FieldRunner;
  invoke: InvokeLambda;
  credentials: Credentials;
  /** Others who may sign: by access key id and session token. */
  findSigner?: (accessKeyId: string, sessionToken: string | undefined) => Credentials | undefined;
  graphiql?: GraphiqlParts;
  /** Asked first about every request, before anybody knows whose it is. */
  firewall?: Firewall;
  /** Counts connections and subscriptions. */
  count?: CountRealtime;
  trace?: (event: ApiTraceEvent) => void;
  /** One line for the user, about subscriptions that will not get what they ask for. */
  warn?: (line: string) => void;
  /** Timers of connections; the clock's own by default. */
  after?: After;
  /** Epoch milliseconds; Date.now by default. */
  now?: () => number;
  /** Milliseconds that nobody sets, by which answers of an authorizer are kept; performance.now by default. */
  elapsedMs?: () => number;
  /** AppSync's 30 s, unless a test is in a hurry. */
  requestTimeoutMs?: number;
}
