import type { Template } from 'aws-cdk-lib/assertions';
import validate from 'asl-validator';
import { KNOWN_TYPES } from '../../packages/appsync-host/services.ts';
import { type MachineDefinition, readMachines } from '../../packages/appsync-host/states/machine.ts';
import type { Template as HostTemplate } from '../../packages/appsync-host/template/read.ts';
import { openStack } from '../../packages/appsync-host/template/stack.ts';

/** The state machines of a template, as the laptop host reads them, every reference resolved. */
export function listMachines(template: Template): MachineDefinition[] {
  const addresses = { endpoint: 'http://localhost/graphql', realtimeEndpoint: 'ws://localhost/graphql/realtime' };
  const source = { name: 'Terroir', template: template.toJSON() as HostTemplate, assets: new Map<string, string>() };
  return readMachines(openStack(source, addresses, KNOWN_TYPES));
}

/** What asl-validator finds in a definition in the Amazon States Language; empty where it is sound. */
export function findDefinitionFaults(definition: string): string {
  const verdict = validate(JSON.parse(definition) as object);
  return verdict.isValid ? '' : verdict.errorsText();
}
