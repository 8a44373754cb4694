import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import { KINDS, MODELS } from '../../contract/tables.ts';
import { listAdmissions } from '../../store/models/admissions.ts';
import { listDatasets } from '../../store/models/datasets.ts';
import { monthOf, readLabelled } from '../../store/predictions/labels.ts';
import { listVersions } from '../../store/models/models.ts';
import { newestPromotion } from '../../store/models/promotions.ts';
import { tryWrite } from '../../store/dynamodb/trial.ts';
import type { Proofs } from '../probes.ts';
import { type Dependencies, PATIENCE_MS } from './dependencies.ts';

/** What a release asks of the train function: to reach all that a run reads and writes, and to train nothing. */
export function listProofs({
  models,
  predictions,
  bucket,
  datasetFile,
}: Pick<Dependencies, 'models' | 'predictions' | 'bucket' | 'datasetFile'>): Proofs {
  const deadline = (): number => models.clock.now() + PATIENCE_MS;
  const key = { [MODELS.partitionKey]: KINDS.run, [MODELS.sortKey]: 'trial' };
  return {
    'read the bundled dataset': async () =>
      decodeDataset(await promisify(brotliDecompress)(await readFile(datasetFile))),
    'read the registry': async () => {
      await newestPromotion(models, deadline());
      await listVersions(models, { limit: 1, before: undefined }, deadline());
      await listAdmissions(models, deadline());
    },
    'write runs': () => tryWrite(models, 'put', key, deadline()),
    'change leases': () => tryWrite(models, 'update', key, deadline()),
    'read labels': () => {
      const month = monthOf(predictions.clock.now());
      return readLabelled(predictions, month, month).next();
    },
    'list datasets': () => listDatasets(bucket),
  };
}
