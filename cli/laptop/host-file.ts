import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openOutput } from '../output/output-file.ts';

/** What the laptop host says when it is up. */
export interface HostReady {
  endpoint: string;
  realtimeEndpoint: string;
  graphiql: string;
  /** The outputs of the stack, with the host's own addresses. */
  outputs: Record<string, string>;
  /** How the AWS SDK reaches the host. */
  aws: {
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    endpoints: { dynamodb: string; s3: string; cloudwatch?: string; cloudwatch_logs?: string; codedeploy?: string };
  };
}

/** `host.json` in the host's folder: what scripts need to know of it. */
export interface HostFile extends HostReady {
  key: string;
}

/** Reads `host.json`; undefined where there is none, or none of this form. */
export async function readHostFile(folder: string): Promise<HostFile | undefined> {
  try {
    const content = JSON.parse(await readFile(join(folder, 'host.json'), 'utf8')) as Partial<HostFile> | null;
    const key = content?.key;
    return content && typeof key === 'string' && isHostReady(content) ? { ...content, key } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes `host.json`, for no one but its owner: there is a key in it. */
export async function writeHostFile(folder: string, content: HostFile): Promise<void> {
  const file = await openOutput(join(folder, 'host.json'), 0o600);
  try {
    await file.write(`${JSON.stringify(content, null, 2)}\n`);
    await file.keep();
  } finally {
    await file.discard();
  }
}

/** Whether a message, or a file, has what is needed of it. */
export function isHostReady(content: Partial<HostReady>): content is HostReady {
  const { endpoint, realtimeEndpoint, graphiql, outputs, aws } = content;
  return (
    [endpoint, realtimeEndpoint, graphiql, aws?.region, aws?.endpoints?.dynamodb, aws?.endpoints?.s3].every(
      (value) => typeof value === 'string',
    ) &&
    typeof outputs === 'object' &&
    outputs !== null
  );
}
