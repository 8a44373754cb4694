import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionArn, type MachineRoom, openRoom, type RoomOptions, throwAs } from '../machine-room.ts';

const task = (name: string, more: object = { End: true }) => ({ Type: 'Task', Resource: functionArn(name), ...more });
const never = () => new Promise(() => undefined);

/** A function that tells when it is called, and never answers. */
function createStuck() {
  const { promise: called, resolve } = Promise.withResolvers<unknown>();
  return { called, act: (payload: unknown) => (resolve(payload), never()) };
}

/** The host of a room goes away, as by a kill, and another one takes its folder over. */
async function restart(room: MachineRoom, options: RoomOptions): Promise<MachineRoom> {
  await room.executions.close();
  const { folder, clock, objects } = room;
  const next = openRoom({ folder, clock, objects, ...options });
  next.executions.resume();
  return next;
}
const only = (room: MachineRoom) => {
  const [execution] = room.executions.list();
  if (execution === undefined) throw new Error('There is no execution.');
  return execution;
};

describe('a host that comes up again', () => {
  it('runs the task that was in flight again, and none before it', async () => {
    const calls: string[] = [];
    const stuck = createStuck();
    const crush = () => (calls.push('crush'), 'must');
    const room = openRoom({ functions: { crush, ferment: stuck.act } });
    await room.begin({
      StartAt: 'Crush',
      States: { Crush: task('crush', { Next: 'Ferment' }), Ferment: task('ferment') },
    });
    await stuck.called;
    const next = await restart(room, { functions: { crush, ferment: (must: string) => `wine of ${must}` } });
    expect(await next.ended(only(next))).toMatchObject({ status: 'SUCCEEDED', output: 'wine of must' });
    expect(calls).toEqual(['crush']);
  });

  it('keeps the end of a Wait', async () => {
    const room = openRoom();
    await room.begin({ StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 100, End: true } } });
    await room.clock.nextWait();
    room.clock.move(70_000);
    const next = await restart(room, {});
    expect(await next.clock.nextWait()).toBe(30_000);
    next.clock.move(30_000);
    expect((await next.ended(only(next))).status).toBe('SUCCEEDED');
  });

  it('keeps how often a task was tried again, and when it is due', async () => {
    const functions = { pour: () => throwAs('Corked') };
    const room = openRoom({ functions });
    const Retry = [{ ErrorEquals: ['Corked'], IntervalSeconds: 10, MaxAttempts: 2 }];
    await room.begin({ StartAt: 'Pour', States: { Pour: task('pour', { Retry, End: true }) } });
    room.clock.move(await room.clock.nextWait());
    expect(await room.clock.nextWait()).toBe(20_000);
    room.clock.move(5_000);
    const next = await restart(room, { functions });
    expect(await next.clock.nextWait()).toBe(15_000);
    next.clock.move(15_000);
    expect(await next.ended(only(next))).toMatchObject({ status: 'FAILED', error: 'Corked' });
  });

  it('runs no iteration of a Map again that had ended', async () => {
    const poured: number[] = [];
    const { promise: both, resolve } = Promise.withResolvers<undefined>();
    const pour = (n: number) => {
      poured.push(n);
      if (poured.length === 3) resolve(undefined);
      return n === 2 ? never() : n * 10;
    };
    const map = {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'Pour', States: { Pour: task('pour') } },
      End: true,
    };
    const room = openRoom({ functions: { pour } });
    await room.begin({ StartAt: 'Each', States: { Each: map } }, [0, 1, 2, 3]);
    await both;
    const next = await restart(room, { functions: { pour: (n: number) => (poured.push(n), n * 10) } });
    expect((await next.ended(only(next))).output).toEqual([0, 10, 20, 30]);
    expect(poured).toEqual([0, 1, 2, 2, 3]);
  });

  const distributed = (states: object) => ({
    StartAt: 'Each',
    States: {
      Each: {
        ...{ Type: 'Map', MaxConcurrency: 1, End: true },
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { Bucket: 'cellar', Key: 'list' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: Object.keys(states)[0],
          States: states,
        },
      },
    },
  });
  const objectsOf = (list: unknown) => new Map([['cellar/list', Buffer.from(JSON.stringify(list))]]);

  it('runs no child again that had ended, nor reads its items again', async () => {
    const stuck = createStuck();
    const poured: number[] = [];
    const act = (n: number) => (poured.push(n), n === 2 ? stuck.act(n) : n * 10);
    const room = openRoom({ functions: { pour: act }, objects: objectsOf([0, 1, 2, 3]) });
    await room.begin(distributed({ Pour: task('pour') }));
    await stuck.called;
    room.objects.clear();
    const next = await restart(room, { functions: { pour: (n: number) => (poured.push(n), n * 10) } });
    const before = only(room).mapRuns.list()[0];
    const { output, events } = await next.ended(only(next));
    expect(output).toEqual([0, 10, 20, 30]);
    expect(poured).toEqual([0, 1, 2, 2, 3]);
    expect(events.filter((type) => type === 'MapRunStarted')).toHaveLength(1);
    expect(only(next).mapRuns.list()).toMatchObject([
      { arn: before?.arn, startedMs: before?.startedMs, status: 'SUCCEEDED' },
    ]);
  });

  it('goes on within a child where it was, with the retries that it had', async () => {
    const stuck = createStuck();
    const called: string[] = [];
    const crush = () => (called.push('crush'), called.length < 2 ? throwAs('Jammed') : 'must');
    const States = {
      Crush: task('crush', { Retry: [{ ErrorEquals: ['Jammed'], MaxAttempts: 1 }], Next: 'Ferment' }),
      Ferment: task('ferment', { Retry: [{ ErrorEquals: ['Hot'], MaxAttempts: 1 }], End: true }),
    };
    let hot = 0;
    const ferment = () => (hot++ === 0 ? throwAs('Hot') : stuck.act('hot'));
    const room = openRoom({ functions: { crush, ferment }, objects: objectsOf(['grapes']) });
    await room.begin(distributed(States));
    room.clock.move(await room.clock.nextWait());
    room.clock.move(await room.clock.nextWait());
    await stuck.called;
    const next = await restart(room, { functions: { crush, ferment: () => throwAs('Hot', 'again') } });
    expect(await next.ended(only(next))).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    expect(called).toEqual(['crush', 'crush']);
  });

  it('runs no iteration of a Map within a child again that had ended', async () => {
    const stuck = createStuck();
    const poured: number[] = [];
    const act = (n: number) => (poured.push(n), n === 2 ? stuck.act(n) : n * 10);
    const Inner = {
      ...{ Type: 'Map', MaxConcurrency: 1, End: true },
      ItemProcessor: { StartAt: 'Pour', States: { Pour: task('pour') } },
    };
    const room = openRoom({ functions: { pour: act }, objects: objectsOf([[1, 2, 3]]) });
    await room.begin(distributed({ Inner }));
    await stuck.called;
    const next = await restart(room, { functions: { pour: (n: number) => (poured.push(n), n * 10) } });
    expect((await next.ended(only(next))).output).toEqual([[10, 20, 30]]);
    expect(poured).toEqual([1, 2, 2, 3]);
  });

  it('drops a line that was cut off while it was written', async () => {
    const stuck = createStuck();
    const room = openRoom({ functions: { pour: stuck.act } });
    const { folder } = await room.begin({ StartAt: 'Pour', States: { Pour: task('pour') } });
    await stuck.called;
    await room.executions.close();
    appendFileSync(join(folder, 'journal.jsonl'), '{"id":5,"ms":1,"type":"Exi');
    const next = await restart(room, { functions: { pour: () => 'poured' } });
    expect((await next.ended(only(next))).output).toBe('poured');
    const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      ...['Started', 'Entered', 'Scheduled', 'Called', 'Scheduled', 'Called', 'Answered', 'Exited', 'Ended'],
    ]);
  });

  it('drops a folder in which nothing was begun', async () => {
    const room = openRoom();
    const { folder } = await room.begin({ StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 9, End: true } } });
    await room.clock.nextWait();
    await room.executions.close();
    writeFileSync(join(folder, 'journal.jsonl'), '{"id":1,"ms":1,"ty');
    expect(openRoom({ folder: room.folder }).executions.list()).toEqual([]);
  });

  it('goes on with the definition that an execution was started with', async () => {
    const stuck = createStuck();
    const room = openRoom({ functions: { pour: stuck.act } });
    await room.begin({
      StartAt: 'Pour',
      States: { Pour: task('pour', { Next: 'Old' }), Old: { Type: 'Pass', Result: 'old', End: true } },
    });
    await stuck.called;
    const next = await restart(room, { functions: { pour: () => 1 } });
    expect((await next.ended(only(next))).output).toBe('old');
  });

  it('knows those that have ended, until 90 days are over', async () => {
    const room = openRoom();
    const pass = { StartAt: 'End', States: { End: { Type: 'Succeed' } } };
    await room.run(pass, { a: 1 });
    const next = await restart(room, {});
    expect(await next.ended(only(next))).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 } });
    next.clock.move(90 * 24 * 3_600_000 + 1);
    expect((await restart(next, {})).executions.list()).toEqual([]);
  });

  it('has a journal of 5,000 children that is small', async () => {
    const list = Array.from({ length: 5000 }, (_, n) => ({
      n,
      key: 'jobs/parts/00001.jsonl',
      start: n * 4096,
      end: n * 4096 + 4096,
    }));
    const room = openRoom({
      functions: { pour: ({ n }: { n: number }) => ({ n, answered: 2000 }) },
      objects: objectsOf(list),
    });
    const { Each } = distributed({ Pour: task('pour', { ResultPath: null, End: true }) }).States;
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'cellar' } };
    const { execution, status } = await room.run({ StartAt: 'Each', States: { Each: { ...Each, ResultWriter } } });
    expect(status).toBe('SUCCEEDED');
    const [run] = execution.mapRuns.list();
    expect(run?.counts).toMatchObject({ succeeded: 5000, total: 5000 });
    expect(readFileSync(execution.mapRuns.journalOf(run?.arn ?? '')).length).toBeLessThan(2_500_000);
    expect(readFileSync(join(execution.folder, 'journal.jsonl')).length).toBeLessThan(10_000);
  });
});
