import type { ModelRefused } from '../artifacts/open.ts';

/** Whether a refusal comes from S3 being out of reach, and not from what it holds. */
export function isPassingRefusal({ cause }: ModelRefused): boolean {
  if (!(cause instanceof Error)) return false;
  if ('$fault' in cause) return cause.$fault === 'server';
  return 'code' in cause || cause.name === 'AbortError' || cause.name === 'TimeoutError';
}
