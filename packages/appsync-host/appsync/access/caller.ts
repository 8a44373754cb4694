import type { DirectiveNode, GraphQLField, GraphQLObjectType } from 'graphql';
import type { AuthMode } from '../definition.ts';

/** Who calls, once that is proven. */
export interface Caller {
  mode: AuthMode['type'];
  /** ctx.identity, in the shape that AppSync gives it for this mode. */
  identity: unknown;
  /** `Type.field` each: refused whatever the schema says. */
  deniedFields: ReadonlySet<string>;
}

const MODE_OF_DIRECTIVE: Record<string, string> = {
  aws_api_key: 'API_KEY',
  aws_iam: 'AWS_IAM',
  aws_lambda: 'AWS_LAMBDA',
  aws_oidc: 'OPENID_CONNECT',
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS',
  aws_auth: 'AMAZON_COGNITO_USER_POOLS',
};

interface Marked {
  astNode?: { directives?: readonly DirectiveNode[] | undefined } | null | undefined;
  extensionASTNodes?: readonly { directives?: readonly DirectiveNode[] | undefined }[] | undefined;
}

/**
 * Whether a caller may have a field. A field's own directives go before its type's; several are alternatives; with
 * none, only the API's default mode is let in. Whatever the directives say, the authorizer's denied fields stay denied.
 * Source: developer guide, "Configuring authorization and authentication to secure your GraphQL APIs".
 */
export function mayAccess(
  caller: Caller,
  defaultMode: string,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): boolean {
  if (caller.deniedFields.has(`${type.name}.${field.name}`)) return false;
  const own = modesOf(field);
  const modes = own.length > 0 ? own : modesOf(type);
  return modes.length > 0 ? modes.includes(caller.mode) : caller.mode === defaultMode;
}

/** By field or type: what stands in a schema does not change. */
const MODES = new WeakMap<Marked, readonly string[]>();

function modesOf(marked: Marked): readonly string[] {
  const modes = MODES.get(marked) ?? readModes(marked);
  MODES.set(marked, modes);
  return modes;
}

function readModes(marked: Marked): string[] {
  const nodes = [marked.astNode, ...(marked.extensionASTNodes ?? [])];
  const names = nodes.flatMap((node) => node?.directives ?? []).map((directive) => directive.name.value);
  return names.flatMap((name) => MODE_OF_DIRECTIVE[name] ?? []);
}
