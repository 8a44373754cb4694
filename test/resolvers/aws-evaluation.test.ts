import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { devNull } from 'node:os';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createEvaluationRequest, evaluateOnAws } from './aws-evaluation.ts';
import { readHandled } from './harness.ts';

const evaluation = { code: 'export const request = () => 1', handler: 'request', context: { arguments: {} } } as const;

it('asks AWS with the request of EvaluateCode, signed as the SDK signs', async () => {
  const keys = { accessKeyId: 'someone', secretAccessKey: 'secret', sessionToken: 'token' };
  const nowMs = Date.UTC(2026, 10, 23, 12);
  const { url, headers, body } = createEvaluationRequest(evaluation, { keys, region: 'eu-west-1', nowMs });
  expect(url).toBe('https://appsync.eu-west-1.amazonaws.com/v1/dataplane-evaluatecode');
  expect(JSON.parse(body)).toEqual({
    code: evaluation.code,
    context: '{"arguments":{}}',
    function: 'request',
    runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
  });
  const signer = new SignatureV4({
    service: 'appsync',
    region: 'eu-west-1',
    credentials: keys,
    sha256: Sha256,
    applyChecksum: false,
  });
  const { pathname, hostname } = new URL(url);
  const request = { method: 'POST', protocol: 'https:', hostname, path: pathname, body };
  const own = { host: hostname, 'content-type': 'application/json' };
  const signed = await signer.sign({ ...request, headers: own }, { signingDate: new Date(nowMs) });
  expect(headers['authorization']).toBe(signed.headers['authorization']);
  expect(headers['x-amz-security-token']).toBe('token');
});

it('says in one sentence that there are no credentials', () => {
  const nobody = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_PROFILE: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const nowhere = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
  for (const [name, value] of Object.entries({ ...nobody, ...nowhere })) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const sentence = 'EVALUATE=aws: there are no AWS credentials; set AWS_PROFILE, or leave EVALUATE out.';
  expect(() => evaluateOnAws(evaluation)).toThrow(Error(sentence));
});

it('reads what AWS answers as what a handler did', () => {
  const appended = { message: 'late', errorType: 'Warning', data: null, errorInfo: null };
  const answer = { logs: ['INFO'], stash: '{"a":1}', outErrors: JSON.stringify([appended]) };
  expect(readHandled({ ...answer, evaluationResult: '{"operation":"GetItem"}' })).toEqual({
    value: { operation: 'GetItem' },
    raised: null,
    appended: [appended],
    early: null,
    stash: { a: 1 },
    logs: ['INFO'],
  });
  expect(readHandled({ ...answer, error: { message: 'no' } })).toMatchObject({
    value: null,
    raised: { message: 'no' },
  });
});
