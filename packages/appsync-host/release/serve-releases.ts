/**
 * Releases over HTTP, for whoever runs the host: its secret key is the bearer's token. Each answer is a line of JSON
 * for each line of progress, `{ "line": … }`, now and then an empty one, and at the end one `{ "status": "Succeeded" }`
 * or `"RolledBack"`; a refusal is `{ "message": … }` with status 409.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { HostError } from '../failure.ts';
import { isRecord } from '../record.ts';
import { readStack } from '../template/read.ts';
import type { Release, Releaser } from './release.ts';

/** Where releases are asked for. */
export const RELEASE_PATH = '/release';

/** Who waits longer for anything to come gives up: fetch() of Node after five minutes, as long as a canary takes. */
const ALIVE_EVERY_MS = 30_000;

interface Exchange {
  request: IncomingMessage;
  body: Buffer;
  response: ServerResponse;
}

/** Answers what is asked of releases. */
export async function answerRelease(
  { request, body, response }: Exchange,
  releaser: Releaser,
  secret: string,
): Promise<void> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) {
    return refuse(response, 403, 'Only whoever runs the host may release: send its secret key as a bearer token.');
  }
  try {
    const release = await find(`${request.method ?? ''} ${request.url ?? ''}`, body, releaser);
    if (release === undefined) return refuse(response, 404, 'There was no release since the host has started.');
    return await tellProgress(release, response);
  } catch (error) {
    if (error instanceof HostError) return refuse(response, 409, error.message);
    // Whoever is left without an answer believes that no host is up.
    const why = error instanceof Error ? error.message : String(error);
    return refuse(response, 500, `The host could not do that: ${why}`);
  }
}

/** The release that a request begins, ends or asks for. */
async function find(asked: string, body: Buffer, releaser: Releaser): Promise<Release | undefined> {
  switch (asked) {
    case `GET ${RELEASE_PATH}`:
      return releaser.current();
    case `POST ${RELEASE_PATH}`: {
      const { cdkOut, stack } = readRequest(body);
      return releaser.begin(readStack(resolve(cdkOut), stack));
    }
    case `POST ${RELEASE_PATH}/stop`:
      return releaser.stop();
    case `POST ${RELEASE_PATH}/roll-back`:
      return releaser.rollBack();
    default:
      throw new HostError(
        `There is no ${asked}, only GET ${RELEASE_PATH}, and POST ${RELEASE_PATH}, with /stop and /roll-back.`,
      );
  }
}

function readRequest(body: Buffer): { cdkOut: string; stack?: string } {
  let read: unknown;
  try {
    read = JSON.parse(body.toString());
  } catch {
    // Told below.
  }
  if (!isRecord(read) || typeof read['cdkOut'] !== 'string') {
    throw new HostError('A release needs { "cdkOut": FOLDER }, the folder that cdk synth wrote.');
  }
  const { cdkOut, stack } = read;
  return { cdkOut, ...(typeof stack === 'string' && { stack }) };
}

async function tellProgress(release: Release, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const write = (value: object): void => void response.write(`${JSON.stringify(value)}\n`);
  for (const line of release.lines()) write({ line });
  release.onLine((line) => write({ line }));
  const alive = setInterval(() => response.write('\n'), ALIVE_EVERY_MS);
  const status = await release.ended;
  clearInterval(alive);
  write({ status });
  response.end();
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

function isSame(told: string, right: string): boolean {
  const [a, b] = [Buffer.from(told), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
