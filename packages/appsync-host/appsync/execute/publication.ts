import type { RowPath } from './error-rows.ts';
import { printPath } from './error-rows.ts';

/** One mutation that is done: what its subscribers may get to see. */
export interface Publication {
  /** The field of type Mutation. */
  mutation: string;
  /**
   * Its result, restricted to what the caller selected. Objects are keyed by the schema's field names, whatever the
   * caller's aliases, and carry `__typename`; leaves are as they went into the answer.
   */
  value: unknown;
}

/** Who wants to know of mutations. */
export type Publish = (publication: Publication) => void;

/** Which field stands where in an answer, by printed path. */
export type Trail = Map<string, { typeName: string; fieldName: string }>;

/** The completed fields of a mutation's answer. One that is null, be it for an error, is not published. */
export function listPublications(trail: Trail, data: unknown): Publication[] {
  if (!isObject(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    const field = trail.get(printPath([name]));
    return field === undefined || value === null
      ? []
      : [{ mutation: field.fieldName, value: renameFields(trail, value, [name]) }];
  });
}

function renameFields(trail: Trail, value: unknown, path: RowPath): unknown {
  if (Array.isArray(value)) return value.map((one, index) => renameFields(trail, one, [...path, index]));
  if (!isObject(value)) return value;
  const renamed: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    const at = [...path, name];
    const field = trail.get(printPath(at));
    if (field) renamed['__typename'] = field.typeName;
    renamed[field?.fieldName ?? name] = renameFields(trail, one, at);
  }
  return renamed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
