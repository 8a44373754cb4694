import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../../../packages/appsync-host/cloudwatch/insights/query.ts';
import { showValue } from '../../../../../packages/appsync-host/cloudwatch/insights/row.ts';
import { runQuery } from '../../../../../packages/appsync-host/cloudwatch/insights/run.ts';

const START_MS = Date.parse('2026-11-28T11:00:00Z');
const LINES = [
  { level: 'INFO', message: 'predicted', clientId: 'ann', durationMs: 12, wine: { variety: 'Riesling' }, cold: true },
  { level: 'INFO', message: 'predicted', clientId: 'bob', durationMs: 30, wine: { variety: 'Merlot' }, cold: false },
  { level: 'ERROR', message: 'refused: too long', clientId: 'bob', 'a.b': 1 },
  'START RequestId: 7',
  { level: 'INFO', message: 'predicted', clientId: 'bob', durationMs: '100', tags: ['dry', 'old'] },
];
const events = LINES.map((line, at) => ({
  group: '/aws/lambda/Predict',
  stream: 'one',
  atMs: START_MS + at * 60_000,
  message: typeof line === 'string' ? line : JSON.stringify(line),
}));

/** Rows as results show them. */
function run(query: string): Record<string, string | undefined>[] {
  return runQuery(parseQuery(query), events).map(({ columns }) =>
    Object.fromEntries([...columns].map(([field, value]) => [field, showValue(field, value)])),
  );
}

describe('a query', () => {
  it('shows fields, the newest event first', () => {
    expect(run('fields @timestamp, clientId as who | limit 2')).toEqual([
      { '@timestamp': '2026-11-28 11:04:00.000', who: 'bob' },
      { '@timestamp': '2026-11-28 11:03:00.000', who: undefined },
    ]);
  });

  it.each<[string, number]>([
    ['filter level = "ERROR"', 1],
    ["filter level != 'INFO'", 2],
    ['filter durationMs > 12', 2],
    ['filter durationMs >= 12 and durationMs <= 30', 2],
    ['filter durationMs < 30', 1],
    ['filter not (clientId = "bob")', 2],
    ['filter clientId = "ann" or level = "ERROR"', 2],
    // AND binds more than OR.
    ['filter clientId = "ann" or level = "INFO" and clientId = "bob"', 3],
    ['filter message like /^refused: (too|very)/', 1],
    ['filter message like /(?i)REFUSED/', 1],
    ['filter message like "too long"', 1],
    ['filter @message not like /RequestId/', 4],
    ['filter clientId in ["ann", "carl"]', 1],
    ['filter clientId not in ["ann"]', 4],
    ['filter ispresent(durationMs)', 3],
    ['filter not ispresent(level)', 1],
    ['filter wine.variety = "Riesling"', 1],
    ['filter tags.1 = "old"', 1],
    ['filter `a.b` = 1', 1],
    ['filter cold = 1', 1],
    ['filter @timestamp > 0 # all of them\n| filter level = "INFO"', 3],
    ['filter @log = "000000000000:/aws/lambda/Predict" and @logStream = "one"', 5],
  ])('%s', (query, count) => {
    expect(run(`${query} | fields @message`)).toHaveLength(count);
  });

  it('counts and reduces by fields and by time', () => {
    expect(
      run(
        'filter ispresent(durationMs) | stats count(*) as n, avg(durationMs), max(durationMs) as most by clientId | sort clientId',
      ),
    ).toEqual([
      { clientId: 'ann', n: '1', 'avg(durationMs)': '12', most: '12' },
      { clientId: 'bob', n: '2', 'avg(durationMs)': '65', most: '100' },
    ]);
    expect(run('stats count(durationMs) as n by bin(2m) | sort n desc')).toEqual([
      { 'bin(2m)': '2026-11-28 11:00:00.000', n: '2' },
      { 'bin(2m)': '2026-11-28 11:04:00.000', n: '1' },
      { 'bin(2m)': '2026-11-28 11:02:00.000', n: '0' },
    ]);
    expect(
      run('stats pct(durationMs, 50) as median, sum(durationMs) as total, min(durationMs), count_distinct(clientId)'),
    ).toEqual([{ median: '30', total: '142', 'min(durationMs)': '12', 'count_distinct(clientId)': '2' }]);
    expect(run('filter level = "WARN" | stats count(*)')).toEqual([]);
  });

  it('sorts by several fields, numbers as numbers, and what is not there last', () => {
    expect(run('sort clientId desc, durationMs | display durationMs').map(({ durationMs }) => durationMs)).toEqual([
      '30',
      '100',
      undefined,
      '12',
      undefined,
    ]);
    expect(run('stats sum(durationMs) by clientId | sort sum(durationMs) desc | limit 1')).toEqual([
      { clientId: 'bob', 'sum(durationMs)': '130' },
    ]);
  });

  it('narrows what an earlier command has made', () => {
    expect(run('stats count(*) as n by clientId | filter n > 1')).toEqual([{ clientId: 'bob', n: '3' }]);
  });
});

describe('what the host does not know is refused in a sentence', () => {
  it.each([
    ['parse @message "* *" as a, b', /the host does not know the command parse, only fields, display, filter/],
    ['stats stddev(x)', /one of count, sum, avg, min, max, pct, count_distinct is expected where stddev stands/],
    ['fields strlen(@message)', /the host does not know the function strlen there/],
    ['filter abs(x) > 1', /the host does not know the function abs there/],
    ['filter x', /one of = != < > <= >=, like and in is expected where it ends stands/],
    ['filter x like y', /like wants/],
    ['stats avg() by x', /avg wants a field/],
    ['stats pct(x)', /pct wants a field and a percentage/],
    ['stats count(*) by bin(five)', /bin wants a length of time such as 5m, not five/],
    ['limit many', /a number is expected where many stands/],
    ['fields a b', /b is not expected where it stands/],
    ['filter a = "b', /is not expected where it stands/],
    ['filter a like /(/', /is no expression that the host can read/],
  ])('%s', (query, complaint) => {
    expect(() => run(query)).toThrow(complaint);
  });
});
