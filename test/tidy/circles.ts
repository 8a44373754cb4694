import { posix } from 'node:path';
import { importsOf, type Source } from './sources.ts';

/**
 * The circles of imports among TypeScript files, types included: each as the files of one way round, beginning with the
 * first by name. Of files that are tangled in several circles, one is told.
 */
export function circlesOf(sources: readonly Source[]): string[][] {
  const files = sources.filter(({ path }) => path.endsWith('.ts'));
  const known = new Set(files.map(({ path }) => path));
  const imports = new Map(files.map((file) => [file.path, targetsOf(file).filter((path) => known.has(path))]));
  return tangles(imports).map((tangle) => wayRound(tangle, imports));
}

function targetsOf(file: Source): string[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => posix.join(posix.dirname(file.path), specifier));
}

/** Sets of files each of which reaches all others of its set: Tarjan's strongly connected components. */
function tangles(imports: ReadonlyMap<string, string[]>): Set<string>[] {
  const found: Set<string>[] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (path: string): void => {
    order.set(path, order.size);
    lowest.set(path, order.size - 1);
    open.push(path);
    for (const target of imports.get(path) ?? []) {
      if (!order.has(target)) visit(target);
      if (open.includes(target)) lowest.set(path, Math.min(lowest.get(path) ?? 0, lowest.get(target) ?? 0));
    }
    if (lowest.get(path) !== order.get(path)) return;
    const tangle = open.splice(open.indexOf(path));
    if (tangle.length > 1 || imports.get(path)?.includes(path)) found.push(new Set(tangle));
  };
  for (const path of imports.keys()) if (!order.has(path)) visit(path);
  return found;
}

/** A shortest way from the tangle's first file back to it. */
function wayRound(tangle: ReadonlySet<string>, imports: ReadonlyMap<string, string[]>): string[] {
  const [first = ''] = [...tangle].sort();
  const ways = [[first]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const target of imports.get(way.at(-1) ?? '') ?? []) {
      if (target === first) return [...way, first];
      if (!tangle.has(target) || seen.has(target)) continue;
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return [...tangle];
}
