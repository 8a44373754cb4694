import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OperatingStage, startOperating } from './operating-stage.ts';

let stage: OperatingStage;
beforeAll(async () => void (stage = await startOperating()));
afterAll(() => stage.close());

const ROW = 'description\nplum\n';
const ARN = 'arn:aws:states:us-east-1:1:execution:bulk:';
const AN_HOUR_AGO = '2026-11-28T11:00:00.000Z';

it('a job that was never started is started, under its first attempt', async () => {
  const job = await stage.begin(ROW, { updatedAt: AN_HOUR_AGO });
  expect(await stage.ask('resumePredictionJob', { id: job.id })).toMatchObject({ value: { attempt: 1 } });
  expect(stage.executions.get(`${job.id}-1`)).toBe('RUNNING');
});

it('one that was to end and was never started goes on, and does not end again', async () => {
  const job = await stage.begin(ROW, { updatedAt: AN_HOUR_AGO, cancelRequested: true });
  const { value } = await stage.ask('resumePredictionJob', { id: job.id });
  expect(value).toMatchObject({ attempt: 2, cancelRequested: false, failure: null });
  expect(await stage.answerAll(job)).toMatchObject({ status: 'COMPLETED', answered: 1 });
});

it('one whose execution was stopped goes on as a further attempt', async () => {
  const job = await stage.begin(ROW, { execution: `${ARN}stopped` });
  expect(await stage.ask('resumePredictionJob', { id: job.id })).toMatchObject({ value: { attempt: 2 } });
  expect(stage.executions.has(`${job.id}-2`)).toBe(true);
});

it('one that runs, or is just being started, is refused', async () => {
  stage.executions.set('running', 'RUNNING');
  const now = new Date(stage.clock.now()).toISOString();
  for (const changes of [{ execution: `${ARN}running` }, { execution: null, updatedAt: now }]) {
    const job = await stage.begin(ROW, changes);
    const { failure } = await stage.ask('resumePredictionJob', { id: job.id });
    expect(failure).toMatchObject({ errorType: 'InvalidInput', errorInfo: { rule: 'jobRunning' } });
  }
});

it('one of which every row is answered or refused is refused, also where none was sound', async () => {
  for (const content of [ROW, 'description,price\n,12\n,13\n']) {
    const job = await stage.begin(content);
    await stage.answerAll(job);
    const { failure } = await stage.ask('resumePredictionJob', { id: job.id });
    expect(failure).toMatchObject({ errorType: 'InvalidInput', errorInfo: { rule: 'jobEnded' } });
  }
});

it('one whose answers could not be put together goes on, though every row is answered', async () => {
  const job = await stage.begin(ROW);
  const ended = await stage.answerAll(job);
  await stage.change(job, { status: 'FAILED', files: [] });
  expect(ended).toMatchObject({ answered: 1, rows: 1 });
  expect(await stage.ask('resumePredictionJob', { id: job.id })).toMatchObject({ value: { attempt: 2 } });
});

it('of many who resume one at once one does', async () => {
  const job = await stage.begin(ROW, { status: 'CANCELLED', endedAt: AN_HOUR_AGO, cancelRequested: true });
  const answers = await Promise.all([1, 2, 3, 4].map(() => stage.ask('resumePredictionJob', { id: job.id })));
  expect(answers.filter(({ failure }) => failure === undefined)).toHaveLength(1);
  expect(await stage.read(job)).toMatchObject({ attempt: 2 });
});
