import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, getDirectiveValues, print } from 'graphql';
import type { GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';

/**
 * Every field selected below a field, as paths of response names: `items`, `items/id`. Fragments are flattened, skipped
 * fields left out, each path once. Source: developer guide, "AWS AppSync JavaScript resolver context object reference".
 */
export function listSelection(info: GraphQLResolveInfo): string[] {
  const paths = new Set<string>();
  for (const node of info.fieldNodes) if (node.selectionSet) collect(node.selectionSet, '', info, paths);
  return [...paths];
}

/** The selection as GraphQL, fragments as they were written; empty for a leaf. */
export function printSelection(info: GraphQLResolveInfo): string {
  const selections = info.fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []);
  return selections.length === 0 ? '' : print({ kind: Kind.SELECTION_SET, selections });
}

function collect(selectionSet: SelectionSetNode, prefix: string, info: GraphQLResolveInfo, paths: Set<string>): void {
  for (const selection of selectionSet.selections) {
    if (isSkipped(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
      paths.add(path);
      if (selection.selectionSet) collect(selection.selectionSet, `${path}/`, info, paths);
    } else {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
      if (fragment) collect(fragment.selectionSet, prefix, info, paths);
    }
  }
}

function isSkipped(selection: SelectionNode, info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues);
  return skip?.['if'] === true || include?.['if'] === false;
}
