import { appsync } from './appsync/descriptor.ts';
import { cloudwatch, logs } from './cloudwatch/descriptor.ts';
import { codedeploy } from './codedeploy/descriptor.ts';
import { batch } from './batch/descriptor.ts';
import type { ServiceDescriptor } from './descriptor.ts';
import { dynamodb } from './dynamodb/descriptor.ts';
import { iam } from './iam/descriptor.ts';
import { cdk, cloudfront, ec2, ecr } from './ignored-services.ts';
import { kms } from './kms/descriptor.ts';
import { lambda } from './lambda/descriptor.ts';
import { s3 } from './s3/descriptor.ts';
import { scheduler } from './scheduler/descriptor.ts';
import { sns } from './sns/descriptor.ts';
import { states } from './states/descriptor.ts';
import type { ResourceTypes } from './template/resource-type.ts';
import { waf } from './waf/descriptor.ts';

/**
 * Every service that the host knows, in the order in which they start and against which they end: first those that
 * others call.
 */
export const SERVICES: readonly ServiceDescriptor[] = [
  ...[iam, kms, sns, cloudwatch, logs],
  ...[s3, dynamodb, lambda, codedeploy, waf, appsync, scheduler, states, batch],
  ...[cloudfront, ec2, ecr, cdk],
];

/** Every resource type that the host knows. */
export const KNOWN_TYPES: ResourceTypes = Object.assign({}, ...SERVICES.map(({ types }) => types)) as ResourceTypes;
