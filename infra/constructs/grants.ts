import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/** Lets a function do exactly this with exactly that. */
export function allow(lambdaFunction: LambdaFunction, resource: string, actions: string[]): void {
  lambdaFunction.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
}

/** Lets a function do exactly this with the objects of one folder, such as `models/`. */
export function allowFiles(lambdaFunction: LambdaFunction, bucket: Bucket, folder: string, actions: string[]): void {
  allow(lambdaFunction, bucket.arnForObjects(`${folder}*`), actions);
  const resource = bucket.node.defaultChild;
  if (!CfnElement.isCfnElement(resource) || !lambdaFunction.role)
    throw new Error('Bucket or role is not of this stack.');
  const name = Stack.of(bucket).getLogicalId(resource);
  Validations.of(lambdaFunction.role).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${name}.Arn>/${folder}*]`,
    reason: `Objects come and go in ${folder}, and the function needs all of them, and no others.`,
  });
}
