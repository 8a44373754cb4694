import type { ASTNode } from 'graphql';
import { locate } from './line-table.ts';
import type { FieldError } from '../../resolver/field.ts';

/** One location, as AppSync (graphql-java) writes it. */
interface RowLocation {
  line: number;
  column: number;
  sourceName: null;
}

/** Where in the answer an error belongs. */
export type RowPath = readonly (string | number)[];

/** One element of an answer's `errors`. Its keys stand in the order in which AppSync sends them. */
export interface ErrorRow {
  path: RowPath | null;
  data?: unknown;
  errorType?: string | null;
  errorInfo?: unknown;
  locations: RowLocation[] | null;
  message: string;
}

/** Where nodes begin in the query; null where nothing is known. */
function locationsOf(nodes: readonly ASTNode[] | undefined): RowLocation[] | null {
  const locations = (nodes ?? []).flatMap((node) => {
    if (node.loc === undefined) return [];
    return [{ ...locate(node.loc.source, node.loc.start), sourceName: null }];
  });
  return locations.length === 0 ? null : locations;
}

/** The row of an error that is GraphQL's own: validation, variables, null where none may be. It has no errorType. */
export function graphqlErrorRow(message: string, nodes?: readonly ASTNode[], path: RowPath | null = null): ErrorRow {
  return { path, locations: locationsOf(nodes), message };
}

/** The row of an error that a resolver raised. */
export function fieldErrorRow(error: FieldError, path: RowPath, nodes: readonly ASTNode[]): ErrorRow {
  return {
    path,
    data: error.data ?? null,
    errorType: error.errorType,
    errorInfo: error.errorInfo ?? null,
    locations: locationsOf(nodes),
    message: error.message,
  };
}

/** `/list/items[2]/name`, as graphql-java writes paths into messages. */
export function printPath(path: RowPath): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `/${step}`)).join('');
}
