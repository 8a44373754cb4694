import { readStarterManifest } from '../../artifacts/starter.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { openBucket } from '../../store/bucket.ts';
import { openTable } from '../../store/table.ts';
import { internal } from '../failures.ts';
import { openLog } from '../log.ts';
import { createPublisher, publisherOf } from '../publish.ts';
import { readSetting } from '../settings.ts';
import { answerPayload } from './answer.ts';
import type { ModelsAnswer } from '../../contract/invocations.ts';
import type { Dependencies } from './dependencies.ts';
import { tryVersion } from './try-version.ts';

const log = openLog();
const starterFolder = new URL('./model/', import.meta.url);
const bucket = openBucket(readSetting('modelBucket'));
const tables = {
  models: openTable(readSetting('modelsTable')),
  predictions: openTable(readSetting('predictionsTable')),
  traffic: openTable(readSetting('trafficTable')),
};

/** Answers what has to do with model versions; whatever goes wrong is answered as a failure, never thrown. */
export async function handler(payload: unknown, context: Context): Promise<ModelsAnswer> {
  log.begin(context, payload);
  try {
    return await answerPayload(await gatherDependencies(), payload);
  } catch (error) {
    log.error('Unforeseen.', error);
    return { failure: internal('Something went wrong on our side: try again.') };
  }
}

async function gatherDependencies(): Promise<Dependencies> {
  return {
    ...tables,
    bucket,
    starter: await readStarterOnce(),
    starterFolder,
    tryVersion: (version) => tryVersion({ bucket, starterFolder }, version),
    newId: ulid,
    publish: (field, run) => createPublisher(publisherOf(process.env))(field, run),
    onTrouble: log.error,
  };
}

let starter: Promise<Manifest> | undefined;

/**
 * The starter's manifest lies beside the code and never changes; parsed and checked for each call it took a
 * millisecond of each, and left a process that is called seldom with garbage that nobody collects.
 */
function readStarterOnce(): Promise<Manifest> {
  starter ??= readStarterManifest(starterFolder).catch((error: unknown) => {
    starter = undefined;
    throw error;
  });
  return starter;
}
