import type { FieldError } from './field.ts';

/** One run of request or response: what util may look at, and what it leaves behind. */
export interface Call {
  identity: unknown;
  fieldName: string;
  parentTypeName: string;
  /** util.appendError. */
  errors: FieldError[];
  /** One line a console.log or console.error, with its place in the source. */
  logs: string[];
  /** util.http.addResponseHeader(s). */
  responseHeaders: Record<string, string>;
  /** extensions.setSubscriptionFilter. */
  subscriptionFilter?: unknown;
  /** extensions.setSubscriptionInvalidationFilter. */
  invalidationFilter?: unknown;
  /** extensions.invalidateSubscriptions. */
  invalidation?: unknown;
  /** The other extensions called, in order. */
  extensions: { name: string; arguments: unknown[] }[];
}

/** A call by nobody, for util outside of a resolver. */
export function createCall(seed: Partial<Call> = {}): Call {
  return {
    identity: null,
    fieldName: '',
    parentTypeName: '',
    errors: [],
    logs: [],
    responseHeaders: {},
    extensions: [],
    ...seed,
  };
}
