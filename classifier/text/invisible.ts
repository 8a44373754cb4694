import { INVISIBLE_PATTERN } from '../../contract/limits.ts';

const INVISIBLE = new RegExp(INVISIBLE_PATTERN, 'g');

/** A text without what nobody sees: see INVISIBLE_PATTERN. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
