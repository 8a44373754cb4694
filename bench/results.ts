import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Figure } from './figure.ts';
import { nameMachine } from './machine.ts';
import type { Machine } from './machine.ts';
import { PARTS } from './options.ts';
import type { Part } from './options.ts';
import { formatMarkdown } from './draw/table.ts';

/** A part of the benchmark as it was measured. */
export interface MeasuredPart {
  /** ISO 8601, UTC. */
  measuredAt: string;
  seconds: number;
  machine: Machine;
  modelVersion: string;
  figures: Figure[];
}

/** A file of results: each part as it was last measured on a day. */
export type Results = Partial<Record<Part, MeasuredPart>>;

/** The file of results of a day and a machine: `2026-11-23-linux-x64-2-cores.json`. */
export function resultsFile(folder: URL, machine: Machine, day: string): URL {
  return new URL(`${day}-${nameMachine(machine)}.json`, folder);
}

/**
 * Writes the parts that were measured into a file of results; those that were not stay as they are. Returns all of it.
 */
export function keepResults(file: URL, measured: Results): Results {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
  const merged = { ...kept, ...measured };
  const ordered: Results = Object.fromEntries(PARTS.flatMap((part) => (merged[part] ? [[part, merged[part]]] : [])));
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(ordered, null, 1)}\n`);
  return ordered;
}

/**
 * Each part as it was last measured, of all files of results in a folder: a day on which one part was measured takes
 * nothing from what is known of the others.
 *
 * Errors: RangeError where there is none.
 */
export function readNewestResults(folder: URL): Results {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (files.length === 0) throw new RangeError('There are no results yet: run npm run bench.');
  const ofDays = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Results);
  return Object.assign({}, ...ofDays) as Results;
}

/** All figures, in the order of the parts. */
export function figuresOf(results: Results): Figure[] {
  return PARTS.flatMap((part) => results[part]?.figures ?? []);
}

const BEGIN = '<!-- figures: written by npm run bench -->';
const END = '<!-- end of figures -->';

/**
 * Puts figures into a page, between the two comments that mark their place.
 *
 * Errors: Error where the page lacks one of the comments.
 */
export function fillInFigures(page: string, results: Results): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The page lacks "${BEGIN}" or "${END}".`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${toMarkdown(results)}\n\n${page.slice(end)}`;
}

function toMarkdown(results: Results): string {
  return PARTS.flatMap((part) => {
    const measured = results[part];
    if (!measured) return [];
    const { machine, measuredAt, modelVersion, figures } = measured;
    const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
    const when = `${measuredAt.slice(0, 16).replace('T', ' ')} UTC, model ${modelVersion};`;
    const where = `${machine.processor}, ${machine.cores} cores, load ${machine.load} at the start;`;
    return [`### ${part}`, `${when} ${where}\n${versions.join(', ')}.`, formatMarkdown(figures)];
  }).join('\n\n');
}
