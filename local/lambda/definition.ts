/** Functions as the template describes them. */
import { maybeNumberAt, textAt, textMapAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';

export interface FunctionDefinition {
  name: string;
  arn: string;
  /** The bundle's folder. */
  folder: string;
  /** `<module>.<export>`. */
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Record<string, string>;
}

/** Every Lambda of the stack; Lambda's defaults are 3 s and 128 MB. */
export function readFunctions(stack: Stack): FunctionDefinition[] {
  return stack.resourcesOf('AWS::Lambda::Function').map((resource) => readFunction(stack, resource));
}

function readFunction(stack: Stack, resource: StackResource): FunctionDefinition {
  return {
    name: resource.ref,
    arn: resource.attributes['Arn'] ?? '',
    folder: stack.findAsset(textAt(resource, 'Code.S3Key')),
    handler: textAt(resource, 'Handler'),
    timeoutMs: (maybeNumberAt(resource, 'Timeout') ?? 3) * 1000,
    memoryMb: maybeNumberAt(resource, 'MemorySize') ?? 128,
    environment: textMapAt(resource, 'Environment.Variables'),
  };
}
