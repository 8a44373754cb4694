/** What a metric is told apart by: its namespace, its name, and the names and values of its dimensions. */
export interface Series {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** A text that two metrics share only if they are one, whatever the order in which dimensions are given. */
export function keyOf({ namespace, name, dimensions }: Series): string {
  const pairs = Object.keys(dimensions)
    .sort()
    .map((dimension) => `${dimension}\u0001${dimensions[dimension]}`);
  return [namespace, name, ...pairs].join('\u0000');
}
