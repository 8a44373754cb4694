import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, getDirectiveValues, print } from 'graphql';
import type { GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';

/**
 * Every field selected below a field, as paths of response names: `items`, `items/id`. Fragments are flattened, skipped
 * fields left out, each path once. Source: developer guide, "AWS AppSync JavaScript resolver context object reference".
 */
export function listSelection(info: GraphQLResolveInfo): string[] {
  const paths = new Set<string>();
  const collection: Collection = { info, paths, spread: new Set() };
  for (const node of info.fieldNodes) if (node.selectionSet) collect(node.selectionSet, '', collection);
  return [...paths];
}

/** The selection as GraphQL, fragments as they were written; empty for a leaf. */
export function printSelection(info: GraphQLResolveInfo): string {
  const selections = info.fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []);
  return selections.length === 0 ? '' : print({ kind: Kind.SELECTION_SET, selections });
}

/** Fragments that spread each other can select more fields than there are atoms. */
const PATHS_MAX = 10_000;

interface Collection {
  info: GraphQLResolveInfo;
  paths: Set<string>;
  /** Fragments by place: a second time one adds nothing there. */
  spread: Set<string>;
}

function collect(selectionSet: SelectionSetNode, prefix: string, collection: Collection): void {
  const { info, paths, spread } = collection;
  for (const selection of selectionSet.selections) {
    if (paths.size >= PATHS_MAX || isSkipped(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
      paths.add(path);
      if (selection.selectionSet) collect(selection.selectionSet, `${path}/`, collection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, prefix, collection);
    else {
      const { value: name } = selection.name;
      const fragment = spread.has(`${prefix} ${name}`) ? undefined : info.fragments[name];
      spread.add(`${prefix} ${name}`);
      if (fragment) collect(fragment.selectionSet, prefix, collection);
    }
  }
}

function isSkipped(selection: SelectionNode, info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues);
  return skip?.['if'] === true || include?.['if'] === false;
}
