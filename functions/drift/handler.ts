import type { Context } from 'aws-lambda';
import { readStarterManifest } from '../../artifacts/starter.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { ModelsAnswer } from '../../contract/invocations.ts';
import type { Readiness } from '../../contract/releases.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { describeFindings } from '../describe-drift.ts';
import { openLog, toThrowable } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import { readManifest } from '../models/read-manifest.ts';
import { isProbe, proveReadiness } from '../probes.ts';
import { readSetting } from '../settings.ts';
import { checkTraffic } from './check.ts';
import { type Dependencies, ManifestUnreadable } from './dependencies.ts';
import { emitFindings } from './emit.ts';
import { measureAccuracies } from './measure-accuracy.ts';
import { listProofs } from './probe.ts';

const log = openLog();
const metrics = openMetrics();
const starterFolder = new URL('./model/', import.meta.url);

/**
 * Looks for drift, for the schedule and for Mutation.checkDrift, and answers what it found. A look that fails is made
 * up for an hour later. The probe of a release is answered, too.
 */
export async function handler(payload: unknown, context: Context): Promise<ModelsAnswer | Readiness> {
  log.begin(context, payload);
  try {
    const dependencies = openDependencies(await readStarterManifest(starterFolder));
    if (isProbe(context)) return await proveReadiness(listProofs(dependencies));
    const { found, week } = await checkTraffic(dependencies);
    emitFindings(metrics, found, await measureAccuracies(dependencies, week));
    const { state, modelVersion } = found;
    log.info('Drift was looked for.', { state, modelVersion });
    return { value: describeFindings(found, []) };
  } catch (error) {
    log.error('Drift could not be looked for.', error);
    throw toThrowable(error);
  }
}

function openDependencies(starter: Manifest): Dependencies {
  const models = openTable(readSetting('modelsTable'));
  const bucket = openBucket(readSetting('modelBucket'));
  return {
    traffic: openTable(readSetting('trafficTable')),
    predictions: openTable(readSetting('predictionsTable')),
    models,
    starterVersion: starter.version,
    async readManifest(version) {
      const read = await readManifest({ models, bucket, starter }, version, null);
      if ('manifest' in read) return read.manifest;
      throw new ManifestUnreadable(read.failure.message);
    },
  };
}
