import type { Fetch } from '../../../packages/client/client.ts';

/** A request of this tab that the API refused, or that failed: it is stored nowhere else. */
export interface FailedRequest {
  at: string;
  /** What was asked: the operation and its variables, as far as a glance goes. No header, and so no key. */
  asked: string;
  errorType: string;
  message: string;
}

const FAILURES_MAX = 50;
const ASKED_CHARACTERS_MAX = 300;

/** The newest ones, newest first: in the memory of this tab alone, until it is reloaded. */
export const failures: FailedRequest[] = [];

/** `fetch`, which notes what is refused or fails. */
export const notingFetch: Fetch = async (url, request) => {
  const note = (errorType: string, message: string): void => {
    const { query, variables } = JSON.parse(request.body) as { query: string; variables: object };
    const asked = `${query.split(/\W/, 2)[1] ?? ''} ${JSON.stringify(variables)}`.slice(0, ASKED_CHARACTERS_MAX);
    failures.unshift({ at: new Date().toISOString(), asked, errorType, message });
    failures.length = Math.min(failures.length, FAILURES_MAX);
    dispatchEvent(new Event('failure'));
  };
  try {
    const response = await fetch(url, request);
    const text = await response.text();
    for (const { errorType, message } of readErrors(text))
      note(errorType ?? `Status ${response.status}`, message ?? '');
    return { status: response.status, headers: response.headers, text: () => Promise.resolve(text) };
  } catch (error) {
    if (!request.signal.aborted) note('Unreachable', String(error));
    throw error;
  }
};

function readErrors(text: string): Partial<FailedRequest>[] {
  try {
    return (JSON.parse(text) as { errors?: FailedRequest[] }).errors ?? [];
  } catch {
    return [{ message: text.slice(0, ASKED_CHARACTERS_MAX) }];
  }
}
