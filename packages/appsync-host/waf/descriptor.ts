import type { ServiceDescriptor, Surroundings } from '../descriptor.ts';
import { HostError } from '../failure.ts';
import { arnOf, chooseName, type Identity, type IdentityParts, shortId } from '../template/identity.ts';
import { maybeTextAt, propertyAt, recordsAt, textAt } from '../template/properties.ts';
import { DESCRIBED } from '../template/resource-type.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import { createFirewall, type Firewall } from './firewall.ts';
import { createAclMeter } from './meter.ts';
import { readAction, readRules } from './rules.ts';

const SCOPES = { values: { Scope: ['REGIONAL'] } };

/** AWS WAF: what stands before the API and turns requests away. */
export const waf: ServiceDescriptor = {
  name: 'wafv2',
  types: {
    'AWS::WAFv2::WebACL': {
      honoured: ['Name', 'Scope', 'DefaultAction', 'Rules', 'VisibilityConfig.MetricName'],
      ignored: {
        ...DESCRIBED,
        'VisibilityConfig.CloudWatchMetricsEnabled': 'requests are always measured',
        'VisibilityConfig.SampledRequestsEnabled': 'requests are not kept as samples',
        DataProtectionConfig: 'requests are not logged',
      },
      ...SCOPES,
      identify: (parts) => identify(parts, 'webacl'),
    },
    'AWS::WAFv2::WebACLAssociation': { honoured: ['ResourceArn', 'WebACLArn'], ignored: {} },
    'AWS::WAFv2::IPSet': {
      honoured: ['Name', 'Scope', 'Addresses', 'IPAddressVersion'],
      ignored: DESCRIBED,
      ...SCOPES,
      identify: (parts) => identify(parts, 'ipset'),
    },
  },
  start: (surroundings) => ({ calls: { waf: createFirewalls(surroundings) }, close: () => undefined }),
};

/**
 * The firewalls of a stack by the ARN of what they stand before. Errors: HostError for a rule that the host cannot
 * evaluate, and for a firewall before something that it does not serve.
 */
function createFirewalls({ stack, calls, wishes, warn }: Surroundings): Map<string, Firewall> {
  const apis = stack.resourcesOf('AWS::AppSync::GraphQLApi').map(({ attributes }) => attributes['Arn'] ?? '');
  const acls = new Map(stack.resourcesOf('AWS::WAFv2::WebACL').map((acl) => [acl.attributes['Arn'], acl]));
  const firewalls = new Map<string, Firewall>();
  for (const association of stack.resourcesOf('AWS::WAFv2::WebACLAssociation')) {
    const resourceArn = textAt(association, 'ResourceArn');
    const acl = acls.get(textAt(association, 'WebACLArn'));
    if (acl === undefined || !apis.includes(resourceArn)) {
      throw new HostError(`${association.logicalId} must stand between a web ACL and an API of the stack.`);
    }
    const count = createAclMeter(calls.telemetry, maybeTextAt(acl, 'VisibilityConfig.MetricName') ?? acl.logicalId);
    const parts = { now: () => performance.now(), enforceRates: wishes.rateLimits, count, warn };
    firewalls.set(resourceArn, createFirewall(readAcl(stack, acl), parts));
  }
  return firewalls;
}

function readAcl(stack: Stack, acl: StackResource): Parameters<typeof createFirewall>[0] {
  const place = acl.logicalId;
  const ipSets = new Map(
    stack.resourcesOf('AWS::WAFv2::IPSet').map((set) => [set.attributes['Arn'] ?? '', listOf(set)]),
  );
  const rules = readRules(recordsAt(acl, 'Rules'), ipSets, place);
  return { name: place, rules, defaultAction: readAction(propertyAt(acl, 'DefaultAction'), place) };
}

function listOf(set: StackResource): string[] {
  const addresses = propertyAt(set, 'Addresses');
  return Array.isArray(addresses) ? addresses.map(String) : [];
}

function identify(parts: IdentityParts, kind: 'webacl' | 'ipset'): Identity {
  const name = chooseName(parts, 'Name');
  const id = shortId(parts);
  const attributes = { Arn: arnOf('wafv2', `regional/${kind}/${name}/${id}`), Id: id };
  return { ref: `${name}|${id}|REGIONAL`, attributes };
}
