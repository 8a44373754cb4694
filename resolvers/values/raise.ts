import { util } from '@aws-appsync/utils';

/** An error as a client sees it. The functions answer with the same shape, as a value. */
export interface Failure {
  readonly errorType:
    | 'InvalidInput'
    | 'NotFound'
    | 'RequestConflict'
    | 'ModelUnavailable'
    | 'TrainingInProgress'
    | 'PromotionConflict'
    | 'Internal';
  readonly message: string;
  readonly errorInfo: {
    /** The argument, or the field of an input, at fault. */
    readonly field: string | null;
    /** A short name of the rule that was broken, for programs; the message says it in words. */
    readonly rule: string | null;
    readonly retryable: boolean;
    readonly retryAfterSeconds: number | null;
    readonly requestId: string | null;
  };
}

/** Ends the field with an error. */
export function raise(failure: Failure): never {
  util.error(failure.message, failure.errorType, null, failure.errorInfo);
}

/** The rules that resolvers check by themselves; the functions have their own. */
type Rule = 'atLeastOne' | 'length' | 'range' | 'token' | 'type';

/** Ends the field as InvalidInput: `field` breaks `rule`; null where it is no field alone. */
export function raiseInvalid(field: string | null, rule: Rule, message: string): never {
  raise({
    errorType: 'InvalidInput',
    message,
    errorInfo: { field, rule, retryable: false, retryAfterSeconds: null, requestId: null },
  });
}

/** Ends the field as NotFound: there is nothing by what `field` says. */
export function raiseNotFound(field: string, message: string): never {
  raise({
    errorType: 'NotFound',
    message,
    errorInfo: { field, rule: null, retryable: false, retryAfterSeconds: null, requestId: null },
  });
}

/** Ends the field as Internal: a data source failed. What exactly failed is for the logs, not for the client. */
export function raiseInternal(message: string, requestId: string | null, retryAfterSeconds = 1): never {
  raise({
    errorType: 'Internal',
    message,
    errorInfo: { field: null, rule: null, retryable: true, retryAfterSeconds, requestId },
  });
}
