import { type Failure, NO_ERROR_INFO, type QuotaRule, type Rule } from '../contract/errors.ts';

/**
 * A value breaks a rule of the schema; the same request will fail again. `field` is null for a wine as a whole, `rule`
 * where only the message tells it.
 */
export function invalidInput(field: string | null, rule: Rule | null, message: string): Failure {
  return { errorType: 'InvalidInput', message, errorInfo: { ...NO_ERROR_INFO, field, rule } };
}

/** The requestId was used for other wines; the same request will fail again. */
export function requestConflict(): Failure {
  return {
    errorType: 'RequestConflict',
    message: 'This requestId was used for another request within a day: choose a new one for a new request.',
    errorInfo: { ...NO_ERROR_INFO, field: 'requestId' },
  };
}

/**
 * The client's quota is used up, and whole again after so many seconds; null where the request is larger than the quota
 * ever allows, so that it will fail again.
 */
export function quotaExceeded(rule: QuotaRule, limit: number, retryAfterSeconds: number | null): Failure {
  const quota = `${limit.toLocaleString('en')} wines ${rule === 'quotaPerMinute' ? 'a minute' : 'a day'}`;
  const message =
    retryAfterSeconds === null
      ? `The request has more wines than the quota of ${quota} allows at once: ask in smaller requests.`
      : `The quota of ${quota} is used up: try again in ${retryAfterSeconds} s.`;
  const retryable = retryAfterSeconds !== null;
  return { errorType: 'QuotaExceeded', message, errorInfo: { ...NO_ERROR_INFO, rule, retryable, retryAfterSeconds } };
}

/** No model can be served here: another process, or a later one, may have a sound model. */
export function modelUnavailable(): Failure {
  return {
    errorType: 'ModelUnavailable',
    message: 'No model can be served right now: try again later.',
    errorInfo: { ...NO_ERROR_INFO, retryable: true, retryAfterSeconds: 10 },
  };
}

/** There is nothing of that name; `field` is the argument that named it, or null. The same request will fail again. */
export function notFound(field: string | null, message: string): Failure {
  return { errorType: 'NotFound', message, errorInfo: { ...NO_ERROR_INFO, field } };
}

/** The version that was asked for does not load, or is not what was registered; it may be worth a retry or not. */
export function versionUnavailable(id: string, reason: string, retryable: boolean): Failure {
  const message = `The model version ${id} cannot be served, so the champion stays: ${reason}`;
  const retryAfterSeconds = retryable ? 10 : null;
  return { errorType: 'ModelUnavailable', message, errorInfo: { ...NO_ERROR_INFO, retryable, retryAfterSeconds } };
}

/** The champion was the starter version of an earlier release, which did not keep it: only a promotion mends that. */
export function championLost(id: string, starter: string): Failure {
  const message =
    `The champion ${id} came with an earlier release that did not keep it, so ${starter} answers instead: ` +
    'promote that, or another version.';
  return { errorType: 'ModelUnavailable', message, errorInfo: NO_ERROR_INFO };
}

/** The files of a version cannot be read, so nothing can be told of it; it may be worth a retry or not. */
export function versionUnreadable(id: string, reason: string, retryable: boolean): Failure {
  const message = `The model version ${id} cannot be read: ${reason}`;
  const retryAfterSeconds = retryable ? 10 : null;
  return { errorType: 'ModelUnavailable', message, errorInfo: { ...NO_ERROR_INFO, retryable, retryAfterSeconds } };
}

/** One training runs at a time, and this is not it. */
export function trainingInProgress(): Failure {
  return {
    errorType: 'TrainingInProgress',
    message: 'A training is running: start another one when it has ended.',
    errorInfo: { ...NO_ERROR_INFO, retryable: true, retryAfterSeconds: 60 },
  };
}

/** Another move of the champion came first, so this one may not be what was meant any more. */
export function promotionConflict(): Failure {
  return {
    errorType: 'PromotionConflict',
    message: 'The champion was changed at the same moment: look which one it is, then try again.',
    errorInfo: { ...NO_ERROR_INFO, retryable: true, retryAfterSeconds: 1 },
  };
}

/** The champion is not the one that the caller went by; the same request will fail again. */
export function otherChampion(champion: string, expected: string): Failure {
  return {
    errorType: 'PromotionConflict',
    message: `The champion is ${champion}, not ${expected}: look whether the move is still wanted.`,
    errorInfo: { ...NO_ERROR_INFO, field: 'expectedChampion' },
  };
}

/** Trouble of ours, told in no detail: the log has it whole. A retry is safe with a requestId. */
export function internal(message: string, retryAfterSeconds = 1): Failure {
  return { errorType: 'Internal', message, errorInfo: { ...NO_ERROR_INFO, retryable: true, retryAfterSeconds } };
}

/** The failure, telling the client which of its requests it is about. */
export function ofRequest(failure: Failure, requestId: string | null): Failure {
  return { ...failure, errorInfo: { ...failure.errorInfo, requestId } };
}
