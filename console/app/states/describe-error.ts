import { TerroirError } from '../../../packages/client/client.ts';

/** An error as a person reads it: what happened, and what to do. */
export interface ErrorWords {
  sentence: string;
  advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  InvalidInput: 'Mend what is named, and try again.',
  NotFound: 'It may have been removed: look at the list again.',
  RequestConflict: 'Send it as a request of its own.',
  Unauthorized: 'Check the key and its scopes, or sign in with another one.',
  QuotaExceeded: 'Wait until the quota is whole again, or ask an operator for a larger one.',
  ModelUnavailable: 'Promote another model version, or try again in a moment.',
  TrainingInProgress: 'Wait for the training that runs.',
  PromotionConflict: 'Look which version is the champion by now, then decide again.',
  Internal: 'Try again; where it stays so, look at “Is it well”.',
  Unreachable: 'Check the network, and that the API is up.',
  Timeout: 'Try again: a cold start can take some seconds.',
  Blocked: 'Wait a minute: too many requests came from this address.',
  BadAnswer: 'Check the address that this console is configured with.',
};

/** The sentences for whatever went wrong. */
export function describeError(error: unknown): ErrorWords {
  if (error instanceof TerroirError) {
    const { errorType, message, retryAfterSeconds } = error;
    if (errorType === 'Unauthorized') {
      return { sentence: 'The API refuses this key, or the key may not do this.', advice: ADVICE[errorType] ?? '' };
    }
    // What the client says of a call that never arrived ends in what to do.
    const advice = /\b(Try again|Check the)\b/.test(message) ? '' : (ADVICE[errorType] ?? 'Try again.');
    const wait = retryAfterSeconds === null ? '' : ` It will take ${Math.ceil(retryAfterSeconds)} seconds.`;
    return { sentence: endSentence(message), advice: `${advice}${wait}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { sentence: endSentence(message), advice: 'Reload the page to try again.' };
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
