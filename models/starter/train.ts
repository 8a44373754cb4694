import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { brotliDecompressSync } from 'node:zlib';
import { digestOf } from '../../artifacts/digest.ts';
import { makeArtifact, toJson } from '../../artifacts/make.ts';
import type { CalibrationOfTargets } from '../../artifacts/make.ts';
import { compressGraph } from '../../artifacts/starter.ts';
import { createClassifier } from '../../classifier/answer/predict.ts';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import type { FileDigest } from '../../classifier/files/manifest.ts';
import { STARTER_GRAPH_FILE } from '../../contract/objects.ts';
import { plotCalibration } from './calibration-plot.ts';
import { fitInThreads } from '../../artifacts/fit-in-threads.ts';
import { readFlags } from './flags.ts';
import { writeCard } from './model-card.ts';
import { settleFiles } from './model-files.ts';
import { judgeOtherStyles } from './other-styles.ts';
import { printEvaluation, printReport } from './print-report.ts';
import { CARD, DATASET, FIELDS_PAGE, SETTINGS } from './settings.ts';

const HELP = `Rebuilds the starter model from the bundled dataset, bit for bit. Usage:

  npm run train -- [--check]

  --check  writes nothing; the exit code is 1 if a file differs

To train a challenger of a running service: npm run terroir -- train`;

const flags = readFlags(HELP, ['check']);

async function main(): Promise<void> {
  const started = performance.now();
  const dataset = readFileSync(DATASET);
  const made = await makeArtifact(
    {
      version: versionOf,
      examples: decodeDataset(brotliDecompressSync(dataset)),
      datasets: [{ name: 'wine-reviews', ...digestOf(dataset) }],
      settings: SETTINGS,
      fit: fitInThreads(availableParallelism()),
    },
    showProgress,
  );
  const { manifest, files, judged, parity } = made;
  printReport(manifest.training.report);
  printEvaluation(manifest.evaluation);
  console.log(`ONNX Runtime against trainer: probabilities differ by at most ${parity.toExponential(1)}`);
  const memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`made in ${secondsSince(started)}, using at most ${memoryMb} MB`);

  const styles = await judgeOtherStyles(createClassifier(made));
  const pages = { card: readFileSync(CARD, 'utf8'), fields: readFileSync(FIELDS_PAGE, 'utf8') };
  const card = writeCard(pages, manifest, styles);
  const plot = plotCalibration([
    { name: 'country', judgements: judged.country.judgements.noteAndNumbers },
    { name: 'variety', judgements: judged.variety.judgements.noteAndNumbers },
  ]);
  const checkOnly = flags.has('check');
  const settled = settleFiles(
    {
      [STARTER_GRAPH_FILE]: compressGraph(files['model.onnx']),
      'vocabulary.bin': files['vocabulary.bin'],
      'manifest.json': files['manifest.json'],
      ...Object.fromEntries(
        Object.entries({ ...card, 'model-calibration.svg': plot }).map(([name, text]) => [
          `../../docs/${name}`,
          Buffer.from(text),
        ]),
      ),
    },
    checkOnly,
  );
  for (const { name, bytes, changed } of settled) {
    console.log(`${name}: ${bytes} bytes, ${changed ? (checkOnly ? 'DIFFERS' : 'written') : 'unchanged'}`);
  }
  if (checkOnly && settled.some(({ changed }) => changed)) process.exitCode = 1;
  console.log(`${manifest.version}, done in ${secondsSince(started)}`);
}

/** A name that no other model has: the beginning of a digest of all of its numbers. */
function versionOf(digests: Record<string, FileDigest>, calibration: CalibrationOfTargets): string {
  return `starter-${digestOf(toJson({ ...digests, calibration })).sha256.slice(0, 12)}`;
}

function showProgress(stage: string, shareDone: number): void {
  if (process.stderr.isTTY && process.env['TERM'] !== 'dumb')
    process.stderr.write(`\r${stage}: ${Math.round(100 * shareDone)} %\u001b[K`);
}

function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

await main();
