/** What is not validated at all, because looking at it would take longer than any honest query is worth. */
import { Kind, visit } from 'graphql';
import type { DocumentNode, FieldNode, SelectionSetNode } from 'graphql';
import { graphqlErrorRow } from '../execute/error-rows.ts';
import type { ErrorRow } from '../execute/error-rows.ts';

/** Fields of one name are compared in pairs, with all that they select. */
const REPETITIONS_MAX = 100;
/** Deeper ones leave validation without stack. */
const NESTED_SELECTIONS_MAX = 200;
/** Each `__schema` may be answered with the whole of it; graphql-java's limit, in its words, is one. */
const INTROSPECTIONS_MAX = 5;

/** What a query that is too costly to look at is answered with. */
export const TOO_COSTLY = 'Validation stopped: the query is too costly to check.';

/** Why a document is not to be validated; undefined where it may be. Takes time in proportion to the document. */
export function findCost(document: DocumentNode): ErrorRow | undefined {
  let found: ErrorRow | undefined;
  let depth = 0;
  const introspections = new Map<string, number>();
  const stop = (message: string, node: FieldNode | SelectionSetNode): void => {
    found ??= graphqlErrorRow(message, [node]);
  };
  visit(document, {
    SelectionSet: {
      enter: (node) => {
        const repeated = findRepetition(node);
        if (repeated) stop(TOO_COSTLY, repeated);
        if (++depth > NESTED_SELECTIONS_MAX) stop(TOO_COSTLY, node);
      },
      leave: () => void (depth -= 1),
    },
    Field: (node) => {
      const { value: name } = node.name;
      if (name !== '__schema' && name !== '__type') return;
      const count = (introspections.get(name) ?? 0) + 1;
      introspections.set(name, count);
      const reason = `This request is not asking for introspection in good faith - Query.${name} is present too often!`;
      if (count > INTROSPECTIONS_MAX) stop(reason, node);
    },
  });
  return found;
}

function findRepetition({ selections }: SelectionSetNode): FieldNode | undefined {
  if (selections.length <= REPETITIONS_MAX) return undefined;
  const counts = new Map<string, number>();
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const name = selection.alias?.value ?? selection.name.value;
    const count = (counts.get(name) ?? 0) + 1;
    if (count > REPETITIONS_MAX) return selection;
    counts.set(name, count);
  }
  return undefined;
}
