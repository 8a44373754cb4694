/** The dashboard of the template, and what was measured for it. */

/** What stands at a place of the page: column and row of its upper left corner, in CloudWatch's grid of 24 columns. */
export type Widget = { x: number; y: number; width: number; height: number } & (
  | { type: 'text'; properties: { markdown: string } }
  | { type: 'alarm'; properties: { title: string; alarms: string[] } }
  | { type: 'log'; properties: { title: string; query: string } }
  | { type: 'metric'; properties: GraphProperties }
);

/** What a graph shows, in CloudWatch's words. */
export interface GraphProperties {
  /** `singleValue` where only the newest value of each metric is told. */
  view: 'timeSeries' | 'singleValue';
  title: string;
  /** Namespace, name, and dimensions as names and values in turns; or nothing of these, of an expression. */
  metrics: (string | MetricOptions)[][];
  annotations?: { horizontal?: { value: number; label: string }[] };
  yAxis?: { left?: { min?: number; max?: number }; right?: { min?: number; max?: number } };
}

/** The last element of a metric. */
export interface MetricOptions {
  id?: string;
  label?: string;
  expression?: string;
  stat?: string;
  period?: number;
  visible?: boolean;
  yAxis?: 'left' | 'right';
}

/** A metric of a graph, read. */
export interface GraphMetric {
  namespace?: string;
  name?: string;
  dimensions: { Name: string; Value: string }[];
  label: string;
  options: MetricOptions;
}

/** Values of a metric, one a period from the beginning of what was gathered on; null where there was none. */
export interface Series {
  label: string;
  periodSeconds: number;
  values: (number | null)[];
}

/** From when to when was measured, in epoch ms. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** What was measured: by the titles of the widgets, of graphs in the order of their visible metrics. */
export interface Gathered {
  /** ISO 8601, UTC. */
  from: string;
  to: string;
  /** By the names of alarms, without that of the stack. */
  alarms: Record<string, string>;
  graphs: Record<string, Series[]>;
  tables: Record<string, { columns: string[]; rows: string[][] }>;
}

/** As much of a template as is looked at. */
export interface DashboardTemplate {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/**
 * The widgets of the one dashboard in a template, with `${LogicalId}` where it refers to a resource.
 *
 * Errors: RangeError where the template has no dashboard.
 */
export function readWidgets({ Resources }: DashboardTemplate): Widget[] {
  const dashboard = Object.values(Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  if (dashboard === undefined) throw new RangeError('The template has no dashboard.');
  const { 'Fn::Join': joined } = dashboard.Properties?.['DashboardBody'] as { 'Fn::Join': [string, unknown[]] };
  const text = (part: unknown): string => {
    if (typeof part === 'string') return part;
    const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string] };
    return `\${${Ref ?? attribute?.[0] ?? ''}}`;
  };
  return (JSON.parse(joined[1].map(text).join('')) as { widgets: Widget[] }).widgets;
}

/** The alarms of a widget, by their names without that of the stack. */
export function namesOfAlarms({ Resources }: DashboardTemplate, references: readonly string[]): string[] {
  return references.map((reference) => {
    const name = String(Resources[reference.replace(/^\$\{|\}$/g, '')]?.Properties?.['AlarmName']);
    return name.slice(name.indexOf('.') + 1);
  });
}

/** The metrics of a graph, those too that only expressions use. */
export function readMetrics({ metrics }: GraphProperties): GraphMetric[] {
  return metrics.map((metric) => {
    const names = metric.filter((one) => typeof one === 'string');
    const options = metric.find((one) => typeof one === 'object') ?? {};
    const [namespace, name, ...rest] = names;
    const dimensions = rest.flatMap((one, at) => (at % 2 === 0 ? [{ Name: one, Value: rest[at + 1] ?? '' }] : []));
    const label = options.label ?? name ?? '';
    return {
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
      dimensions,
      label,
      options,
    };
  });
}

/** Those that are drawn. */
export function visibleMetrics(properties: GraphProperties): GraphMetric[] {
  return readMetrics(properties).filter(({ options }) => options.visible !== false);
}
