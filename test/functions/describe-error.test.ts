import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { cleanMessage, describeError } from '../../functions/describe-error.ts';

const note = 'Plum, tar and roses.';
const key = `trr_${'k'.repeat(40)}`;

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('It threw nothing.');
}

describe('R26: an error as the log tells it', () => {
  it('has its name, its message and the places in our own files', () => {
    const described = describeError(new RangeError('the cork broke'));
    expect(described).toMatchObject({ name: 'RangeError', message: 'the cork broke' });
    expect(described.stack?.[0]).toMatch(/^describe-error\.test\.ts:\d+:\d+$/);
    expect(described.stack?.join()).not.toContain('node_modules');
  });

  it('has what AWS needs to find a request again, and no word of an answer', () => {
    const error = Object.assign(new Error(`The value ${note} is not valid`), {
      name: 'ValidationException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: 'ABC123', extendedRequestId: 'x/y+z=' },
      $response: { body: note },
      Item: { description: { S: note } },
    });
    const { stack, ...described } = describeError(error);
    expect(described).toEqual({
      name: 'ValidationException',
      httpStatus: 400,
      awsRequestId: 'ABC123',
      awsExtendedRequestId: 'x/y+z=',
    });
    expect(JSON.stringify(stack)).not.toContain(note);
  });

  it('says which resource is missing or forbidden', () => {
    const message = 'User: role is not authorized to perform: dynamodb:PutItem on resource: table/Predictions';
    const error = Object.assign(new Error(message), { name: 'AccessDeniedException', $metadata: {} });
    expect(describeError(error)).toMatchObject({ name: 'AccessDeniedException', message });
  });

  it.each<[string, () => unknown]>([
    ['bytes of an answer that is no HTTP', () => Object.assign(new Error('Parse Error'), { rawPacket: note })],
    ['text that is no JSON', () => thrownBy(() => JSON.parse(note))],
    ['an argument that Node refuses', () => thrownBy(() => Buffer.alloc(note as unknown as number))],
    ['a value of another shape', () => thrownBy(() => z.object({ wine: z.literal(note) }).parse({ wine: 1 }))],
    ['a field that nobody knows', () => thrownBy(() => z.strictObject({}).parse({ [note]: 1 }))],
    ['a name that somebody else has chosen', () => Object.assign(new Error('x'), { name: note })],
    ['a code that somebody else has chosen', () => Object.assign(new Error('x'), { code: note })],
    ['an id that somebody else has chosen', () => Object.assign(new Error('x'), { $metadata: { requestId: note } })],
    ['a message that was changed afterwards', () => Object.assign(new Error(`${note}\n    at`), { message: 'x' })],
    ['what is no error', () => note],
    ['an object that is no error', () => ({ note })],
    ['a cause', () => new Error('x', { cause: Object.assign(new Error(note), { $fault: 'server' }) })],
    ['the first of several', () => new AggregateError([Object.assign(new Error(note), { $fault: 'server' })], 'x')],
  ])('holds nothing of %s', (_, make) => {
    const text = JSON.stringify(describeError(make()));
    expect(text).not.toContain(note);
    expect(text).not.toContain('Plum');
  });

  it('tells where a check of shapes failed', () => {
    const parse = () =>
      z.object({ wines: z.array(z.object({ price: z.number() })) }).parse({ wines: [{ price: note }] });
    expect(describeError(thrownBy(parse)).issues).toEqual(['wines.0.price: invalid_type']);
  });

  it('masks keys, and cuts a text short', () => {
    expect(cleanMessage(`Who is ${key}?`)).toBe('Who is trr_…?');
    expect(cleanMessage('x'.repeat(10_000)).length).toBeLessThan(310);
  });

  it('ends where causes go round', () => {
    const error = new Error('x');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(10_000);
  });
});
