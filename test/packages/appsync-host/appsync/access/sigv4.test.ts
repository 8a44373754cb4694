import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import type { ApiParts } from '../../../../../packages/appsync-host/appsync/definition.ts';
import { credentials, serveApi } from '../api-over-http.ts';

const schema = `type Query { who: AWSJSON @aws_iam, other: String }`;
const resolvers = { 'Query.who': ({ identity }: { identity: unknown }) => identity };
const body = JSON.stringify({ query: '{ who }' });

interface Signing {
  service?: string;
  region?: string;
  secretAccessKey?: string;
  accessKeyId?: string;
  signingDate?: Date;
  path?: string;
  sessionToken?: string;
  headers?: Record<string, string>;
}

async function serveSigned(parts: Partial<ApiParts> = {}) {
  return serveApi(schema, resolvers, { additionalAuth: [{ type: 'AWS_IAM' }] }, parts);
}

/** Headers as the AWS SDK signs them, for a POST of `body`. */
async function sign(endpoint: string, { path = '/graphql', headers = {}, ...signing }: Signing = {}) {
  const { hostname, host, port } = new URL(endpoint);
  const { sessionToken } = signing;
  const signer = new SignatureV4({
    service: signing.service ?? 'appsync',
    region: signing.region ?? credentials.region,
    sha256: Sha256,
    credentials: {
      accessKeyId: signing.accessKeyId ?? credentials.accessKeyId,
      secretAccessKey: signing.secretAccessKey ?? credentials.secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
  });
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path,
      query: {},
      headers: { host, 'content-type': 'application/json', ...headers },
      body,
    },
    { signingDate: signing.signingDate ?? new Date() },
  );
  return signed.headers;
}

describe('a signed request', () => {
  test('is let in as the host’s own user', async () => {
    const api = await serveSigned();
    const answer = await api.post(body, await sign(api.endpoint));
    expect(answer.status).toBe(200);
    expect(JSON.parse(String(answer.body.data?.['who']))).toEqual({
      accountId: '000000000000',
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      sourceIp: ['127.0.0.1'],
      username: 'local',
      userArn: 'arn:aws:iam::000000000000:user/local',
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    });
  });

  test('may have odd headers and sign them', async () => {
    const api = await serveSigned();
    const headers = await sign(api.endpoint, { headers: { 'x-odd': ' a   b ', 'x-amz-user-agent': 'aws-amplify/6' } });
    expect((await api.post(body, headers)).status).toBe(200);
  });

  test('goes before an API key', async () => {
    const api = await serveSigned();
    const headers = { ...(await sign(api.endpoint)), 'x-api-key': 'wrong' };
    expect((await api.post(body, headers)).status).toBe(200);
  });

  test('may not have what is for the default mode only', async () => {
    const closed = await serveApi(`type Query { who: AWSJSON }`, resolvers, { additionalAuth: [{ type: 'AWS_IAM' }] });
    const answer = await closed.post(body, await sign(closed.endpoint));
    expect(answer.body).toMatchObject({ data: { who: null }, errors: [{ errorType: 'Unauthorized' }] });
  });

  test('needs the token of a session where the host’s credentials have one', async () => {
    const api = await serveSigned({ credentials: { ...credentials, sessionToken: 'session-1' } });
    expect((await api.post(body, await sign(api.endpoint, { sessionToken: 'session-1' }))).status).toBe(200);
    expect((await api.post(body, await sign(api.endpoint, { sessionToken: 'session-2' }))).status).toBe(403);
    expect((await api.post(body, await sign(api.endpoint))).status).toBe(403);
  });

  test.each<[string, Signing, string]>([
    ['with another secret', { secretAccessKey: 'wrong' }, 'InvalidSignatureException'],
    ['by another user', { accessKeyId: 'AKIDOTHER' }, 'UnrecognizedClientException'],
    ['for another service', { service: 's3' }, 'InvalidSignatureException'],
    ['for another region', { region: 'us-east-1' }, 'InvalidSignatureException'],
    ['for another path', { path: '/graphql/other' }, 'InvalidSignatureException'],
    ['six minutes ago', { signingDate: new Date(Date.now() - 6 * 60_000) }, 'InvalidSignatureException'],
    ['six minutes from now', { signingDate: new Date(Date.now() + 6 * 60_000) }, 'InvalidSignatureException'],
  ])('signed %s is refused', async (_, signing, errorType) => {
    const api = await serveSigned();
    const answer = await api.post(body, await sign(api.endpoint, signing));
    expect(answer).toMatchObject({ status: 403, body: { errors: [{ errorType }] } });
    expect(answer.headers.get('x-amzn-errortype')).toBe(errorType);
  });

  test('signed four minutes ago is let in', async () => {
    const api = await serveSigned();
    const signingDate = new Date(Date.now() - 4 * 60_000);
    expect((await api.post(body, await sign(api.endpoint, { signingDate }))).status).toBe(200);
  });

  test('with another body than was signed is refused', async () => {
    const api = await serveSigned();
    expect((await api.post(`${body} `, await sign(api.endpoint))).status).toBe(403);
  });

  test('with a signed header changed is refused', async () => {
    const api = await serveSigned();
    const headers = await sign(api.endpoint);
    expect((await api.post(body, { ...headers, 'content-type': 'text/plain' })).status).toBe(403);
  });

  test('with half a signature is refused', async () => {
    const api = await serveSigned();
    const headers = await sign(api.endpoint);
    const authorization = headers['authorization']?.replace(/Signature=.*/, 'Signature=ab') ?? '';
    const answer = await api.post(body, { ...headers, authorization });
    expect(answer).toMatchObject({ status: 403, body: { errors: [{ errorType: 'IncompleteSignatureException' }] } });
  });
});
