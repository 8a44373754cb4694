import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { InvokeLambda } from '../../../../../packages/appsync-host/service-calls.ts';
import { apiKey, credentials } from '../api-over-http.ts';
import { serveBoard } from './board.ts';
import { headerProtocol, openSocket, realtimeUrl } from './socket.ts';

const acknowledged = { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } };
const unauthorized = {
  errorType: 'UnauthorizedException',
  message: 'You are not authorized to make this call.',
  errorCode: 401,
};
const withKey = { host: 'api.example', 'x-api-key': apiKey };
const watch = 'subscription { onNote { id } }';

/** What a client gets to see that connects in this way. */
async function connect(...parameters: Parameters<typeof openSocket>): Promise<unknown> {
  const socket = await openSocket(...parameters);
  socket.send({ type: 'connection_init' });
  return socket.next();
}

function inQuery(header: unknown): string {
  return `?header=${encodeURIComponent(Buffer.from(JSON.stringify(header)).toString('base64'))}&payload=e30=`;
}

/** The header object of a signed client: it signs POST of `path` with `body`. */
async function sign(path: string, body: string, secretAccessKey = credentials.secretAccessKey) {
  const { accessKeyId, region } = credentials;
  const identity = { accessKeyId, secretAccessKey };
  const signer = new SignatureV4({ service: 'appsync', region, credentials: identity, sha256: Sha256 });
  const headers = {
    accept: 'application/json, text/javascript',
    'content-encoding': 'amz-1.0',
    'content-type': 'application/json; charset=UTF-8',
    host: 'api.example',
  };
  const signed = await signer.sign({ method: 'POST', protocol: 'http:', hostname: 'api.example', path, headers, body });
  return signed.headers;
}

describe('a client is let in', () => {
  test.each(['/graphql/realtime', '/graphql'])('on %s, with its key in the sub-protocol', async (path) => {
    const socket = await openSocket(realtimeUrl(await serveBoard(), path));
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toEqual(acknowledged);
    expect(socket.raw.protocol).toBe('graphql-ws');
  });

  test('with its key in the query', async () => {
    const url = realtimeUrl(await serveBoard()) + inQuery(withKey);
    expect(await connect(url, ['graphql-ws'])).toEqual(acknowledged);
  });

  test('with its key in a header of HTTP', async () => {
    const url = realtimeUrl(await serveBoard());
    expect(await connect(url, ['graphql-ws'], { 'x-api-key': apiKey })).toEqual(acknowledged);
  });

  test.each(['Authorization', 'authorization'])('signed, with the signature as %s', async (name) => {
    const api = await serveBoard({}, { additionalAuth: [{ type: 'AWS_IAM' }] });
    const { authorization, ...headers } = await sign('/graphql/connect', '{}');
    const header = { ...headers, [name]: authorization };
    expect(await connect(realtimeUrl(api), ['graphql-ws', headerProtocol(header)])).toEqual(acknowledged);
  });

  test('by a Lambda authorizer, which sees the headers but no query', async () => {
    const authorizer = vi.fn<InvokeLambda>(() => Promise.resolve({ payload: { isAuthorized: true } }));
    const defaultAuth = { type: 'AWS_LAMBDA' as const, authorizer: { functionName: 'guard', resultTtlSeconds: 0 } };
    const api = await serveBoard({}, { defaultAuth }, { invoke: authorizer });
    const header = { host: 'api.example', Authorization: 'key-a', 'x-extra': 'e' };
    expect(await connect(realtimeUrl(api), ['graphql-ws', headerProtocol(header)])).toEqual(acknowledged);
    expect(authorizer).toHaveBeenCalledExactlyOnceWith(
      'guard',
      {
        authorizationToken: 'key-a',
        requestContext: {
          apiId: 'api1',
          accountId: '000000000000',
          requestId: expect.any(String) as string,
          queryString: '',
          operationName: null,
          variables: {},
        },
        requestHeaders: expect.objectContaining({
          host: 'api.example',
          authorization: 'key-a',
          'x-extra': 'e',
        }) as object,
      },
      'RequestResponse',
    );
  });
});

describe('a client is not let in, and is told why before the connection ends', () => {
  test.each([
    ['without a sub-protocol', [], { message: 'NoProtocolError', errorCode: 400 }],
    ['without any header', ['graphql-ws'], { message: 'Required headers are missing.', errorCode: 400 }],
    [
      'with a header that is not JSON',
      ['graphql-ws', 'header-bm8gSlNPTg'],
      { message: 'Required headers are missing.', errorCode: 400 },
    ],
    [
      'without a host among its headers',
      ['graphql-ws', headerProtocol({ 'x-api-key': apiKey })],
      { message: 'Required headers are missing.', errorCode: 400 },
    ],
    ['with a wrong key', ['graphql-ws', headerProtocol({ ...withKey, 'x-api-key': 'da2-other' })], unauthorized],
    [
      'with a token where none is taken',
      ['graphql-ws', headerProtocol({ host: 'h', Authorization: 't' })],
      unauthorized,
    ],
  ])('%s', async (_, protocols, error) => {
    const socket = await openSocket(realtimeUrl(await serveBoard()), protocols);
    expect(await socket.next()).toEqual({ type: 'connection_error', payload: { errors: [error] } });
    expect((await socket.closed).code).toBe(1008);
  });

  test('with a signature over something else', async () => {
    const api = await serveBoard({}, { additionalAuth: [{ type: 'AWS_IAM' }] });
    for (const header of [await sign('/graphql', '{}'), await sign('/graphql/connect', '{}', 'other-secret')]) {
      const frame = await connect(realtimeUrl(api), ['graphql-ws', headerProtocol(header)]);
      expect(frame).toEqual({ type: 'connection_error', payload: { errors: [unauthorized] } });
    }
  });

  test('with another sub-protocol, in which it could not be told anything', async () => {
    const socket = new WebSocket(realtimeUrl(await serveBoard()), ['graphql-transport-ws']);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toBe('Server sent no subprotocol');
  });

  test('on another path', async () => {
    const socket = new WebSocket(realtimeUrl(await serveBoard(), '/realtime'), ['graphql-ws']);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toBe('Unexpected server response: 404');
  });
});

describe('every start proves anew who asks', () => {
  test('by a signature over its data', async () => {
    const api = await serveBoard({}, { defaultAuth: { type: 'AWS_IAM' } });
    const protocols = ['graphql-ws', headerProtocol(await sign('/graphql/connect', '{}'))];
    const socket = await openSocket(realtimeUrl(api), protocols);
    const data = JSON.stringify({ query: watch, variables: {} });
    expect(await socket.start(watch, { authorization: await sign('/graphql', data) })).toEqual({
      id: 's1',
      type: 'start_ack',
    });
    expect(await socket.start(watch, { id: 's2', authorization: await sign('/graphql', '{}') })).toMatchObject({
      id: 's2',
      type: 'error',
      payload: { errors: [{ errorType: 'InvalidSignatureException' }] },
    });
  });

  test('and without proof is refused, whatever the connection was opened with', async () => {
    const socket = await openSocket(realtimeUrl(await serveBoard()));
    const none = { errorType: 'UnauthorizedException', message: 'Valid authorization header not provided.' };
    expect(await socket.start(watch, { authorization: {} })).toEqual({
      id: 's1',
      type: 'error',
      payload: { errors: [none] },
    });
    const wrong = { errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' };
    const authorization = { ...withKey, 'x-api-key': 'da2-other' };
    expect(await socket.start(watch, { authorization })).toEqual({
      id: 's1',
      type: 'error',
      payload: { errors: [wrong] },
    });
  });

  test('so a token that is revoked opens nothing new, while what is open goes on', async () => {
    let isAuthorized = true;
    const invoke: InvokeLambda = () => Promise.resolve({ payload: { isAuthorized } });
    const authorizer = { functionName: 'guard', resultTtlSeconds: 0 };
    const api = await serveBoard({}, { defaultAuth: { type: 'AWS_LAMBDA', authorizer } }, { invoke });
    const authorization = { host: 'api.example', Authorization: 'key-a' };
    const socket = await openSocket(realtimeUrl(api), ['graphql-ws', headerProtocol(authorization)]);
    await socket.start(watch, { authorization });
    isAuthorized = false;
    expect(await socket.start(watch, { id: 's2', authorization })).toMatchObject({ id: 's2', type: 'error' });
    isAuthorized = true;
    await api.post({ query: 'mutation { addNote(note: { id: "n1", text: "t" }) { id } }' }, { authorization: 'key-b' });
    expect(await socket.next()).toMatchObject({ id: 's1', type: 'data' });
  });
});
