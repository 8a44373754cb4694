import { ulid } from 'ulid';
import { readStarterManifest } from '../../artifacts/starter.ts';
import type { StoredJob } from '../../contract/stored/job.ts';
import type { StateMachine } from '../../store/aws/executions.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { openSigning } from '../../store/jobs/uploads.ts';
import { keepStarter } from '../keep-starter.ts';
import { publisherOf } from '../publish.ts';
import { readSetting } from '../settings.ts';
import type { Operating } from './operations/dependencies.ts';

/** What keeps nobody from being answered, such as an event that could not be published. */
type OnTrouble = (what: string, error: unknown) => void;

let starterVersion: string | undefined;
let isStarterKept = false;

/** What the operations on jobs are done with, by the function's settings. Errors: Error where one is missing. */
export async function gatherOperating(
  starterFolder: URL,
  publishJob: (job: StoredJob) => Promise<void>,
  onTrouble: OnTrouble,
): Promise<Operating> {
  starterVersion ??= (await readStarterManifest(starterFolder)).version;
  const models = openTable(readSetting('modelsTable'));
  return {
    tables: {
      jobs: openTable(readSetting('jobsTable')),
      predictions: openTable(readSetting('predictionsTable')),
      models,
    },
    files: openSigning(readSetting('fileBucket')),
    machine: openMachine(process.env),
    starterVersion,
    async keepStarter() {
      if (isStarterKept) return;
      await keepStarter({ models, bucket: openBucket(readSetting('modelBucket')), starterFolder });
      isStarterKept = true;
    },
    newId: ulid,
    tell: (job) => publishJob(job).catch((error: unknown) => onTrouble('An event could not be published.', error)),
  };
}

/** The state machine that Lambda's own environment describes. */
function openMachine(environment: NodeJS.ProcessEnv): StateMachine {
  const { region, credentials } = publisherOf(environment);
  return {
    arn: readSetting('bulkMachine'),
    endpoint: environment['AWS_ENDPOINT_URL_SFN'] ?? `https://states.${region}.amazonaws.com/`,
    region,
    credentials,
  };
}
