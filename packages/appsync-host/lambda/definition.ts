/** Functions as the template describes them. */
import { totalmem } from 'node:os';
import { maybeNumberAt, maybeTextAt, recordsAt, textAt, textMapAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import type { Routing } from './routing.ts';

/** A function as the template describes it. */
export interface FunctionDefinition {
  name: string;
  arn: string;
  /** `$LATEST`, or the number of a published version. */
  version: string;
  /** The bundle's folder. */
  folder: string;
  /** `<module>.<export>`. */
  handler: string;
  timeoutMs: number;
  /** What it may use: as the template says, unless this machine has less. */
  memoryMb: number;
  /** How many calls of it may run at once; undefined where only the account's limit counts. */
  reservedConcurrency?: number;
  /** ARN of the role in whose name it calls others. */
  roleArn?: string;
  environment: Record<string, string>;
  /** Where what it prints goes in CloudWatch Logs; undefined for Lambda's own group of it. */
  logGroup?: string;
}

/** What one function may take of the machine's memory: the rest is for the other functions, and for the user. */
const MACHINE_SHARE = 0.75;
const MB = 1024 ** 2;

/**
 * Every Lambda of the stack; Lambda's defaults are 3 s and 128 MB. A function for which the machine has too little
 * memory gets less, is told so by AWS_LAMBDA_FUNCTION_MEMORY_SIZE, and is named to the user.
 */
export function readFunctions(stack: Stack, warn: (line: string) => void, machineMb?: number): FunctionDefinition[] {
  const memoryMax = shareMemory(machineMb);
  return stack.resourcesOf('AWS::Lambda::Function').map((resource) => {
    const definition = readFunction(stack, resource);
    if (definition.memoryMb <= memoryMax) return definition;
    warn(`${definition.name} has ${memoryMax} MB of memory here; the template says ${definition.memoryMb} MB.`);
    return { ...definition, memoryMb: memoryMax };
  });
}

/** What one process may take of the machine's memory, in MB. */
export function shareMemory(machineMb = readMachineMb()): number {
  return Math.floor(machineMb * MACHINE_SHARE);
}

/** The machine's memory, or what a container may have of it. */
function readMachineMb(): number {
  // 0 where nothing is known of a limit.
  const limit = process.constrainedMemory() || Infinity;
  return Math.min(totalmem(), limit) / MB;
}

function readFunction(stack: Stack, resource: StackResource): FunctionDefinition {
  const roleArn = maybeTextAt(resource, 'Role');
  const reservedConcurrency = maybeNumberAt(resource, 'ReservedConcurrentExecutions');
  return {
    ...readLogGroup(resource),
    arn: resource.attributes['Arn'] ?? '',
    version: LATEST,
    folder: stack.findAsset(textAt(resource, 'Code.S3Key')),
    handler: textAt(resource, 'Handler'),
    timeoutMs: (maybeNumberAt(resource, 'Timeout') ?? 3) * 1000,
    memoryMb: maybeNumberAt(resource, 'MemorySize') ?? 128,
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    ...(roleArn !== undefined && { roleArn }),
    environment: textMapAt(resource, 'Environment.Variables'),
  };
}

/** What a function is called by that has no version. */
export const LATEST = '$LATEST';

/** A version of a function, as the template publishes it. */
export interface PublishedVersion {
  logicalId: string;
  functionName: string;
  version: string;
}

/** An alias of a function, as the template describes it. */
export interface AliasDefinition {
  logicalId: string;
  functionName: string;
  name: string;
  routing: Routing;
}

/** Every published version of the stack. */
export function readVersions(stack: Stack): PublishedVersion[] {
  return stack.resourcesOf('AWS::Lambda::Version').map((resource) => ({
    logicalId: resource.logicalId,
    functionName: toFunctionName(textAt(resource, 'FunctionName')),
    version: resource.attributes['Version'] ?? '',
  }));
}

/** Every alias of the stack. */
export function readAliases(stack: Stack): AliasDefinition[] {
  return stack.resourcesOf('AWS::Lambda::Alias').map((resource) => {
    const [additional] = recordsAt(resource, 'RoutingConfig.AdditionalVersionWeights');
    return {
      logicalId: resource.logicalId,
      functionName: toFunctionName(textAt(resource, 'FunctionName')),
      name: textAt(resource, 'Name'),
      routing: {
        version: textAt(resource, 'FunctionVersion'),
        ...(additional && {
          additional: {
            version: String(additional['FunctionVersion']),
            weight: Number(additional['FunctionWeight']),
          },
        }),
      },
    };
  });
}

/** The name of a function, of which the name or an ARN is given. */
export function toFunctionName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
}

/** The log group of a function: the template's, or the one that Lambda would make. */
export function nameLogGroup({ name, logGroup }: Pick<FunctionDefinition, 'name' | 'logGroup'>): string {
  return logGroup ?? `/aws/lambda/${name}`;
}

/** The log group of each function of the stack. */
export function listLogGroups(stack: Stack): string[] {
  return stack.resourcesOf('AWS::Lambda::Function').map((resource) => nameLogGroup(readLogGroup(resource)));
}

function readLogGroup(resource: StackResource): Pick<FunctionDefinition, 'name' | 'logGroup'> {
  const logGroup = maybeTextAt(resource, 'LoggingConfig.LogGroup');
  return { name: resource.ref, ...(logGroup !== undefined && { logGroup }) };
}
