import { openAsBlob, statSync } from 'node:fs';
import type { LaptopHost } from '../measure/host.ts';
import { STAGES } from './stages.ts';
import type { Stage } from './stages.ts';

/** A job that answers a file, as far as it is looked at here; schema.graphql says what each is. */
export interface BulkJob {
  id: string;
  status: string;
  rows: number | null;
  chunks: number | null;
  answered: number;
  refused: number;
  failedChunks: { n: number }[];
  failure: { message: string } | null;
}

const JOB = '{ id status rows chunks answered refused failedChunks { n } failure { message } }';

/** Puts a file where the API says; returns the upload's id. Errors: Error where it is not taken. */
export async function upload(host: LaptopHost, file: string): Promise<string> {
  const query = 'mutation ($bytes: Float!) { createUpload(bytes: $bytes) { id url headers { name value } } }';
  const { createUpload } = (await ask(host, query, { bytes: statSync(file).size })) as {
    createUpload: { id: string; url: string; headers: { name: string; value: string }[] };
  };
  const headers = Object.fromEntries(createUpload.headers.map(({ name, value }) => [name, value]));
  const response = await fetch(createUpload.url, { method: 'PUT', headers, body: await openAsBlob(file) });
  if (!response.ok) throw new Error(`The file was not taken: ${response.status} ${await response.text()}`);
  return createUpload.id;
}

/** Begins a job whose answers are in no history. Errors: Error where it is refused. */
export async function predictFile(host: LaptopHost, uploadId: string): Promise<BulkJob> {
  const query = `mutation ($upload: ID!) { predictFile(upload: $upload, record: false) ${JOB} }`;
  return ((await ask(host, query, { upload: uploadId })) as { predictFile: BulkJob }).predictFile;
}

/** A job as it is now. Errors: Error where it is not told. */
export async function readJob(host: LaptopHost, id: string): Promise<BulkJob> {
  const query = `query ($id: ID!) { predictionJob(id: $id) ${JOB} }`;
  return ((await ask(host, query, { id })) as { predictionJob: BulkJob }).predictionJob;
}

/** The bytes of all files that a job has left. Errors: Error where they are not told. */
export async function sumFiles(host: LaptopHost, id: string): Promise<number> {
  const query = 'query ($id: ID!) { predictionJobFiles(id: $id) { bytes } }';
  const { predictionJobFiles } = (await ask(host, query, { id })) as { predictionJobFiles: { bytes: number }[] };
  return predictionJobFiles.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What a job is at; undefined where it has ended. */
export function stageOf({ status }: BulkJob): Stage | undefined {
  return STAGES.find((stage) => stage === status);
}

async function ask({ endpoint, key }: LaptopHost, query: string, variables: object): Promise<unknown> {
  const headers = { authorization: key, 'content-type': 'application/json' };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { message: string }[] };
  if (errors !== undefined) throw new Error(`The host says: ${errors.map(({ message }) => message).join('; ')}`);
  return data;
}
