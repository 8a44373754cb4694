/** Numbers that AWS would give to things as they come, such as the versions of a function. */
import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from './write-whole.ts';

/** The number of a thing in a series: 1 for the first that came, and for good the one that it was first given. */
export type NumberOf = (series: string, thing: string) => number;

/** Numbers that are kept in a file. */
export interface Numbers {
  /** Errors: Error before the file is open. */
  of: NumberOf;
  /** Opens the file, which need not be there yet. */
  open: (file: string) => void;
}

/** Numbers whose file is yet to be opened. */
export function createNumbers(): Numbers {
  let opened: { file: string; series: Record<string, string[]> } | undefined;
  return {
    open: (file) => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
      opened = { file, series: JSON.parse(text) as Record<string, string[]> };
    },
    of: (name, thing) => {
      if (opened === undefined) throw new Error('Numbers are asked for before their file is open.');
      const things = (opened.series[name] ??= []);
      const at = things.indexOf(thing);
      if (at >= 0) return at + 1;
      things.push(thing);
      writeWhole(opened.file, JSON.stringify(opened.series));
      return things.length;
    },
  };
}
