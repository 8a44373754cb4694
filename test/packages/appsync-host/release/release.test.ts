import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../temporary-folder.ts';
import { BAD, BAD_BEHIND, count, follow, GOOD, startReleasing, writeRelease } from './released-guest-book.ts';

const CANARY = '10 % of calls go to version 2';

describe('a release', () => {
  it('asks the hook, gives the new version a tenth of the calls for five minutes, and then all', async () => {
    const { greet, pass, release, lines } = await startReleasing(writeRelease({ letter: 'A' }));
    expect(count(await greet(5))).toEqual({ 1: 5 });
    const { until, ended } = await release(writeRelease({ letter: 'B', code: `${GOOD} // better` }));
    await until(CANARY);
    expect(count(await greet(100))).toEqual({ 1: 90, 2: 10 });
    await pass(4);
    expect(count(await greet(50))).toEqual({ 1: 45, 2: 5 });
    await pass(1);
    expect(count(await greet(50))).toEqual({ 2: 50 });
    expect(await ended).toEqual([
      'Releasing GuestBook-Greeter (1 to 2).',
      'GuestBook-Greeter: GuestBook-Hook tries version 2.',
      'GuestBook-Greeter: 10 % of calls go to version 2, the rest in 5 min, unless an alarm goes off.',
      'GuestBook-Greeter: all calls go to version 2.',
      'Released.',
      'Succeeded',
    ]);
    expect(lines).toContain('Release: Released.');
  });

  it('of a function that the hook refuses gives it no call at all', async () => {
    const { greet, release, pass } = await startReleasing(writeRelease({ letter: 'A' }));
    const { ended } = await release(writeRelease({ letter: 'B', code: BAD }));
    const lines = await ended;
    expect(lines.at(-1)).toBe('RolledBack');
    expect(lines).toContain(
      'GuestBook-Greeter: The hook BeforeAllowTraffic refused the version. ' +
        "Its log says why: logs/GuestBook-Hook.log of the host's folder. Now all calls go to version 1.",
    );
    await pass(10);
    expect(count(await greet(50))).toEqual({ 1: 50 });
  });

  it('of several functions is taken back as a whole, the newest code and the alarms with it', async () => {
    const first = writeRelease({ letter: 'A', hasPorter: true });
    const { release, lambda, pass, greet, setAlarm, stateOf } = await startReleasing(first);
    const { until, ended } = await release(writeRelease({ letter: 'B', code: BAD_BEHIND, hasPorter: true }));
    const versionOf = async (Qualifier: string) => {
      const invoke = new InvokeCommand({ FunctionName: 'GuestBook-Porter', Qualifier, Payload: '{"name":"probe"}' });
      const { ExecutedVersion, Payload } = await lambda.send(invoke);
      return [
        ExecutedVersion,
        Buffer.from(Payload ?? [])
          .toString()
          .includes('greeting'),
      ];
    };
    await until(CANARY);
    expect(await versionOf('live')).toEqual(['2', true]);
    await setAlarm('NewErrors', 'ALARM');
    expect((await ended).at(-1)).toBe('RolledBack');
    expect(await versionOf('live')).toEqual(['1', true]);
    expect(count(await greet(30))).toEqual({ 1: 30 });
    // Watched is the first version again, whose calls went well.
    await pass(1);
    expect(await stateOf('NewErrors')).toBe('OK');
    const latest = new InvokeCommand({ FunctionName: 'GuestBook-Greeter', Payload: '{"name":"Ann"}' });
    expect((await lambda.send(latest)).FunctionError).toBe(undefined);
  });

  it('ends at once when an alarm of the new version goes off, which has failed no more than its share', async () => {
    const { greet, release, pass } = await startReleasing(writeRelease({ letter: 'A' }));
    const { until, ended } = await release(writeRelease({ letter: 'B', code: BAD_BEHIND }));
    await until(CANARY);
    expect(count(await greet(60))).toEqual({ 1: 54, error: 6 });
    await pass(1);
    expect(count(await greet(60))).toEqual({ 1: 60 });
    const lines = await ended;
    expect(lines.at(-1)).toBe('RolledBack');
    expect(lines.join(' ')).toContain('Activated alarms: <NewErrors>');
  });

  it('is blocked by an alarm that is red before, unless the template says to heed none', async () => {
    const { greet, release, pass, setAlarm, stateOf } = await startReleasing(writeRelease({ letter: 'A' }));
    await setAlarm('AllErrors', 'ALARM');
    const blocked = await release(writeRelease({ letter: 'B', code: `${GOOD} // mended` }));
    expect((await blocked.ended).join(' ')).toContain('Activated alarms: <AllErrors>');
    expect(count(await greet(20))).toEqual({ 1: 20 });
    const mended = { letter: 'B', code: `${GOOD} // mended`, heedsAlarms: false };
    const { until, ended } = await release(writeRelease(mended));
    await until(CANARY);
    expect(await stateOf('AllErrors')).toBe('ALARM');
    await pass(5);
    expect((await ended).at(-1)).toBe('Succeeded');
    expect(count(await greet(20))).toEqual({ 2: 20 });
  });

  it('can be stopped by hand while it runs, and gone back from afterwards, without a failed call', async () => {
    const { greet, release, pass, post } = await startReleasing(writeRelease({ letter: 'A' }));
    const second = writeRelease({ letter: 'B', code: `${GOOD} // second` });
    const stopped = await release(second);
    await stopped.until(CANARY);
    expect((await follow(await post('/release/stop')).ended).at(-1)).toBe('RolledBack');
    expect((await stopped.ended).join(' ')).toContain('It was stopped by hand.');
    expect(count(await greet(30))).toEqual({ 1: 30 });
    const { until, ended } = await release(second);
    await until(CANARY);
    await pass(5);
    await ended;
    expect(count(await greet(30))).toEqual({ 2: 30 });
    expect((await follow(await post('/release/roll-back')).ended).at(-1)).toBe('Succeeded');
    expect(count(await greet(30))).toEqual({ 1: 30 });
    expect(((await (await post('/release/roll-back')).json()) as { message: string }).message).toBe(
      'There is no release to go back from.',
    );
  });

  it('that the host does not outlive is taken back, though the new template is started', async () => {
    const stateFolder = makeFolder();
    const first = await startReleasing(writeRelease({ letter: 'A' }), { stateFolder });
    const second = writeRelease({ letter: 'B', code: `${GOOD} // second` });
    const { until, ended } = await first.release(second);
    void ended.catch(() => undefined);
    await until(CANARY);
    await first.host.close();
    const next = await startReleasing(second, { stateFolder });
    expect(count(await next.greet(30))).toEqual({ 1: 30 });
    expect(next.lines.join(' ')).toContain('was being released when the host ended');
    const again = await next.release(second);
    await again.until(CANARY);
    await next.pass(5);
    await again.ended;
    expect(count(await next.greet(30))).toEqual({ 2: 30 });
    await next.host.close();
    const last = await startReleasing(second, { stateFolder });
    expect(count(await last.greet(10))).toEqual({ 2: 10 });
  });

  it('that was taken back is not started either; another template is, all at once', async () => {
    const stateFolder = makeFolder();
    const first = await startReleasing(writeRelease({ letter: 'A' }), { stateFolder });
    const bad = writeRelease({ letter: 'B', code: BAD });
    await (
      await first.release(bad)
    ).ended;
    await first.host.close();
    const second = await startReleasing(bad, { stateFolder });
    expect(count(await second.greet(10))).toEqual({ 1: 10 });
    await second.host.close();
    const third = await startReleasing(writeRelease({ letter: 'C' }), { stateFolder });
    expect(count(await third.greet(10))).toEqual({ 3: 10 });
  });
});

describe('a release is refused', () => {
  const refusal = async (response: Response) => [
    response.status,
    ((await response.json()) as { message: string }).message,
  ];

  it('while another one runs, where it changes nothing, and where there is none to stop', async () => {
    const first = writeRelease({ letter: 'A' });
    const { release, post } = await startReleasing(first);
    expect(await refusal(await post('/release', { cdkOut: first }))).toEqual([
      409,
      'Nothing to release: the template says what is live.',
    ]);
    expect(await refusal(await post('/release/stop'))).toEqual([409, 'No release is running.']);
    const { until } = await release(writeRelease({ letter: 'B' }));
    await until(CANARY);
    const another = await post('/release', { cdkOut: writeRelease({ letter: 'C' }) });
    const running = [409, 'A release is running. Wait for its end, or end it with --stop.'];
    expect(await refusal(another)).toEqual(running);
    expect(await refusal(await post('/release/roll-back'))).toEqual(running);
  });

  it('where it changes what only a restart can, with the list', async () => {
    const { post } = await startReleasing(writeRelease({ letter: 'A' }));
    const cdkOut = writeRelease({
      letter: 'B',
      change: (resources) => {
        delete resources['Photos'];
        resources['Album'] = { Type: 'AWS::S3::Bucket', Properties: {} };
        Object.assign(resources['Guests']?.Properties ?? {}, {
          TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
        });
      },
    });
    const [, message] = await refusal(await post('/release', { cdkOut }));
    expect(String(message).split('\n  ')).toEqual([
      'The template changes what a release cannot: restart the host with it, which deploys it all at once.',
      'Guests (AWS::DynamoDB::Table) is changed',
      'Photos (AWS::S3::Bucket) is removed',
      'Album (AWS::S3::Bucket) is new',
    ]);
  });

  it('from whoever does not know the secret key of the host, and for a folder that is none', async () => {
    const { post } = await startReleasing(writeRelease({ letter: 'A' }));
    expect((await post('/release', { cdkOut: 'x' }, 'guess')).status).toBe(403);
    expect((await refusal(await post('/release', { cdkOut: '/nowhere' })))[1]).toMatch(/^\/nowhere does not exist/);
    expect((await refusal(await post('/release', {})))[1]).toMatch(/^A release needs/);
    const [, message] = await refusal(await post('/release/undo'));
    expect(message).toBe('There is no POST /release/undo, only GET /release, and POST /release, with /stop and /roll-back.');
  });
});
