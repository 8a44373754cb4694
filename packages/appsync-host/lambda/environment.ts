/** The environment variables of a function's process: Lambda's own, then the template's, and none of the user's. */
import { devNull, userInfo } from 'node:os';
import type { HostAccess } from '../service-calls.ts';
import { ACCOUNT_ID, REGION } from '../template/identity.ts';
import { type FunctionDefinition, nameLogGroup } from './definition.ts';

/** Without these a process does not start. */
const NECESSITIES = ['PATH', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/**
 * The variables of one function, by their names; `access` is the function's own. Lambda sets no HOME, since the system
 * knows its user's; where it does not (`userKnown`), as in a container whose user is a number, SDKs would fail at that.
 */
export function createEnvironment(
  definition: FunctionDefinition,
  access: HostAccess,
  temporaryFolder: string,
  userKnown = isUserKnown(),
): Record<string, string> {
  return {
    ...listNecessities(temporaryFolder, userKnown),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...definition.environment,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.folder,
    AWS_ACCOUNT_ID: ACCOUNT_ID,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: definition.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: nameLogGroup(definition),
    AWS_LAMBDA_LOG_STREAM_NAME: 'laptop',
    ...listAccess(access),
  };
}

/** What a process needs to start, and where it may write: nothing else is the user's. */
export function listNecessities(temporaryFolder: string, userKnown = isUserKnown()): Record<string, string> {
  const kept = NECESSITIES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    // Linux and macOS ask the first, Windows the others.
    TMPDIR: temporaryFolder,
    TEMP: temporaryFolder,
    TMP: temporaryFolder,
    ...(!userKnown && { HOME: temporaryFolder }),
  };
}

/** By what an AWS SDK reaches the host, in whose name. */
export function listAccess(access: HostAccess): Record<string, string> {
  const endpoints = Object.entries(access.endpoints).map(([service, url]) => [nameVariable(service), url] as const);
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.secretAccessKey,
    ...(access.sessionToken !== undefined && { AWS_SESSION_TOKEN: access.sessionToken }),
    ...Object.fromEntries(endpoints),
    // The user's own profiles must not decide what a function does, nor may it wait for a metadata service.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function isUserKnown(): boolean {
  try {
    return userInfo().homedir !== '';
  } catch {
    return false;
  }
}

function nameVariable(service: string): string {
  return `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
}
