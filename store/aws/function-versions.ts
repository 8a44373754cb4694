import {
  DeleteFunctionCommand,
  LambdaClient,
  type LambdaClientConfig,
  paginateListAliases,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda';

/** Lambda's versions of functions. */
export interface FunctionVersions {
  lambda: LambdaClient;
}

/** A version of a function: a number that only grows, and when it was made (ISO 8601). */
export interface FunctionVersion {
  version: number;
  madeAt: string;
}

/** Opens Lambda; nothing is sent before the first read. */
export function openFunctionVersions(config: LambdaClientConfig = {}): FunctionVersions {
  return { lambda: new LambdaClient(config) };
}

/** The versions of a function, newest first. Errors: what Lambda says. */
export async function listFunctionVersions({ lambda }: FunctionVersions, name: string): Promise<FunctionVersion[]> {
  const found: FunctionVersion[] = [];
  for await (const { Versions = [] } of paginateListVersionsByFunction({ client: lambda }, { FunctionName: name })) {
    for (const { Version = '', LastModified = '' } of Versions) {
      if (Version !== '$LATEST') found.push({ version: Number(Version), madeAt: LastModified });
    }
  }
  return found.sort((one, other) => other.version - one.version);
}

/**
 * The versions to which an alias of a function sends calls: while a release is under way they are two. Errors: what
 * Lambda says.
 */
export async function listUsedVersions({ lambda }: FunctionVersions, name: string): Promise<Set<number>> {
  const used = new Set<number>();
  for await (const { Aliases = [] } of paginateListAliases({ client: lambda }, { FunctionName: name })) {
    for (const { FunctionVersion: version, RoutingConfig } of Aliases) {
      for (const one of [version, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})]) {
        if (one !== undefined && one !== '$LATEST') used.add(Number(one));
      }
    }
  }
  return used;
}

/** Deletes one version of a function, never the function. Errors: what Lambda says, as of one that an alias uses. */
export async function deleteFunctionVersion(
  { lambda }: FunctionVersions,
  name: string,
  version: number,
): Promise<void> {
  // Without a qualifier it would be the function, with all of its versions.
  if (!Number.isInteger(version) || version < 1) throw new Error(`${String(version)} is no version.`);
  await lambda.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: String(version) }));
}
