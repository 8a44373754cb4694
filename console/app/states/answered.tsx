import type { ComponentChild } from 'preact';
import { Failed } from './failed.tsx';
import { Loading } from './loading.tsx';
import type { Answer } from './use-answer.ts';

/** Shows an answer once it is there; until then that it is read, and instead of it what went wrong. */
export function Answered<Value>({
  answer,
  what,
  children,
}: {
  answer: Answer<Value>;
  /** What is read: `the history`. */
  what: string;
  children: (value: Value) => ComponentChild;
}) {
  if (answer.state === 'failed') return <Failed error={answer.error} again={answer.again} />;
  if (answer.state === 'loading' && answer.value === undefined) return <Loading what={what} />;
  return <div aria-busy={answer.state === 'loading'}>{children(answer.value as Value)}</div>;
}
