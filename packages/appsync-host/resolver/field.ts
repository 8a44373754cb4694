import type { RunResolver } from './field-run.ts';
import { createResolver, runField } from './resolver.ts';

export interface DataSource {
  name: string;
  type: 'AMAZON_DYNAMODB' | 'AWS_LAMBDA' | 'NONE';
  /** For AMAZON_DYNAMODB. */
  tableName?: string;
  /** For AWS_LAMBDA: a name or ARN, given to `invoke` as it is. */
  functionName?: string;
}

export interface ResolverDefinition {
  typeName: string;
  fieldName: string;
  kind: 'UNIT' | 'PIPELINE';
  /** APPSYNC_JS. A unit resolver without it hands the context to its Lambda directly. */
  code?: string;
  /** Of a unit resolver. */
  dataSource?: DataSource;
  /** Of a pipeline: at most 10. */
  functions?: PipelineFunction[];
}

export interface PipelineFunction {
  name: string;
  code: string;
  dataSource: DataSource;
}

/** What the GraphQL engine knows of a field when it is resolved. */
export interface FieldContext {
  arguments: Record<string, unknown>;
  identity: unknown;
  source: unknown;
  request: { headers: Record<string, string | string[]>; domainName: string | null };
  info: {
    fieldName: string;
    parentTypeName: string;
    variables: Record<string, unknown>;
    /** Paths such as `items/id`; also what filters the `data` of an error. */
    selectionSetList: string[];
    selectionSetGraphQL: string;
  };
  env: Record<string, string>;
}

/** An error as it goes into the answer's `errors`, but for path and locations. */
export interface FieldError {
  message: string;
  errorType: string | null;
  data: unknown;
  errorInfo: unknown;
}

export interface FieldOutcome {
  /** Null when the field was aborted. */
  value: unknown;
  /** Empty when all is well; with util.appendError the value stays beside its errors. */
  errors: FieldError[];
  /** What the resolver gave extensions.setSubscriptionFilter. */
  subscriptionFilter?: unknown;
  /** Headers set with util.http.addResponseHeader(s). */
  responseHeaders?: Record<string, string>;
}

/** What went on at one field; `data` is plain JSON. */
export interface TraceEvent {
  field: string;
  /** The pipeline function, `before`, `after`, or absent for a unit resolver. */
  step?: string;
  kind: 'request' | 'result' | 'error' | 'log';
  data: unknown;
}

/** Calls DynamoDB's JSON API; rejects with an Error whose name is the exception's, e.g. ConditionalCheckFailedException. */
export type CallDynamodb = (action: string, body: object) => Promise<Record<string, unknown>>;

/** Invokes a Lambda; what the function threw comes as a value. */
export type InvokeLambda = (
  functionName: string,
  payload: unknown,
  invocationType: 'RequestResponse' | 'Event',
) => Promise<{ payload: unknown } | { error: { message: string; type: string } }>;

export interface FieldRunnerParts {
  definitions: ResolverDefinition[];
  dynamodb: CallDynamodb;
  invoke: InvokeLambda;
  /** 32 bytes: the AES-256-GCM key of nextTokens. */
  tokenKey: Uint8Array;
  trace?: (event: TraceEvent) => void;
}

/** Runs the resolvers of fields as AppSync would: direct Lambda, unit or pipeline. */
export interface FieldRunner {
  has(typeName: string, fieldName: string): boolean;
  /** Never rejects because of what a resolver does: its faults are in `errors`. */
  run(typeName: string, fieldName: string, context: FieldContext): Promise<FieldOutcome>;
}

/**
 * Loads every resolver's code first, as a deployment does: throws a CodeError naming file and line for code that
 * APPSYNC_JS refuses, and an Error for a definition that cannot run.
 */
export function createFieldRunner(parts: FieldRunnerParts): FieldRunner {
  const resolvers = new Map<string, RunResolver>();
  for (const definition of parts.definitions) {
    resolvers.set(`${definition.typeName}.${definition.fieldName}`, createResolver(definition, parts));
  }
  return {
    has: (typeName, fieldName) => resolvers.has(`${typeName}.${fieldName}`),
    run: (typeName, fieldName, context) => {
      const field = `${typeName}.${fieldName}`;
      const run = resolvers.get(field);
      if (run === undefined) return Promise.reject(new Error(`${field} has no resolver.`));
      return runField(field, run, context, parts.trace);
    },
  };
}
