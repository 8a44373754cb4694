/**
 * Whether what CloudWatch tells a topic could arrive: by the topic's policy, and by that of its key. Source: CloudWatch
 * user guide, "Notifying users on alarm changes"; SNS developer guide, "Encrypting data at rest".
 */
import { findPolicyFault } from '../iam/resource-policy.ts';
import { ACCOUNT_ID } from '../template/identity.ts';
import { maybeTextAt, propertyAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/** Names of the stack's topics, by ARN. */
export function readTopics(stack: Stack): Record<string, string> {
  const topics = stack.resourcesOf('AWS::SNS::Topic');
  return Object.fromEntries(topics.map(({ ref, attributes }) => [ref, attributes['TopicName'] ?? ref]));
}

/**
 * Why an action of an alarm would reach nobody, in a sentence; undefined where it could. Errors: HostError for a policy
 * that the host cannot check.
 */
export function findDeliveryFault(stack: Stack, action: string, alarmArn: string): string | undefined {
  const topic = stack.resourcesOf('AWS::SNS::Topic').find(({ ref }) => ref === action);
  if (topic === undefined) return `the host can tell topics of the stack only, not ${action}.`;
  const context = {
    'aws:sourceaccount': ACCOUNT_ID,
    'aws:sourcearn': alarmArn,
    'aws:securetransport': 'true',
  };
  const access = { service: CLOUDWATCH, resource: topic.ref, context };
  const policies = stack.resourcesOf('AWS::SNS::TopicPolicy').filter((policy) => isAbout(policy, topic));
  // A policy of the stack takes the place of the one that lets every alarm of the account publish.
  const fault =
    policies.length === 0 ? undefined : findFault(policies, 'PolicyDocument', { ...access, action: 'sns:Publish' });
  if (fault !== undefined) {
    return `the topic ${topic.logicalId} lets nobody publish that is ${CLOUDWATCH}: ${fault}. Allow it sns:Publish.`;
  }
  return findKeyFault(stack, topic, access);
}

type Access = Parameters<typeof findPolicyFault>[1];

function findKeyFault(stack: Stack, topic: StackResource, access: Omit<Access, 'action'>): string | undefined {
  const id = maybeTextAt(topic, 'KmsMasterKeyId');
  if (id === undefined) return undefined;
  const alias = stack.resourcesOf('AWS::KMS::Alias').find(({ ref }) => ref === id);
  const wanted = alias === undefined ? id : maybeTextAt(alias, 'TargetKeyId');
  const key = stack
    .resourcesOf('AWS::KMS::Key')
    .find(({ ref, attributes }) => ref === wanted || attributes['Arn'] === wanted);
  if (key === undefined) {
    const reason = `is encrypted with ${id}, which is no key of the stack: CloudWatch may not use it.`;
    return `the topic ${topic.logicalId} ${reason}`;
  }
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    const fault = findFault([key], 'KeyPolicy', { ...access, resource: key.attributes['Arn'] ?? '', action });
    if (fault !== undefined) return `the key ${key.logicalId} of the topic lets ${CLOUDWATCH} not ${action}: ${fault}.`;
  }
  return undefined;
}

function findFault(resources: readonly StackResource[], property: string, access: Access): string | undefined {
  const statements = resources.flatMap((resource) => {
    const document = propertyAt(resource, property) as { Statement?: unknown } | undefined;
    return [document?.Statement ?? []].flat();
  });
  return findPolicyFault(statements, access, resources.map(({ logicalId }) => logicalId).join(', '));
}

function isAbout(policy: StackResource, topic: StackResource): boolean {
  const topics = propertyAt(policy, 'Topics');
  return Array.isArray(topics) && topics.includes(topic.ref);
}
