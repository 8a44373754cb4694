import { Kind, visit } from 'graphql';
import type { ArgumentNode, ASTNode, DocumentNode, FieldNode, Location, VariableDefinitionNode } from 'graphql';

/** Where a node stands in its document. */
export interface Place {
  /** Names of the fields around it, outermost first; within a fragment, its name stands first. */
  path: string[];
  field?: FieldNode;
  argument?: ArgumentNode;
  variable?: VariableDefinitionNode;
}

interface Level {
  name: string;
  outer: Level | undefined;
}

/**
 * Tells the place of any node of a document, also of the copies that graphql-js makes while validating: those keep
 * their original's location. One walk, however many nodes are asked for.
 */
export function findPlaces(document: DocumentNode): (node: ASTNode | undefined) => Place {
  const places = new Map<Location | undefined, Omit<Place, 'path'> & { level: Level | undefined }>();
  let level: Level | undefined;
  const open: { field?: FieldNode; argument?: ArgumentNode; variable?: VariableDefinitionNode } = {};
  const fields: FieldNode[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION)
        level = { name: node.name.value, outer: level };
      if (node.kind === Kind.FIELD) fields.push((open.field = node));
      if (node.kind === Kind.ARGUMENT) open.argument = node;
      if (node.kind === Kind.VARIABLE_DEFINITION) open.variable = node;
      places.set(node.loc, { ...open, level });
    },
    leave(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION) level = level?.outer;
      if (node.kind === Kind.FIELD) {
        fields.pop();
        delete open.field;
        const outer = fields.at(-1);
        if (outer) open.field = outer;
      }
      if (node.kind === Kind.ARGUMENT) delete open.argument;
      if (node.kind === Kind.VARIABLE_DEFINITION) delete open.variable;
    },
  });
  return (node) => {
    const { level: innermost, ...rest } = (node && places.get(node.loc)) ?? { level: undefined };
    return { ...rest, path: pathOf(innermost) };
  };
}

function pathOf(innermost: Level | undefined): string[] {
  const path: string[] = [];
  for (let level = innermost; level; level = level.outer) path.push(level.name);
  return path.reverse();
}
