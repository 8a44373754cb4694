/** MetricDataQuery, as CloudFormation and the API both write it. */
import { isRecord } from '../record.ts';
import { ACCOUNT_ID } from '../template/identity.ts';
import type { Series } from './keep/series.ts';
import type { QueryInput } from './metrics/query.ts';

/** Names and values of dimensions: `[{ "Name": …, "Value": … }]`. */
export function listDimensions(dimensions: unknown): Record<string, string> {
  const list = Array.isArray(dimensions) ? dimensions.filter(isRecord) : [];
  return Object.fromEntries(list.map(({ Name, Value }) => [String(Name), String(Value)]));
}

/** Queries to be checked by readQuery(), and whether one is of another account. */
export function listQueries(queries: unknown): { queries: QueryInput[]; foreign: boolean } {
  const list = Array.isArray(queries) ? queries.filter(isRecord) : [];
  const foreign = list.some(({ AccountId }) => AccountId !== undefined && AccountId !== ACCOUNT_ID);
  return {
    foreign,
    queries: list.map(({ Id, Label, ReturnData, Expression, MetricStat }) => ({
      id: Id,
      label: Label,
      returnsData: ReturnData,
      expression: Expression,
      ...(isRecord(MetricStat) && {
        metric: {
          series: seriesOf(MetricStat['Metric']),
          stat: MetricStat['Stat'],
          periodSeconds: MetricStat['Period'],
          unit: MetricStat['Unit'],
        },
      }),
    })),
  };
}

/** `{ "Namespace": …, "MetricName": …, "Dimensions": … }`. */
function seriesOf(metric: unknown): Series {
  const { Namespace, MetricName, Dimensions } = isRecord(metric) ? metric : {};
  return { namespace: String(Namespace), name: String(MetricName), dimensions: listDimensions(Dimensions) };
}

/** The same form again, to be answered. */
export function showSeries({ namespace, name, dimensions }: Series): object {
  const list = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions: list };
}
