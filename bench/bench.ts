import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from '../classifier/files/manifest.ts';
import { drawGrowth } from './draw/growth.ts';
import { drawLatencies } from './draw/latencies.ts';
import { drawRatios } from './draw/ratios.ts';
import { formatTable } from './draw/table.ts';
import { drawTrainings } from './draw/trainings.ts';
import { verdictsOf } from './figure.ts';
import type { Figure } from './figure.ts';
import { describeMachine } from './machine.ts';
import { measureDrift } from './measure/drift.ts';
import { measureGate } from './measure/gate.ts';
import { measureBulk } from './measure/bulk.ts';
import { measureConsole } from './measure/console.ts';
import { measureColdStart } from './measure/cold-start.ts';
import { measureGrowth } from './measure/growth.ts';
import { measureHistory } from './measure/history.ts';
import { measureHttp } from './measure/http.ts';
import { measureImport } from './measure/import.ts';
import { measureBatch, measurePredict } from './measure/predict.ts';
import { measureQuality } from './measure/quality.ts';
import { measureScale } from './measure/scale.ts';
import { measureSoak } from './measure/soak.ts';
import { measureSize } from './measure/size.ts';
import { measureStages } from './measure/stages.ts';
import { measureTraining } from './measure/training.ts';
import { HELP, readOptions, UsageError } from './options.ts';
import type { Options, Part } from './options.ts';
import { ADVICE, findPeers } from './peers/python.ts';
import type { Peers } from './peers/python.ts';
import type { Results } from './results.ts';
import { figuresOf, fillInFigures, keepResults, readNewestResults, resultsFile } from './results.ts';
import { gatherRows } from './rows.ts';
import { CACHE, STARTER_MODEL } from './places.ts';
import type { Run } from './run.ts';

/* Measures Terroir beside its peers: `npm run bench -- --help`. */

const MEASURES: Record<Part, (run: Run) => Promise<Figure[]>> = {
  size: measureSize,
  training: measureTraining,
  quality: measureQuality,
  predict: measurePredict,
  batch: measureBatch,
  'cold-start': measureColdStart,
  http: measureHttp,
  history: measureHistory,
  stages: measureStages,
  growth: measureGrowth,
  import: measureImport,
  soak: measureSoak,
  drift: measureDrift,
  gate: measureGate,
  scale: measureScale,
  bulk: measureBulk,
  console: measureConsole,
};
const RESULTS = new URL('results/', import.meta.url);
const PAGE = new URL('../docs/BENCHMARKS.md', import.meta.url);

async function bench(options: Options): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const scratch = mkdtempSync(join(CACHE, 'run-'));
  try {
    const run = await prepare(options, scratch);
    const results = await measure(run);
    const verdicts = figuresOf(results).flatMap(verdictsOf);
    console.log(`\n${verdicts.filter(Boolean).length} of ${verdicts.length} bars are kept.`);
    if (options.quick) console.log('Nothing was written: --quick is to see that it works.');
    else publish(results);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function prepare(options: Options, scratch: string): Promise<Run> {
  const manifest = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', STARTER_MODEL), 'utf8')));
  const rows = await gatherRows(options, manifest, scratch);
  const peers = await findPeers(options.python);
  if (!rows.hasNotes)
    console.log('Peers are skipped: they need the notes, and the file that --csv names is not there.');
  else if (!peers) console.log(`Peers are skipped: Python lacks what they need. To get it:\n  ${ADVICE}`);
  else if (!options.quick && !options.slowPeers) {
    console.log('LogisticRegression for the variety is skipped: it takes many minutes (--slow-peers).');
  }
  return { options, manifest, scratch, rows, peers: rows.hasNotes ? peers : undefined, say: sayOnTerminal };
}

/**
 * Measures part after part. One that fails is reported and makes the exit code 1; the others are measured all the same.
 */
async function measure(run: Run): Promise<Results> {
  const results: Results = {};
  for (const part of run.options.parts) {
    const machine = describeMachine(usedVersions(run.peers));
    const started = performance.now();
    try {
      const figures = await MEASURES[part](run);
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      const measuredAt = new Date().toISOString();
      results[part] = { measuredAt, seconds, machine, modelVersion: run.manifest.version, figures };
      console.log(`\n${part} (${seconds} s)\n${formatTable(figures)}`);
    } catch (error) {
      console.error(`\n${part} could not be measured:`, error);
      process.exitCode = 1;
    }
  }
  return results;
}

function publish(measured: Results): void {
  const machine = Object.values(measured)[0]?.machine;
  if (!machine) return;
  const file = resultsFile(RESULTS, machine, new Date().toISOString().slice(0, 10));
  keepResults(file, measured);
  draw(readNewestResults(RESULTS));
  console.log('Written: bench/results/, and the figures in docs/BENCHMARKS.md.');
}

/** Writes the charts and the page. */
function draw(results: Results): void {
  const figures = figuresOf(results);
  writeFileSync(new URL('trainings.svg', RESULTS), drawTrainings(figures));
  writeFileSync(new URL('latencies.svg', RESULTS), drawLatencies(figures));
  writeFileSync(new URL('ratios.svg', RESULTS), drawRatios(figures));
  writeFileSync(new URL('growth.svg', RESULTS), drawGrowth(figures));
  writeFileSync(PAGE, fillInFigures(readFileSync(PAGE, 'utf8'), results));
}

function usedVersions(peers: Peers | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(peers?.versions ?? {}).filter(([name]) =>
      ['python', 'scikit-learn', 'fastapi', 'uvicorn'].includes(name),
    ),
  );
}

function sayOnTerminal(line: string): void {
  console.error(`… ${line}`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (!options) console.log(HELP);
  else if (options.redraw) draw(readNewestResults(RESULTS));
  else await bench(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}
