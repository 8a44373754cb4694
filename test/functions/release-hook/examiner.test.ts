import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMeasures, openExaminer } from '../../../functions/release-hook/examiner.ts';
import { LATENCY_LIMITS } from '../../../functions/release-hook/limits.ts';
import { openVersion, probeVersion } from '../../../store/aws/new-version.ts';
import { type FakeClock, fakeClock } from '../../store/dynamo.ts';
import { type AwsStub, type Invoked, startAws } from './aws-stub.ts';

const { predict } = LATENCY_LIMITS;
const QUICK = { calls: 120, coldStartMs: 900, callMsP50: 12, callMsMax: 90 };
let stub: AwsStub;
let answers: Invoked[];
let clock: FakeClock;

beforeEach(async () => {
  answers = [];
  clock = fakeClock();
  stub = await startAws(() => answers.shift() ?? { answer: { ready: true, proved: [] } });
});
afterEach(() => stub.close());

const open = () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return openVersion(
    'arn:aws:lambda:us-east-1:1:function:f:2',
    { endpoint: stub.endpoint, region: 'us-east-1', credentials },
    clock,
  );
};

describe('a version that is quick enough', () => {
  it('passes, at the limits too', () => {
    expect(() => checkMeasures('predict', QUICK)).not.toThrow();
    const { coldStartMsMax: coldStartMs, callMsP50Max: callMsP50 = 0, callMsMax } = predict;
    expect(() => checkMeasures('predict', { calls: 2, coldStartMs, callMsP50, callMsMax })).not.toThrow();
  });

  it.each([
    [{ coldStartMs: 8_001 }, 'The new version is too slow: its first call took 8001 ms, and 8000 ms are the most.'],
    [
      { callMsP50: 150.6 },
      'The new version is too slow: half of its calls took 151 ms or more, and 150 ms are the most.',
    ],
    [{ callMsMax: 2_600 }, 'The new version is too slow: one call took 2600 ms, and 2500 ms are the most.'],
  ])('is another one than that with %j', (slow, sentence) => {
    expect(() => checkMeasures('predict', { ...QUICK, ...slow })).toThrow(sentence);
  });
});

describe('what is measured', () => {
  it('is the first call apart from the later ones, the half and the slowest of those', async () => {
    // Of each call the clock is asked before and after it, and of the first one also before all.
    const readings = [0, ...[900, 10, 30, 20].flatMap((tookMs) => [0, tookMs])];
    clock.elapsedMs = () => readings.shift() ?? 0;
    const examiner = openExaminer(open());
    for (let call = 0; call < 4; call++) await examiner.ask({});
    expect(examiner.measure()).toEqual({ calls: 4, coldStartMs: 900, callMsP50: 20, callMsMax: 30 });
  });
});

describe('a version that may not be called yet', () => {
  it('is asked again, every two seconds: a grant takes a while until all of IAM knows it', async () => {
    answers.push({ refusal: 'AccessDeniedException' }, { refusal: 'ResourceConflictException' }, { answer: 7 });
    const startMs = clock.elapsedMs();
    expect(await probeVersion(open(), { probe: 'readiness' }, startMs + 60_000)).toMatchObject({ answer: 7 });
    expect(clock.elapsedMs() - startMs).toBe(4_000);
  });

  it('is given up after a minute, with what Lambda says', async () => {
    answers.push(...Array.from({ length: 100 }, () => ({ refusal: 'AccessDeniedException' })));
    await expect(openExaminer(open()).expectReady()).rejects.toThrow(
      'does not answer (AccessDeniedException: not yet)',
    );
    expect(stub.invocations).toHaveLength(31);
  });

  it('is not asked again where there is none', async () => {
    answers.push({ refusal: 'ResourceNotFoundException' });
    await expect(openExaminer(open()).expectReady()).rejects.toThrow('ResourceNotFoundException');
    expect(stub.invocations).toHaveLength(1);
  });
});
