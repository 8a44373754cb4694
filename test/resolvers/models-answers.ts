import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnsweredVersion } from '../../functions/models/describe.ts';
import type { RootFieldName } from '../../contract/root-fields.ts';
import { type Answered, type Fields, openFields } from './fields.ts';
import { asClient } from './predictions.ts';

/** A model version as the models function answers it: AppSync makes the text of the evaluation. */
export function modelVersion(parts: Partial<AnsweredVersion> = {}): AnsweredVersion {
  return {
    id: 'v-1',
    state: 'CHALLENGER',
    createdAt: '2026-11-23T17:00:00.000Z',
    trainedBy: '01KASTV5XJ0123456789ABCDEF',
    examples: 40_000,
    countryAccuracy: 0.92,
    varietyAccuracy: 0.64,
    evaluation: { country: { slices: [1, 2] } },
    decision: { promoted: true, reason: 'Every check passed.', checks: [] },
    sha256: 'f'.repeat(64),
    ...parts,
  };
}

/** What a Lambda is invoked with. */
interface Invocation {
  functionName: string;
  payload: unknown;
  invocationType: 'RequestResponse' | 'Event';
}

/** What a Lambda answers; an Error is what it throws. */
type LambdaAnswer = { value?: unknown; failure?: object } | Error | null;

/** One field, whose Lambdas answer what a test says. */
export interface AskedField {
  /** Runs it for ann. The answers are given in turn, and null after the last; `asked` is what the Lambdas got. */
  run<T>(args: object, ...answers: LambdaAnswer[]): Promise<Answered<T> & { asked: Invocation[] }>;
  runAs(identity: unknown, args: object): Promise<Answered<unknown>>;
  put: Fields['put'];
}

/** Opens a field for the tests of a file; ann asks, or whoever is told. */
export function askField(field: RootFieldName, identity: unknown = asClient('ann')): AskedField {
  let fields: Fields;
  let asked: Invocation[] = [];
  let answers: LambdaAnswer[] = [];
  beforeAll(async () => {
    fields = await openFields([field], {
      invoke: (functionName, payload, invocationType) => {
        asked.push({ functionName, payload, invocationType });
        const answer = answers.shift() ?? null;
        if (!(answer instanceof Error)) return Promise.resolve({ payload: answer });
        return Promise.resolve({ error: { type: 'Lambda:Unhandled', message: answer.message } });
      },
    });
  });
  afterAll(() => fields.close());
  return {
    run: async <T>(args: object, ...given: LambdaAnswer[]) => {
      [asked, answers] = [[], given];
      return { ...(await fields.run<T>(field, identity, args)), asked };
    },
    runAs: (identity, args) => fields.run(field, identity, args),
    put: (table, entries) => fields.put(table, entries),
  };
}

/** What holds for every field that the models function answers alone; `more` is what it is told besides. */
export function itAsksModels(field: AskedField, operation: string, args: object, value: unknown, more = {}): void {
  it('asks the models function, once, with its own arguments, in the name of the client', async () => {
    const { asked, error } = await field.run(args, { value });
    expect(error).toBeUndefined();
    const payload = { operation, clientId: 'ann', arguments: args, ...more };
    expect(asked).toEqual([{ functionName: 'models', payload, invocationType: 'RequestResponse' }]);
  });

  itRaisesWhatFails(field, args);
}

/** What holds for every field that asks the models function. */
export function itRaisesWhatFails(field: AskedField, args: object): void {
  it('raises a failure as it was answered', async () => {
    const errorInfo = { field: 'id', rule: null, retryable: false, retryAfterSeconds: null, requestId: null };
    const failure = { errorType: 'PromotionConflict', message: 'Another move came first.', errorInfo };
    expect(await field.run(args, { failure })).toMatchObject({ value: null, error: failure });
  });

  it.each([new Error('Table Models-X7 is gone.'), null, {}])(
    'is Internal, and may be tried again, after %j',
    async (answer) => {
      const { value, error } = await field.run(args, answer);
      expect(value).toBeNull();
      expect(error).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
      expect(error?.message).not.toContain('X7');
    },
  );

  it('is Unauthorized for whoever came in without a key', async () => {
    expect((await field.runAs({ userArn: 'x' }, args)).error).toMatchObject({ errorType: 'Unauthorized' });
  });
}
