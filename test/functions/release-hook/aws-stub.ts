import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Lambda answers: what the function did, an error that it threw, or a refusal of Lambda's own. */
export type Invoked =
  { answer: unknown } | { thrown: { errorType: string; errorMessage: string } } | { refusal: string };

/** Lambda and CodeDeploy, as far as a hook speaks with them, on one port. */
export interface AwsStub {
  endpoint: string;
  /** What CodeDeploy was told, in order. */
  told: { deploymentId: string; lifecycleEventHookExecutionId: string; status: string }[];
  /** How often a version was invoked. */
  invocations: { arn: string; custom: unknown }[];
  close: () => Promise<void>;
}

/** `invoke` is the version that is tried. */
export async function startAws(invoke: (probe: unknown) => Promise<Invoked> | Invoked): Promise<AwsStub> {
  const told: AwsStub['told'] = [];
  const invocations: AwsStub['invocations'] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      const path = decodeURIComponent(request.url ?? '');
      const arn = /^\/2015-03-31\/functions\/(.+)\/invocations$/.exec(path)?.[1];
      if (arn === undefined) {
        told.push(JSON.parse(body) as AwsStub['told'][number]);
        return response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
      }
      const context = Buffer.from(String(request.headers['x-amz-client-context']), 'base64').toString();
      invocations.push({ arn, custom: (JSON.parse(context) as { custom: unknown }).custom });
      const invoked = await invoke(JSON.parse(body));
      if ('refusal' in invoked) {
        return response.writeHead(403, { 'x-amzn-errortype': invoked.refusal }).end('{"Message":"not yet"}');
      }
      const failed = 'thrown' in invoked;
      response.writeHead(200, failed ? { 'x-amz-function-error': 'Unhandled' } : {});
      return response.end(JSON.stringify(failed ? invoked.thrown : (invoked.answer ?? null)));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    invocations,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
