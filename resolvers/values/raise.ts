import { util } from '@aws-appsync/utils';
import { type Failure, NO_ERROR_INFO, type Rule } from '../../contract/errors.ts';

/** Ends the field with an error. */
export function raise(failure: Failure): never {
  util.error(failure.message, failure.errorType, null, failure.errorInfo);
}

/** Ends the field as InvalidInput: `field` breaks `rule`; null where it is no field alone. */
export function raiseInvalid(field: string | null, rule: Rule, message: string): never {
  raise({
    errorType: 'InvalidInput',
    message,
    errorInfo: { ...NO_ERROR_INFO, field, rule },
  });
}

/** Ends the field as NotFound: there is nothing by what `field` says. */
export function raiseNotFound(field: string, message: string): never {
  raise({
    errorType: 'NotFound',
    message,
    errorInfo: { ...NO_ERROR_INFO, field },
  });
}

/** Ends the field as InvalidInput where a Lambda could not be handed what the client sent: 6 MB at most. */
export function raiseIfTooLarge(error: { readonly type: string } | undefined): void {
  if (error?.type !== 'Lambda:RequestEntityTooLargeException') return;
  raiseInvalid(null, 'length', 'The request is larger than 6 MB: send less at once, with shorter texts.');
}

/** Ends the field as Internal: a data source failed. What exactly failed is for the logs, not for the client. */
export function raiseInternal(message: string, requestId: string | null, retryAfterSeconds = 1): never {
  raise({
    errorType: 'Internal',
    message,
    errorInfo: { ...NO_ERROR_INFO, retryable: true, retryAfterSeconds, requestId },
  });
}
