import type { AccuracyInTime, Client, SliceAccuracy, Target } from '../../../../packages/client/client.ts';
import { TimeSeries } from '../../charts/time-series.tsx';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { count, day, moment, percent } from '../../words/format.ts';
import { readEvents, type ModelEvent } from './model-events.ts';
import { nameTarget, timesOf, type Question } from './view.ts';

/** Longer times are told by the day. */
const HOURLY_DAYS_MAX = 1;
/** How many labels somebody may tell in half an hour. */
const MORE_LABELS = 100;

/** The accuracy over time, measured and estimated, with what happened to the model meanwhile. */
export function OverTime({ target, days, turn }: Question) {
  const { client } = useSession();
  const answer = useAnswer((signal) => readTime(client, target, days, signal), [target, days, turn]);
  return (
    <section class="card" aria-labelledby="over-time">
      <h2 id="over-time">Over time</h2>
      <Answered answer={answer} what="the accuracy over time">
        {({ span, steps, all, events }) =>
          steps.length === 0 ? (
            <Empty>
              Nothing was predicted in this time. <a href={linkTo('try')}>Record a prediction</a>, or choose a longer
              time.
            </Empty>
          ) : (
            <>
              <Summary all={all} target={target} steps={steps} />
              <Lines {...{ span, steps, target, events }} isByHour={days <= HOURLY_DAYS_MAX} />
              <Events events={events} />
            </>
          )
        }
      </Answered>
    </section>
  );
}

interface Time {
  /** From when to when was looked, as whole steps. */
  span: [string, string];
  steps: AccuracyInTime[];
  all: SliceAccuracy | undefined;
  events: ModelEvent[];
}

async function readTime(client: Client, target: Target, days: number, signal: AbortSignal): Promise<Time> {
  const times = timesOf(days);
  const by = days <= HOURLY_DAYS_MAX ? 'HOUR' : 'DAY';
  const [steps, all, events] = await Promise.all([
    client.accuracyOverTime({ ...times, by }, { signal }),
    client.accuracy(times, { signal }),
    readEvents(client, times.from, signal),
  ]);
  const first = times.from.slice(0, by === 'HOUR' ? 13 : 10);
  return {
    span: [by === 'HOUR' ? `${first}:00Z` : `${first}T00:00Z`, times.to],
    steps: steps.filter((step) => step.target === target),
    all: all.find((slice) => slice.target === target),
    events,
  };
}

function Summary({ all, target, steps }: { all: SliceAccuracy | undefined; target: Target; steps: AccuracyInTime[] }) {
  const predictions = steps.reduce((sum, step) => sum + step.predictions, 0);
  const expected = steps.reduce((sum, step) => sum + step.predictions * (step.estimated ?? 0), 0) / predictions;
  return (
    <dl class="figures">
      <div>
        <dt>Measured by labels</dt>
        <dd>
          <strong>{all ? percent(all.accuracy) : '–'}</strong>
          <span class="quiet">
            {all
              ? ` of ${count(all.labelled, 'labelled answer')}; ${describeInterval(all)}`
              : ` no ${nameTarget(target)} of this time has a label yet`}
          </span>
        </dd>
      </div>
      <div>
        <dt>Estimated of the same</dt>
        <dd>
          <strong>{all ? percent(all.estimated) : '–'}</strong>
          <span class="quiet"> mean confidence of those that have a label: compare with this one</span>
        </dd>
      </div>
      <div>
        <dt>Estimated of all</dt>
        <dd>
          <strong>{predictions > 0 ? percent(expected) : '–'}</strong>
          <span class="quiet">
            {' '}
            mean confidence of {count(predictions, 'prediction')} of all clients as counted so far: the last ones may be
            missing until more are recorded
          </span>
        </dd>
      </div>
    </dl>
  );
}

/** The interval, and what labels are worth to it: it narrows as the root of how many there are. */
function describeInterval({ low, high, labelled }: SliceAccuracy): string {
  const points = 100 * (high - low);
  const narrower = points * Math.sqrt(labelled / (labelled + MORE_LABELS));
  const narrowed = `from ${points.toFixed(0)} points to some ${narrower.toFixed(0)}`;
  const interval = `with 95 % confidence ${percent(low)} to ${percent(high)}`;
  return `${interval}. ${MORE_LABELS} labels more would narrow that ${narrowed}.`;
}

interface LinesProps {
  span: [string, string];
  steps: AccuracyInTime[];
  target: Target;
  isByHour: boolean;
  events: ModelEvent[];
}

function Lines({ span, steps, target, isByHour, events }: LinesProps) {
  const labelled = steps.reduce((sum, step) => sum + step.labelled, 0);
  const predictions = steps.reduce((sum, step) => sum + step.predictions, 0);
  return (
    <TimeSeries
      title={`Right answers of the ${nameTarget(target)} by ${isByHour ? 'hour' : 'day, UTC'}`}
      measure="Right answers, %"
      cases={`${count(predictions, 'prediction')}, ${count(labelled, 'label')}`}
      times={steps.map(({ from }) => from)}
      span={span}
      lines={[
        {
          name: 'measured by labels',
          values: steps.map(({ measured }) => measured),
          low: steps.map(({ measuredLow }) => measuredLow),
          high: steps.map(({ measuredHigh }) => measuredHigh),
          n: steps.map((step) => step.labelled),
        },
        {
          name: 'estimated, by mean confidence',
          values: steps.map(({ estimated }) => estimated),
          low: steps.map(({ estimatedLow }) => estimatedLow),
          high: steps.map(({ estimatedHigh }) => estimatedHigh),
          n: steps.map((step) => step.predictions),
          dashed: true,
        },
      ]}
      marks={events.map(({ at, what }) => ({ at, name: what }))}
      write={percent}
      writeTime={isByHour ? moment : day}
      range={[0, 1]}
    />
  );
}

function Events({ events }: { events: ModelEvent[] }) {
  if (events.length === 0) return <p class="quiet">No training ended, and nothing was promoted in this time.</p>;
  return (
    <details>
      <summary>Trainings and promotions of this time: {events.length}</summary>
      <ol class="events">
        {events.map(({ at, what, version, why }) => (
          <li key={`${at}${what}`}>
            <time dateTime={at}>{moment(at)}</time> {what}
            {version !== null && (
              <>
                {': '}
                <a href={linkTo('models', {}, version)}>{version}</a>
              </>
            )}
            {why && <span dir="auto">. {why}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
