import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { ulid } from 'ulid';
import { readStarterManifest } from '../../artifacts/starter.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import type { SignedApi } from '../../store/aws/signed-call.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import type { Log } from '../log.ts';
import { createPublisher } from '../publish.ts';
import { reportingEnds } from '../report-run.ts';
import { readSetting } from '../settings.ts';
import type { Dependencies } from './dependencies.ts';
import type { MakeVersion } from './job.ts';
import { meanLogLoss } from './log-loss.ts';
import { makeInThread } from './make-in-thread.ts';

/** What is beside the code of a process that trains. */
export interface TrainFiles {
  /**
   * The file that the thread of a training starts from: a bundle of its own, or, where nothing is bundled, its source.
   */
  thread: URL;
  starterFolder: URL;
  datasetFile: URL;
}

/** The files beside the module of that address. */
export function findTrainFiles(module: string): TrainFiles {
  return {
    thread: new URL(module.endsWith('.ts') ? './thread.ts' : './thread.mjs', module),
    starterFolder: new URL('./model/', module),
    datasetFile: new URL('./wine-reviews.dataset.br', module),
  };
}

/** What a process that trains is told. */
export interface TrainSurroundings {
  files: TrainFiles;
  memoryMb: number;
  publisher: SignedApi;
  metrics: Metrics;
  log: Log;
}

/** Opens what every run is conducted with, wherever it runs. Errors: Error where a setting or a file is missing. */
export async function openDependencies({
  files,
  memoryMb,
  publisher,
  metrics,
  log,
}: TrainSurroundings): Promise<Dependencies> {
  let logLoss: number | undefined;
  const make = makeInThread(files.thread, memoryMb);
  const makeAndNote: MakeVersion = async (...job) => {
    const outcome = await make(...job);
    if (outcome.kind === 'made') logLoss = meanLogLoss(outcome.manifest);
    return outcome;
  };
  const starter = await readStarterManifest(files.starterFolder);
  return {
    models: openTable(readSetting('modelsTable')),
    predictions: openTable(readSetting('predictionsTable')),
    bucket: openBucket(readSetting('modelBucket')),
    starterVersion: starter.version,
    starterFolder: files.starterFolder,
    datasetFile: files.datasetFile,
    // All that makes a version is bundled into this one file, and little else.
    code: createHash('sha256')
      .update(await readFile(files.thread))
      .digest('hex'),
    make: makeAndNote,
    publish: reportingEnds(createPublisher(publisher), metrics, () => logLoss),
    newId: ulid,
    onTrouble: log.error,
  };
}
