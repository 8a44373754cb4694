import type { StoredRun } from '../contract/stored-models.ts';
import type { Publication } from '../contract/root-fields.ts';
import { SETTINGS } from '../contract/settings.ts';
import { readVariable } from './settings.ts';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** Tells subscribers how a run stands. Errors: whatever keeps them from hearing it. */
export type Publish = (field: Publication, run: StoredRun) => Promise<void>;

/** Where to publish, and in whose name. */
export interface Publisher {
  /** The API's GraphQL endpoint. */
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Every field of TrainingRun: AppSync hands subscribers only what the mutation itself selects. */
const SELECTION =
  'id status stage share reason startedBy startedAt updatedAt finishedAt examples labels datasets refused ' +
  'modelVersion failure ' +
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

const PATIENCE_MS = 1_500;

/** Publishes through the API's own mutations, which only IAM opens: each request is signed (Signature Version 4). */
export function createPublisher({ endpoint, region, credentials }: Publisher): Publish {
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  const url = new URL(endpoint);
  return async (field, run) => {
    const query = `mutation Publish($run: TrainingRunInput!) { ${field}(run: $run) { ${SELECTION} } }`;
    const body = JSON.stringify({ query, variables: { run } });
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: url.pathname,
      headers: { host: url.host, 'content-type': 'application/json' },
      body,
    });
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
    const answer = (await response.json()) as { errors?: { message?: string }[] };
    if (response.ok && !answer.errors) return;
    throw new Error(
      `${field} was answered with status ${response.status}: ${answer.errors?.[0]?.message ?? 'no reason'}`,
    );
  };
}

/** The publisher that Lambda's own environment describes. Errors: Error where a part of it is missing. */
export function publisherOf(environment: NodeJS.ProcessEnv): Publisher {
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  return {
    endpoint: readVariable(SETTINGS.graphqlEndpoint, environment),
    region: readVariable('AWS_REGION', environment),
    credentials: {
      accessKeyId: readVariable('AWS_ACCESS_KEY_ID', environment),
      secretAccessKey: readVariable('AWS_SECRET_ACCESS_KEY', environment),
      ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken }),
    },
  };
}
