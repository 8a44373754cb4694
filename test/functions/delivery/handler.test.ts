import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Delivery from '../../../functions/delivery/handler.ts';

interface Asked {
  headers: IncomingMessage['headers'];
  body: unknown;
}

let server: Server;
let asked: Asked[] = [];
let answers: { status: number; body: object }[] = [];
let handler: typeof Delivery.handler;
const printed = vi.spyOn(console, 'log').mockReturnValue();
const complained = vi.spyOn(console, 'error').mockReturnValue();

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      asked.push({ headers: request.headers, body: JSON.parse(text) });
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status).end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL_CODEPIPELINE', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  vi.stubEnv('LAST_ACTION', 'Try');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Terroir');
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  ({ handler } = await import('../../../functions/delivery/handler.ts'));
});
afterEach(() => {
  [asked, answers] = [[], []];
  printed.mockClear();
  complained.mockClear();
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

// As EventBridge sends it:
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
const event = (state: 'SUCCEEDED' | 'FAILED') => ({
  version: '0',
  'detail-type': 'CodePipeline Stage Execution State Change',
  source: 'aws.codepipeline',
  time: '2026-11-28T12:40:00Z',
  region: 'eu-central-1',
  detail: { pipeline: 'Terroir', 'execution-id': 'e-2', stage: 'production', state, version: 1 },
});

const seconds = (time: string): number => Date.parse(`2026-11-28T${time}Z`) / 1000;
const detail = (execution: string, action: string, status: string, [from, to]: [string, string]) => ({
  pipelineExecutionId: execution,
  stageName: action === 'source' ? 'Source' : 'production',
  actionName: action,
  status,
  startTime: seconds(from),
  lastUpdateTime: seconds(to),
});
const PAGES = [
  [
    detail('e-2', 'Try', 'Succeeded', ['12:38:00', '12:39:59.5']),
    detail('e-2', 'source', 'Succeeded', ['12:10:00', '12:10:05']),
  ],
  [detail('e-1', 'Deploy', 'Failed', ['10:00:00', '10:40:00'])],
];

const context = { functionName: 'delivery', awsRequestId: '8d1a5c7e-0000-4000-8000-000000000000' } as Context;

/** The metrics that were written, in the embedded format. */
function written(): Record<string, unknown>[] {
  return printed.mock.calls
    .map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
    .filter((line) => '_aws' in line);
}

describe('the function that measures releases', () => {
  it('writes the four measures of a release that came to its end, by its environment', async () => {
    answers = [
      { status: 200, body: { actionExecutionDetails: PAGES[0], nextToken: 'more' } },
      { status: 200, body: { actionExecutionDetails: PAGES[1] } },
    ];
    await handler(event('SUCCEEDED'), context);
    const [line] = written();
    expect(line).toMatchObject({
      environment: 'production',
      deployments: 1,
      failedDeployments: 0,
      leadTimeMinutes: 30,
      restoreMinutes: 120,
    });
    expect(line?.['_aws']).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'Terroir', Dimensions: [['environment']] }],
    });
  });

  it('asks CodePipeline for all pages, signed as its own role', async () => {
    answers = [
      { status: 200, body: { actionExecutionDetails: PAGES[0], nextToken: 'more' } },
      { status: 200, body: { actionExecutionDetails: PAGES[1] } },
    ];
    await handler(event('SUCCEEDED'), context);
    expect(asked.map(({ body }) => body)).toEqual([
      { pipelineName: 'Terroir', maxResults: 100 },
      { pipelineName: 'Terroir', maxResults: 100, nextToken: 'more' },
    ]);
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-target': 'CodePipeline_20150709.ListActionExecutions',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': 'session',
    });
    expect(asked[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*\/eu-central-1\/codepipeline\/aws4_request/);
  });

  it('counts a release that failed', async () => {
    answers = [{ status: 200, body: { actionExecutionDetails: PAGES[1] } }];
    await handler(event('FAILED'), context);
    expect(written()).toMatchObject([{ environment: 'production', failedDeployments: 1 }]);
    expect(written()[0]).not.toHaveProperty('deployments');
  });

  it('counts also where CodePipeline does not answer, and says so in its log', async () => {
    answers = [{ status: 400, body: { __type: 'AccessDeniedException' } }];
    await handler(event('SUCCEEDED'), context);
    expect(written()).toMatchObject([{ deployments: 1, failedDeployments: 0 }]);
    expect(complained.mock.calls.map(([line]) => String(line)).join()).toContain(
      'What the pipeline did could not be read.',
    );
  });
});
