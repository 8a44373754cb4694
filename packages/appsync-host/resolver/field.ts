/** What a field is run with, and what comes of it. */

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

/** What became of a field. */
export interface FieldOutcome {
  /** Plain JSON; null when the field was aborted. */
  value: unknown;
  /** Where it is there, what `value` is parsed from: see Made. */
  live?: unknown;
  /** Empty when all is well; with util.appendError the value stays beside its errors. */
  errors: FieldError[];
  /** What the resolver gave extensions.setSubscriptionFilter. */
  subscriptionFilter?: unknown;
  /** What it gave extensions.setSubscriptionInvalidationFilter. */
  invalidationFilter?: unknown;
  /** What it gave extensions.invalidateSubscriptions, the last time. */
  invalidation?: unknown;
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

/** Runs the resolvers of fields as AppSync would: direct Lambda, unit or pipeline. */
export interface FieldRunner {
  has(typeName: string, fieldName: string): boolean;
  /** Never rejects because of what a resolver does: its faults are in `errors`. */
  run(typeName: string, fieldName: string, context: FieldContext): Promise<FieldOutcome>;
}
