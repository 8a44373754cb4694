import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchClient,
  CancelJobCommand,
  DescribeJobsCommand,
  ListJobsCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { assumeRole } from '../../../../packages/appsync-host/iam/authority.ts';
import { startHost } from '../../../../packages/appsync-host/host.ts';
import { makeFolder } from '../temporary-folder.ts';
import { DEFINITION, openBatch, QUEUE, untilLogged, writeStackWithJobs } from './stack-with-jobs.ts';

const start = async (cdkOut = writeStackWithJobs(), stateFolder = makeFolder()) => {
  const host = await startHost({ cdkOut, stateFolder }, { warn: () => undefined });
  onTestFinished(host.close);
  const readLog = () => readFileSync(join(stateFolder, 'logs', `${DEFINITION}.log`), 'utf8');
  return { host, readLog, ...openBatch(host) };
};

describe('a role', () => {
  it('may do with jobs what its policies say, and nothing else', async () => {
    const allowed = ['batch:SubmitJob', 'batch:DescribeJobs'];
    const statement = { Effect: 'Allow', Action: allowed, Resource: [{ Ref: 'Printing' }, { Ref: 'Queue' }] };
    const policy = { PolicyName: 'It', PolicyDocument: { Statement: [statement] } };
    const { host } = await start(
      writeStackWithJobs((resources) => {
        Object.assign(resources['JobRole']?.Properties ?? {}, { Policies: [policy] });
      }),
    );
    const roleArn = 'arn:aws:iam::000000000000:role/GuestBook-JobRole';
    const { accessKeyId, secretAccessKey } = host.aws;
    const roles = { [roleArn]: { name: 'GuestBook-JobRole', statements: [] } };
    const administrator = { accessKeyId, secretAccessKey };
    const keys = assumeRole({ administrator, roles }, { roleArn, sessionName: 'somebody' });
    const { submit, batch } = openBatch(host, keys);
    const jobId = await submit(['report']);
    const refused = [new DescribeJobsCommand({ jobs: [jobId] }), new ListJobsCommand({ jobQueue: QUEUE })];
    for (const command of refused) {
      await expect(batch.send(command as DescribeJobsCommand)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('is not authorized to perform: batch:') as string,
      });
    }
  });
});

describe('a job, by the unmodified SDK', () => {
  it('runs the image as its Dockerfile says, with what the definition and the caller add', async () => {
    process.env['USER_SECRET'] = 'not for containers';
    onTestFinished(() => void delete process.env['USER_SECRET']);
    const { submit, until, readLog } = await start();
    const plain = await submit([]);
    const job = await until(plain, 'SUCCEEDED');
    expect(job).toMatchObject({
      jobName: 'print',
      status: 'SUCCEEDED',
      statusReason: 'Essential container in task exited',
      platformCapabilities: ['FARGATE'],
      timeout: { attemptDurationSeconds: 60 },
      container: { exitCode: 0, command: ['report'], environment: [{ name: 'FLOWER', value: 'rose' }] },
      attempts: [{ container: { exitCode: 0, logStreamName: expect.stringMatching(/^print\/default\//) as string } }],
    });
    const environment = [{ name: 'FLOWER', value: 'lily' }];
    const asked = await submit(['greet', 'Ref::guest'], {
      parameters: { guest: 'Ann' },
      containerOverrides: { environment },
    });
    await until(asked, 'SUCCEEDED');
    const [first, second] = readLog()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    const same = {
      pid: expect.any(Number) as number,
      PLACE: 'guest book',
      AWS_BATCH_JOB_ATTEMPT: '1',
      AWS_BATCH_JQ_NAME: QUEUE,
      send: 'undefined',
    };
    expect(first).toEqual({ ...same, what: 'report', words: [], AWS_BATCH_JOB_ID: plain, FLOWER: 'rose' });
    expect(second).toEqual({ ...same, what: 'greet', words: ['Ann'], AWS_BATCH_JOB_ID: asked, FLOWER: 'lily' });
  });

  it('is tried again where its strategy says so, and not where it says otherwise', async () => {
    const { submit, until } = await start();
    const again = await until(await submit(['failOnce']), 'SUCCEEDED');
    expect(again.attempts?.map(({ container }) => container?.exitCode)).toEqual([75, 0]);
    const failed = await until(await submit(['fail', '1']), 'FAILED');
    expect(failed).toMatchObject({ statusReason: 'Essential container in task exited', container: { exitCode: 1 } });
    expect(failed.attempts).toHaveLength(1);
    const twice = await until(await submit(['fail', '75']), 'FAILED');
    expect(twice.attempts).toHaveLength(2);
  });

  it('waits until there is room for it, and can be cancelled as long as it does', async () => {
    const { batch, submit, until, readLog, describe: look } = await start();
    const first = await submit(['wait']);
    await until(first, 'RUNNING');
    await untilLogged(readLog, '"wait"');
    const second = await submit(['report']);
    const third = await submit(['report'], { jobName: 'other' });
    await until(third, 'RUNNABLE');
    const list = async (input: object) =>
      (await batch.send(new ListJobsCommand({ jobQueue: QUEUE, ...input }))).jobSummaryList?.map(({ jobId }) => jobId);
    expect(await list({})).toEqual([first]);
    expect(await list({ jobStatus: 'RUNNABLE' })).toEqual([third, second]);
    expect(await list({ filters: [{ name: 'JOB_NAME', values: ['oth*'] }] })).toEqual([third]);
    await batch.send(new CancelJobCommand({ jobId: third, reason: 'Nobody reads it' }));
    expect(await look(third)).toMatchObject({ status: 'FAILED', statusReason: 'Nobody reads it', attempts: [] });
    await batch.send(new TerminateJobCommand({ jobId: first, reason: 'Enough' }));
    expect(await until(first, 'FAILED')).toMatchObject({ statusReason: 'Enough', container: { exitCode: 3 } });
    await until(second, 'SUCCEEDED');
  });

  it('that asks for more memory than it has ends as a container does, and writes nothing into its image', async () => {
    const { submit, until, readLog } = await start();
    const sizes = {
      resourceRequirements: [
        { type: 'VCPU', value: '0.25' },
        { type: 'MEMORY', value: '512' },
      ],
    };
    const filled = await until(await submit(['fill'], { containerOverrides: sizes }), 'FAILED');
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    expect(filled.attempts).toMatchObject([{ container: { exitCode: 137, reason } }]);
    await until(await submit(['write']), 'FAILED');
    expect(readLog()).toContain('ERR_ACCESS_DENIED');
  });

  it('that cannot be is refused with what to do', async () => {
    const { submit, batch, host } = await start();
    const refusals: [() => Promise<unknown>, RegExp][] = [
      [() => submit([], { jobQueue: 'Other' }), /Job Queue Other does not exist/],
      [() => submit([], { jobDefinition: 'Other' }), /Job Definition Other does not exist/],
      [() => submit([], { jobName: 'not a name' }), /letters, digits/],
      [() => submit([], { arrayProperties: { size: 2 } }), /does not know arrayProperties: leave it out/],
      [() => submit([], { dependsOn: [{ jobId: 'x' }] }), /submit them one after the other/],
      [() => submit([], { timeout: { attemptDurationSeconds: 5 } }), /at least 60 seconds/],
      [
        () => submit([], { containerOverrides: { resourceRequirements: [{ type: 'VCPU', value: '3' }] } }),
        /not supported/,
      ],
      [
        () => submit([], { containerOverrides: { environment: [{ name: 'AWS_BATCH_JOB_ID', value: 'x' }] } }),
        /must not start with AWS_BATCH/,
      ],
    ];
    for (const [refused, message] of refusals) {
      await expect(refused()).rejects.toMatchObject({ name: 'ClientException', message });
    }
    const { endpoints, region } = host.aws;
    const credentials = { accessKeyId: 'stranger', secretAccessKey: 'guessed' };
    const stranger = new BatchClient({ endpoint: endpoints.batch ?? '', region, credentials, maxAttempts: 1 });
    await expect(stranger.send(new DescribeJobsCommand({ jobs: [] }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect((await batch.send(new DescribeJobsCommand({ jobs: ['unknown'] }))).jobs).toEqual([]);
  });
});
