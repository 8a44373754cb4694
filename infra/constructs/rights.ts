import { CfnElement, Stack, Token, Validations } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { JOB_PUBLICATION, Publication } from '../../contract/root-fields.ts';

/** Gives rights to somebody: exactly these. */
export interface Rights {
  /** Lets it do exactly this with exactly that. */
  allow(resource: string, actions: string[], conditions?: Record<string, unknown>): void;
  /** Lets it do exactly this with all that the wildcard in `resource` stands for, for that reason. */
  allowMany(resource: string, actions: string[], reason: string): void;
  /** Lets it do exactly this with the objects of one folder, such as `models/`. */
  allowFiles(bucket: Bucket, folder: string, actions: string[]): void;
}

/** Gives rights to whoever has the role. */
export function openRights(role: Role): Rights {
  const allow: Rights['allow'] = (resource, actions, conditions = {}) => {
    role.addToPolicy(new PolicyStatement({ actions, resources: [resource], conditions }));
  };
  return {
    allow,
    allowMany(resource, actions, reason) {
      allow(resource, actions);
      const { partition, region, account } = Stack.of(role);
      const pseudo = { [partition]: 'AWS::Partition', [region]: 'AWS::Region', [account]: 'AWS::AccountId' };
      const spelt = Object.entries(pseudo).reduce(
        (text, [token, name]) => (Token.isUnresolved(token) ? text.replace(token, `<${name}>`) : text),
        resource,
      );
      Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${spelt}]`, reason });
    },
    allowFiles(bucket, folder, actions) {
      allow(bucket.arnForObjects(`${folder}*`), actions);
      const resource = bucket.node.defaultChild;
      if (!CfnElement.isCfnElement(resource)) throw new Error('The bucket is not of this stack.');
      Validations.of(role).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Stack.of(bucket).getLogicalId(resource)}.Arn>/${folder}*]`,
        reason: `Objects come and go in ${folder}, and whoever has the role needs all of them, and no others.`,
      });
    },
  };
}

/** The API through which somebody publishes. */
export type PublishingApi = Pick<GraphqlApi, 'arn' | 'graphqlUrl'>;

/** A mutation by which somebody publishes. */
export type PublicationField = Publication | typeof JOB_PUBLICATION;

/** Lets somebody publish through the API by these mutations, and nothing else. */
export function allowPublication(
  { allow }: Pick<Rights, 'allow'>,
  api: PublishingApi,
  fields: readonly PublicationField[],
): void {
  for (const field of fields) allow(`${api.arn}/types/Mutation/fields/${field}`, ['appsync:GraphQL']);
}
