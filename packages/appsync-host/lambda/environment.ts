/** The environment variables of a function's process: Lambda's own, then the template's, and none of the user's. */
import { devNull } from 'node:os';
import { accountId, region } from '../template/identity.ts';
import type { FunctionDefinition } from './definition.ts';

/** Where the SDK inside a function finds the host, and what it signs with. */
export interface HostAccess {
  accessKeyId: string;
  secretAccessKey: string;
  endpoints: { dynamodb: string; s3: string };
}

/** Without these a process does not start, or finds no folder for temporary files. */
const necessities = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

export function createEnvironment(definition: FunctionDefinition, access: HostAccess): Record<string, string> {
  const kept = necessities.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...definition.environment,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.folder,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCOUNT_ID: accountId,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'laptop',
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: access.endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: access.endpoints.s3,
    // The user's own profiles must not decide what a function does, nor may it wait for a metadata service.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
