import { Stack, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { stackNameOf } from '../stack.ts';

/** How the role of an environment's trials is called, so that the pipeline knows it in another account, too. */
export function trialRoleNameOf(environment: Pick<Environment, 'name'>): string {
  return `${stackNameOf(environment)}-trial`;
}

const TABLE = 'CloudFormation makes the end of the name, after that of the stack and of the table: no other begins so.';
const SITE =
  'CloudFormation makes the end of the name, after that of the stack and of the bucket; files of a site come and go.';
const API = 'AppSync makes the id of an API. The field ends subscriptions, which begin again, and does nothing else.';
const STACK = 'CloudFormation makes the id of a stack, after its name.';

/**
 * The role in an environment's account by which the pipeline tries it: makes a key, and revokes it; and puts the files
 * of its console in place. It is a stack of
 * its own beside that of the environment, which is the same with and without a pipeline.
 */
export class TrialStack extends Stack {
  constructor(scope: Construct, environment: Environment, pipeline: { account: string; stackName: string }) {
    const stackName = trialRoleNameOf(environment);
    super(scope, stackName, { stackName, description: 'Terroir: who may try it.' });
    const role = new Role(this, 'Role', {
      roleName: stackName,
      description: `Tries ${stackNameOf(environment)} after a release.`,
      // Whoever may make roles of such a name in the account of the pipeline is an administrator there.
      assumedBy: new AccountPrincipal(pipeline.account).withConditions({
        ArnLike: { 'aws:PrincipalArn': `arn:*:iam::${pipeline.account}:role/${pipeline.stackName}-*` },
      }),
    });
    const table = (name: string): string =>
      this.formatArn({
        service: 'dynamodb',
        resource: 'table',
        resourceName: `${stackNameOf(environment)}-Storage${name}*`,
      });
    // What docs/RUNBOOK.md says that keys need, and where the stack is.
    const read = ['dynamodb:GetItem'];
    this.#allow(role, table('Clients'), [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'], TABLE);
    this.#allow(role, table('Usage'), read, TABLE);
    const field = { service: 'appsync', resource: 'apis', resourceName: '*/types/Mutation/fields/endSubscriptions' };
    this.#allow(role, this.formatArn(field), ['appsync:GraphQL'], API);
    const stack = { service: 'cloudformation', resource: 'stack', resourceName: `${stackNameOf(environment)}/*` };
    this.#allow(role, this.formatArn(stack), ['cloudformation:DescribeStacks'], STACK);
    if (environment.console === 'off') return;
    // CloudFormation names a bucket after stack and logical id, in small letters.
    const files = `arn:${this.partition}:s3:::${stackNameOf(environment).toLowerCase()}-sitebucket*`;
    this.#allow(role, files, ['s3:PutObject'], SITE);
  }

  #allow(role: Role, resource: string, actions: string[], reason: string): void {
    role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    const id = `AwsSolutions::AwsSolutions-IAM5[Resource::${this.#spell(resource)}]`;
    Validations.of(role).acknowledge({ id, reason });
  }

  /** An ARN as cdk-nag spells it. */
  #spell(arn: string): string {
    const resolved = this.resolve(arn) as string | { 'Fn::Join': [string, (string | { Ref: string })[]] };
    if (typeof resolved === 'string') return resolved;
    return resolved['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
  }
}
