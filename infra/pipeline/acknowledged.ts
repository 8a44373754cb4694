import { CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { IConstruct } from 'constructs';
import type { PipelineSettings } from './settings.ts';
import { TRIAL_ACTION, trafficIdOf } from './steps.ts';

/** Why what is found is as it is. */
const REASONS = {
  accessLog:
    'Holds what a commit of the repository makes again, for a month; who reads it is in CloudTrail. A log would need ' +
    'another bucket, which nobody reads.',
  bucket:
    'Written by aws-cdk-lib/pipelines: CodePipeline names the objects of a run by itself, and the role reaches those ' +
    'of this bucket alone.',
  buildKey:
    'What is built is made of the repository, and encrypted by S3; a key of its own is made, and used, where an ' +
    'environment is in another account.',
  buildOutput: 'Written by aws-cdk-lib: CodeBuild names the streams and reports of a project, after the project.',
  publisher:
    'Written by aws-cdk-lib/pipelines: one role for whatever project publishes assets. It may become the publishing ' +
    'roles of the bootstrap stack, which decides who may.',
  mutation:
    'Written by aws-cdk-lib/pipelines: roles are held to those that carry the tag of the bootstrap stack, by a ' +
    'condition; descriptions of stacks and lists of buckets tell no secret.',
  artifactKey: 'Written by aws-cdk-lib: what the key of the artifacts allows, and no other key.',
  otherRegion:
    'Written by aws-cdk-lib: the key of the copy in another region is not known here, where its own policy names ' +
    'this role; the objects are those of that copy.',
} as const;

const READS = ['Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*'];
const WRITES = ['Action::s3:Abort*', 'Action::s3:DeleteObject*'];

/** A kind of construct that aws-cdk-lib/pipelines makes, by paths below the pipeline's stack. */
interface Paths {
  /** Roles that read and write artifacts. */
  writers: readonly string[];
  /** Roles that read artifacts. */
  readers: readonly string[];
  /** CodeBuild projects with a role of their own below them. */
  projects: readonly string[];
}

/** What aws-cdk-lib/pipelines has made, where it puts it. */
function listPaths({ repository, environments }: PipelineSettings): Paths {
  const build = 'Pipeline/Pipeline/Build/Synth/CdkBuildProject';
  const others = [
    'Pipeline/UpdatePipeline/SelfMutation',
    ...environments.map(({ name }) => `Pipeline/Pipeline/${name}/${TRIAL_ACTION}/${TRIAL_ACTION}`),
    ...environments.map((environment) => trafficIdOf(environment)),
  ];
  const sourceRole = `Pipeline/Pipeline/Source/${repository.replace('/', '_')}/CodePipelineActionRole`;
  return {
    writers: ['Pipeline/Pipeline/Role', sourceRole, `${build}/Role`],
    readers: [...others.map((path) => `${path}/Role`), 'Pipeline/Assets/FileRole'],
    projects: [build, ...others],
  };
}

/**
 * Acknowledges what cdk-nag finds of the constructs that aws-cdk-lib/pipelines makes, each by its path and with a
 * reason. They are there only once the pipeline is built. How many there are is held by
 * test/infra/pipeline/pipeline.test.ts.
 *
 * Errors: Error where a construct is no longer at its path.
 */
export function acknowledgeFindings(stack: Stack, settings: PipelineSettings, pipeline: Pipeline): void {
  const { writers, readers, projects } = listPaths(settings);
  const bucket = 'Pipeline/Pipeline/ArtifactsBucket';
  const objects = `Resource::<${idOf(stack, bucket)}.Arn>/*`;
  const acknowledge = (path: string, findings: readonly string[], reason: string): void => {
    const ids = findings.map((finding) => `AwsSolutions::AwsSolutions-${finding}`);
    Validations.of(at(stack, path)).acknowledge(...ids.map((id) => ({ id, reason })));
  };
  const iam = (findings: readonly string[]): string[] => findings.map((finding) => `IAM5[${finding}]`);
  const place = `${settings.region}:${settings.account}`;
  const outputs = (name: string, ending: string): string[] => [
    `Resource::arn:${stack.partition}:logs:${place}:log-group:/aws/codebuild/${name}`,
    `Resource::arn:${stack.partition}:codebuild:${place}:report-group/${ending}`,
  ];

  acknowledge(bucket, ['S1'], REASONS.accessLog);
  for (const path of writers) acknowledge(path, iam([...READS, ...WRITES, objects]), REASONS.bucket);
  for (const path of readers) acknowledge(path, iam([...READS, objects]), REASONS.bucket);
  for (const path of [...writers, ...readers]) {
    acknowledge(path, iam(['Action::kms:ReEncrypt*', 'Action::kms:GenerateDataKey*']), REASONS.artifactKey);
  }
  for (const path of projects) {
    acknowledge(path, ['CB4'], REASONS.buildKey);
    const name = idOf(stack, path);
    acknowledge(`${path}/Role`, iam(outputs(`<${name}>:*`, `<${name}>-*`)), REASONS.buildOutput);
  }
  acknowledge('Pipeline/Assets/FileAsset', ['CB4'], REASONS.buildKey);
  acknowledge('Pipeline/Assets/FileRole', iam([...outputs('*', '*'), 'Resource::*']), REASONS.publisher);
  acknowledge(
    'Pipeline/UpdatePipeline/SelfMutation/Role',
    iam([`Resource::arn:*:iam::${settings.account}:role/*`, 'Resource::*']),
    REASONS.mutation,
  );
  acknowledgeCopies(stack, pipeline);
}

/** Of a pipeline that releases to another region, each of which has a copy of the artifacts in a stack of its own. */
function acknowledgeCopies(stack: Stack, pipeline: Pipeline): void {
  for (const { replicationBucket } of Object.values(pipeline.crossRegionSupport)) {
    const objects = `Resource::${String(stack.resolve(replicationBucket.arnForObjects('*')))}`;
    for (const finding of [objects, 'Resource::*']) {
      const id = `AwsSolutions::AwsSolutions-IAM5[${finding}]`;
      Validations.of(at(stack, 'Pipeline/Pipeline/Role')).acknowledge({ id, reason: REASONS.otherRegion });
    }
    Validations.of(replicationBucket).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason: REASONS.accessLog });
  }
}

function at(stack: Stack, path: string): IConstruct {
  return path.split('/').reduce<IConstruct>((construct, id) => construct.node.findChild(id), stack);
}

function idOf(stack: Stack, path: string): string {
  const { defaultChild } = at(stack, path).node;
  if (defaultChild instanceof CfnElement) return stack.resolve(defaultChild.logicalId) as string;
  throw new Error(`${path} is no longer one resource.`);
}
