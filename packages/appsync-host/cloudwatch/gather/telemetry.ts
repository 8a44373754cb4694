/**
 * Where the host tells what goes on. Each call is a push into an array, and no more: what becomes of it is done once a
 * second, on another thread.
 */

/** A metric of the host's own, under AWS's name. */
export interface HostMetric {
  namespace: string;
  name: string;
  unit: string;
  /** Each set is a metric of its own. */
  dimensionSets: readonly Readonly<Record<string, string>>[];
}

/** Takes values of one metric. */
export type AddValue = (value: number) => void;

/** Where the host tells what goes on. */
export interface Telemetry {
  /** Opens a metric. The same description opens the same one. */
  open: (metric: HostMetric) => AddValue;
  /** Opens a stream of what a function prints, which becomes events of that log group. */
  openStream: (group: string) => (text: string) => void;
  /** Adds somebody who is asked, before all is taken, for what it still holds back. */
  beforeTaking: (settle: () => Promise<void>) => void;
}

/** What came since the last time, as plain data. */
export interface Batch {
  /** Metrics that were opened since the last time; their numbers go on from those before. */
  metrics: HostMetric[];
  /** By the metric's number. */
  values: [number, Float64Array][];
  /** Streams that were opened since the last time, as log groups. */
  streams: string[];
  /** The stream's number, when it came in epoch ms, and what came. */
  texts: [number, number, string][];
}

/** Telemetry that can be emptied. */
export interface OpenTelemetry extends Telemetry {
  /** Takes what is there; undefined where there is nothing. */
  take: () => Batch | undefined;
  /** Has everybody give what they hold back. */
  settle: () => Promise<void>;
}

/** Telemetry in which nothing is yet. */
export function createTelemetry(now: () => number = Date.now): OpenTelemetry {
  const numbers = new Map<string, number>();
  const arrays: number[][] = [];
  const settlers: (() => Promise<void>)[] = [];
  let metrics: HostMetric[] = [];
  let streams: string[] = [];
  let texts: Batch['texts'] = [];
  let streamCount = 0;
  return {
    open: (metric) => {
      const name = JSON.stringify(metric);
      let number = numbers.get(name);
      if (number === undefined) {
        number = arrays.push([]) - 1;
        numbers.set(name, number);
        metrics.push(metric);
      }
      const values = arrays[number] ?? [];
      return (value) => void values.push(value);
    },
    openStream: (group) => {
      const number = streamCount;
      streamCount += 1;
      streams.push(group);
      return (text) => void texts.push([number, now(), text]);
    },
    beforeTaking: (settle) => void settlers.push(settle),
    settle: async () => void (await Promise.all(settlers.map((settle) => settle()))),
    take: () => {
      const values: Batch['values'] = [];
      for (const [number, array] of arrays.entries()) {
        if (array.length === 0) continue;
        values.push([number, Float64Array.from(array)]);
        // Whoever opened the metric holds this very array.
        array.length = 0;
      }
      if (values.length === 0 && texts.length === 0 && metrics.length === 0 && streams.length === 0) return undefined;
      const batch = { metrics, values, streams, texts };
      metrics = [];
      streams = [];
      texts = [];
      return batch;
    },
  };
}
