import { isRecord } from './attribute-values.ts';

/**
 * Cuts the `data` of an error down to what the client selected: `paths` are those of ctx.info.selectionSetList.
 * Lists keep their elements; a field without a selection set leaves data as it is.
 */
export function filterBySelection(data: unknown, paths: readonly string[]): unknown {
  return paths.length === 0 ? data : filterAt(data, '', new Set(paths));
}

function filterAt(data: unknown, path: string, paths: ReadonlySet<string>): unknown {
  if (Array.isArray(data)) return data.map((one) => filterAt(one, path, paths));
  if (!isRecord(data)) return data;
  const kept = Object.entries(data).filter(([name]) => paths.has(`${path}${name}`));
  return Object.fromEntries(kept.map(([name, value]) => [name, filterInside(value, `${path}${name}/`, paths)]));
}

/** A selected value without selections of its own is a scalar, such as AWSJSON: it stays whole. */
function filterInside(value: unknown, path: string, paths: ReadonlySet<string>): unknown {
  return [...paths].some((one) => one.startsWith(path)) ? filterAt(value, path, paths) : value;
}
