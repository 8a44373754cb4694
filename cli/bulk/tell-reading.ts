import type { Files, PredictionJobFile } from '../../packages/client/files.ts';
import { countOf } from '../output/count.ts';

/** What is told of manifest.json, which docs/BULK.md describes. */
interface Manifest {
  /** The columns of the file by their use, as far as the file was read. */
  columns?: Record<string, string[]>;
  /** How many cells of answered rows were left out, by column. */
  cellsLeftOut?: Record<string, number>;
}

/**
 * How a job has read its file, in sentences: which columns it used for what, and how many cells it left out. None where
 * the job has no manifest.
 *
 * Errors: TerroirError; the signal's reason.
 */
export async function tellReading(
  api: Files,
  files: readonly PredictionJobFile[],
  signal: AbortSignal,
): Promise<string[]> {
  const file = files.find(({ name }) => name === 'manifest.json');
  if (file === undefined) return [];
  const parts: Uint8Array[] = [];
  for await (const part of api.openPredictionJobFile(file, { signal })) parts.push(part);
  const { columns = {}, cellsLeftOut = {} } = JSON.parse(Buffer.concat(parts).toString('utf8')) as Manifest;
  const used = Object.entries(columns).map(([use, names]) => {
    const columnsOfUse = names.join(' and ');
    return columnsOfUse === use ? use : `${columnsOfUse} as ${use}`;
  });
  const left = Object.entries(cellsLeftOut);
  const all = left.reduce((sum, [, count]) => sum + count, 0);
  const counts = left.map(([column, count]) => `${count.toLocaleString('en')} of ${column}`).join(', ');
  const cells = `${countOf(all, 'cell')} that told nothing sound ${all === 1 ? 'was' : 'were'} left out`;
  return [
    ...(used.length === 0 ? [] : [`It used ${used.join(', ')}, and no other column.`]),
    ...(all === 0 ? [] : [`${cells}: ${counts}.`]),
  ];
}
