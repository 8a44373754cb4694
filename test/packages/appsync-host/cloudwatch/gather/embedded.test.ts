import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { looksEmbedded, readEmbedded } from '../../../../../packages/appsync-host/cloudwatch/gather/embedded.ts';

const NOW_MS = Date.parse('2026-11-28T11:00:00Z');

const directive = (change: object = {}) => ({
  Namespace: 'Cellar',
  Dimensions: [['environment'], ['environment', 'grape']],
  Metrics: [
    { Name: 'bottles', Unit: 'Count' },
    { Name: 'ageMs', Unit: 'Milliseconds', StorageResolution: 1 },
  ],
  ...change,
});
const line = (change: object = {}, root: object = {}, meta: object = {}) =>
  JSON.stringify({
    _aws: { Timestamp: NOW_MS, CloudWatchMetrics: [directive(change)], ...meta },
    environment: 'default',
    grape: 'Riesling',
    bottles: 3,
    ageMs: [5, 7, 7],
    note: 'a property',
    ...root,
  });

describe('a line of the embedded metric format', () => {
  it('is each of its metrics under each of its sets of dimensions', () => {
    const read = readEmbedded(line(), NOW_MS);
    const samples = read && 'samples' in read ? read.samples : [];
    expect(samples.map(({ series, unit }) => [series.name, series.dimensions, unit])).toEqual([
      ['bottles', { environment: 'default' }, 'Count'],
      ['bottles', { environment: 'default', grape: 'Riesling' }, 'Count'],
      ['ageMs', { environment: 'default' }, 'Milliseconds'],
      ['ageMs', { environment: 'default', grape: 'Riesling' }, 'Milliseconds'],
    ]);
    expect(samples[2]).toMatchObject({ atMs: NOW_MS, bucket: { count: 3, sum: 19, min: 5, max: 7 } });
  });

  it('is what Powertools prints', () => {
    const metrics = new Metrics({ namespace: 'Cellar' });
    metrics.addDimension('environment', 'test');
    metrics.addMetric('bottles', MetricUnit.Count, 2);
    metrics.addMetric('bottles', MetricUnit.Count, 4);
    const printed = JSON.stringify(metrics.serializeMetrics());
    expect(looksEmbedded(printed)).toBe(true);
    const series = { namespace: 'Cellar', name: 'bottles', dimensions: { environment: 'test' } };
    expect(readEmbedded(printed, Date.now())).toMatchObject({ samples: [{ series, bucket: { sum: 6, count: 2 } }] });
  });

  it('that is none is passed over', () => {
    expect(readEmbedded('{"level":"INFO"}', NOW_MS)).toBeUndefined();
    expect(readEmbedded('{"_aws":{"Timestamp":1}}', NOW_MS)).toBeUndefined();
    expect(readEmbedded('{ half', NOW_MS)).toBeUndefined();
    expect(looksEmbedded('REPORT RequestId')).toBe(false);
  });

  it.each<[string, string, RegExp]>([
    ['a text for a number', line({}, { bottles: '3' }), /bottles must be a number in the line/],
    ['a metric that is not there', line({}, { bottles: undefined }), /bottles must be a number/],
    ['a dimension that is not there', line({}, { grape: undefined }), /the dimension grape must be a text/],
    ['a dimension that is a number', line({}, { grape: 7 }), /the dimension grape must be a text/],
    ['too many values', line({}, { ageMs: Array.from({ length: 101 }, () => 1) }), /a list of 1 to 100 numbers/],
    ['no unit', line({ Metrics: [{ Name: 'bottles', Unit: 'Litres' }] }), /has the unit Litres, which is none/],
    ['another resolution', line({ Metrics: [{ Name: 'bottles', StorageResolution: 5 }] }), /must be 1 or 60/],
    ['no namespace', line({ Namespace: '' }), /Namespace must be a text/],
    ['no dimensions at all', line({ Dimensions: [] }), /Dimensions must be a list of sets/],
    ['31 dimensions', line({ Dimensions: [Array.from({ length: 31 }, () => 'grape')] }), /at most 30 names/],
    ['no time', line({}, {}, { Timestamp: undefined }), /_aws.Timestamp must be epoch milliseconds/],
    ['a time of last month', line({}, {}, { Timestamp: NOW_MS - 31 * 86_400_000 }), /two weeks back/],
  ])('with %s yields no metric, and says why', (_, text, fault) => {
    expect(readEmbedded(text, NOW_MS)).toEqual({ fault: expect.stringMatching(fault) as string });
  });

  it('may have no dimension: then that is the metric', () => {
    expect(readEmbedded(line({ Dimensions: [[]] }), NOW_MS)).toMatchObject({
      samples: [{ series: { dimensions: {} } }, {}],
    });
  });
});
