/** Resolvers as the template describes them. */
import type { RoleSession } from '../iam/authority.ts';

/** Where a resolver sends its request. */
export interface DataSource {
  name: string;
  type: 'AMAZON_DYNAMODB' | 'AWS_LAMBDA' | 'NONE';
  /** For AMAZON_DYNAMODB. */
  tableName?: string;
  /** For AWS_LAMBDA: a name or ARN, given to `invoke` as it is. */
  functionName?: string;
  /** In whose name it is asked. */
  session?: RoleSession;
}

/** The resolver of one field. */
export interface ResolverDefinition {
  typeName: string;
  fieldName: string;
  kind: 'UNIT' | 'PIPELINE';
  /** APPSYNC_JS. A unit resolver without it hands the context to its Lambda directly. */
  code?: string;
  /** Of a unit resolver. */
  dataSource?: DataSource;
  /** Of a pipeline: at most 10. */
  functions?: PipelineFunction[];
}

/** One step of a pipeline. */
export interface PipelineFunction {
  name: string;
  code: string;
  dataSource: DataSource;
}
