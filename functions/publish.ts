import type { StoredRun } from '../contract/stored/models.ts';
import type { Publication } from '../contract/root-fields.ts';
import { SETTINGS } from '../contract/settings.ts';
import { callSigned, type SignedApi, type SignedBy } from '../store/aws/signed-call.ts';
import { readVariable } from './settings.ts';

/** Tells subscribers how a run stands. Errors: whatever keeps them from hearing it. */
export type Publish = (field: Publication, run: StoredRun) => Promise<void>;

/** Every field of TrainingRun: AppSync hands subscribers only what the mutation itself selects. */
const SELECTION =
  'id status stage share reason startedBy startedAt updatedAt finishedAt examples labels datasets refused ' +
  'modelVersion failure place losses { target share logLoss } ' +
  'decision { promoted reason decidedBy checks { name target passed champion challenger limit low high n detail } }';

/** How subscribers are told, and who hears of it where they cannot be. */
export interface Telling {
  publish: Publish;
  /** Told of what keeps nobody from going on, such as an event that could not be published. */
  onTrouble: (what: string, error: unknown) => void;
}

/** Publishes; an event that nobody hears is no reason to fail, since the run can be asked for. */
export async function tellSubscribers(
  { publish, onTrouble }: Telling,
  field: Publication,
  run: StoredRun,
): Promise<void> {
  try {
    await publish(field, run);
  } catch (error) {
    onTrouble('An event could not be published.', error);
  }
}

/** Publishes through the API's own mutations, which only IAM opens. */
export function createPublisher(api: SignedApi): Publish {
  return (field, run) => {
    const query = `mutation Publish($run: TrainingRunInput!) { ${field}(run: $run) { ${SELECTION} } }`;
    return callSigned(api, field, { query, variables: { run } });
  };
}

/** The publisher that Lambda's own environment describes. Errors: Error where a part of it is missing. */
export function publisherOf(environment: NodeJS.ProcessEnv): SignedApi {
  return { endpoint: readVariable(SETTINGS.graphqlEndpoint, environment), ...signerOf(environment) };
}

/** In whose name Lambda's own environment lets a function sign. Errors: Error where a part of it is missing. */
export function signerOf(environment: NodeJS.ProcessEnv): SignedBy {
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  return {
    region: readVariable('AWS_REGION', environment),
    credentials: {
      accessKeyId: readVariable('AWS_ACCESS_KEY_ID', environment),
      secretAccessKey: readVariable('AWS_SECRET_ACCESS_KEY', environment),
      ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken }),
    },
  };
}
