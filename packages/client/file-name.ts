import { FILE_NAME_CHARACTERS_MAX } from '../../contract/limits.ts';

/**
 * What a file is called, as the API takes it: of a path its last part, without control characters, and of a long name
 * its end, which tells of what form it is. Undefined where nothing is left of it.
 */
export function toFileName(path: string): string | undefined {
  const last = path.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const letters = Array.from(last.replaceAll(/\p{Cc}/gu, ''));
  const name = letters.slice(-FILE_NAME_CHARACTERS_MAX).join('').trim();
  return /^\.{0,2}$/.test(name) ? undefined : name;
}
