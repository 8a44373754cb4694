import { useMemo } from 'preact/hooks';
import { TimeSeries, type Line } from '../../charts/time-series.tsx';
import { goTo, linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { count, number, percent } from '../../words/format.ts';
import { findSpan, readMetrics, SPANS, sumOf, type Measured } from './read-metrics.ts';

/** Traffic, errors, latency and confidence over a time that the address names. */
export function TrafficCard({ hours }: { hours: string }) {
  const { client } = useSession();
  const span = findSpan(hours);
  const answer = useAnswer((signal) => readMetrics(client, span, Date.now(), signal), [span.hours]);
  return (
    <section aria-labelledby="traffic">
      <div class="row">
        <h2 id="traffic">Traffic</h2>
        <select
          aria-label="Time to look at"
          value={String(span.hours)}
          onChange={({ currentTarget }) => goTo(linkTo('well', { hours: currentTarget.value }), { quietly: true })}
        >
          {SPANS.map(({ hours: value, name }) => (
            <option key={value} value={String(value)}>
              the last {name}
            </option>
          ))}
        </select>
        <button type="button" onClick={answer.again}>
          Measure again
        </button>
      </div>
      <Answered answer={answer} what="what was measured">
        {(measured) => <Charts measured={measured} period={describePeriod(span.periodSeconds)} />}
      </Answered>
    </section>
  );
}

function describePeriod(seconds: number): string {
  return seconds < 3_600 ? `${seconds / 60} minutes` : seconds === 3_600 ? 'an hour' : `${seconds / 3_600} hours`;
}

function Charts({ measured, period }: { measured: Measured; period: string }) {
  const { times, values } = measured;
  const drawn = useMemo(() => drawLines(values), [measured]);
  const wines = sumOf(values.wines);
  const requests = sumOf(values.requests);
  const errors = sumOf(values.errors);
  if (requests === 0 && sumOf(values.rejections) === 0) {
    return <Empty>Nobody has asked anything in this time; what was asked just now is counted within a minute.</Empty>;
  }
  const latencyCases = `${count(requests, 'request')}, ${period} a point`;
  const writeMs = (value: number): string => number(Math.round(value));
  return (
    <div class="columns charts">
      <TimeSeries
        title="What was asked"
        measure={`Wines and requests in ${period}`}
        cases={`${count(wines, 'wine')} in ${count(requests, 'request')}`}
        times={times}
        lines={drawn.traffic}
        write={number}
      />
      <TimeSeries
        title="What was not answered"
        measure={`Rejections in ${period}`}
        cases={`${count(sumOf(values.rejections), 'rejection')}, ${number(errors)} by our fault`}
        times={times}
        lines={drawn.failures}
        write={number}
      />
      <TimeSeries
        title="Latency"
        measure="Time of a request, ms"
        cases={latencyCases}
        times={times}
        lines={drawn.latency}
        write={writeMs}
      />
      <TimeSeries
        title="Confidence"
        measure="Mean calibrated confidence, %"
        cases={count(wines, 'prediction')}
        times={times}
        lines={drawn.confidence}
        write={percent}
        range={[0, 1]}
      />
    </div>
  );
}

function drawLines(values: Measured['values']): Record<'traffic' | 'failures' | 'latency' | 'confidence', Line[]> {
  return {
    traffic: [
      { name: 'Wines', values: values.wines },
      { name: 'Requests', values: values.requests, dashed: true },
    ],
    failures: [
      { name: 'All rejections', values: values.rejections, dashed: true },
      { name: 'By our fault', values: values.errors },
    ],
    latency: [
      { name: 'Median', values: values.p50 },
      { name: '90 in 100', values: values.p90, dashed: true },
      { name: '99 in 100', values: values.p99 },
    ],
    confidence: [
      { name: 'Country', values: values.country, dashed: true },
      { name: 'Variety', values: values.variety },
    ],
  };
}
