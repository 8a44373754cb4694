import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode, type Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  CodePipeline,
  CodePipelineSource,
  type IFileSetProducer,
  ManualApprovalStep,
  type Step,
} from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { ROOT } from '../bundle.ts';
import type { Environment } from '../environments.ts';
import { TerroirStack } from '../stack.ts';
import { acknowledgeFindings } from './acknowledged.ts';
import { Measuring } from './measuring.ts';
import { isElsewhere, type PipelineSettings } from './settings.ts';
import { addTraffic, BUILD_IMAGE, createBuild, createTrial, NODE_24, TRIAL_ACTION, useConnection } from './steps.ts';
import { TrialStack } from './trial-role.ts';

/** The name of the pipeline's stack. */
const PIPELINE_STACK = 'Terroir-pipeline';

/** A release that is older is made anew from its commit. */
const ARTIFACT_DAYS = 30;

/** The pipeline and all that it deploys, in an app. docs/PIPELINE.md tells what it does. */
export function createPipeline(scope: Construct, settings: PipelineSettings): Stack {
  const { account, region, repository, branch, connectionArn, environments } = settings;
  const stack = new Stack(scope, PIPELINE_STACK, {
    description: 'Terroir: releases itself.',
    env: { account, region },
  });
  const logGroup = new LogGroup(stack, 'Logs', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // The tests ask git for the files that there are, and clone the repository: so they get a clone, and not an archive.
  const clone = CodePipelineSource.connection(repository, branch, { connectionArn, codeBuildCloneOutput: true });
  const source = asFiles(clone);
  const pipeline = new CodePipeline(stack, 'Pipeline', {
    pipelineType: PipelineType.V2,
    // The newest commit is released; one that waits for its turn or for somebody's word gives way to it.
    executionMode: ExecutionMode.SUPERSEDED,
    synth: asFiles(createBuild(settings, source)),
    cliVersion: readLockedVersion('aws-cdk'),
    cdkAssetsCliVersion: readLockedVersion('cdk-assets'),
    crossAccountKeys: environments.some((environment) => isElsewhere(environment, settings)),
    enableKeyRotation: environments.some((environment) => isElsewhere(environment, settings)),
    // One project publishes all, whose commands lie in the assembly: a new asset does not change the pipeline.
    publishAssetsInParallel: false,
    codeBuildDefaults: {
      buildEnvironment: { buildImage: BUILD_IMAGE, computeType: ComputeType.SMALL },
      partialBuildSpec: NODE_24,
      logging: { cloudWatch: { logGroup } },
      timeout: Duration.minutes(30),
    },
  });
  for (const environment of environments) {
    if (environment.release === 'approved') {
      const comment = `Deploys to ${environment.name}, 10 % of requests first. What is tried before it has passed.`;
      pipeline.addWave(`approve-${environment.name}`).addPre(new ManualApprovalStep('Approve', { comment }));
    }
    pipeline.addStage(createStage(stack, environment, settings), {
      post: [createTrial(environment, settings, source)],
    });
  }
  pipeline.buildPipeline();
  allowConnection(pipeline.pipeline, settings);
  for (const environment of environments) addTraffic(pipeline.pipeline, environment, { settings, logGroup });
  expireArtifacts(pipeline.pipeline);
  const approved = environments.filter(({ release }) => release === 'approved');
  new Measuring(stack, 'Measuring', {
    pipeline: pipeline.pipeline,
    // Where nobody is asked, the last environment is what a release is for.
    stages: (approved.length > 0 ? approved : environments.slice(-1)).map(({ name }) => name),
    lastAction: TRIAL_ACTION,
  });
  acknowledgeFindings(stack, settings, pipeline.pipeline);
  return stack;
}

/** A step by what it makes: CDK's own types agree only without exactOptionalPropertyTypes. */
function asFiles(step: Step): IFileSetProducer {
  return step as IFileSetProducer;
}

/** Of the role that reads the source, CDK allows one of the two names alone. */
function allowConnection({ node, stages: [source] }: Pipeline, settings: PipelineSettings): void {
  const { actionName } = source?.actions[0]?.actionProperties ?? {};
  const role = node
    .findChild('Source')
    .node.findChild(actionName ?? '')
    .node.findChild('CodePipelineActionRole');
  if (!(role instanceof Role)) throw new Error('The source of the pipeline no longer has a role of its own.');
  role.addToPolicy(useConnection(settings));
}

/** Of the bucket and its copies in other regions, which would grow by every release. */
function expireArtifacts({ artifactBucket, crossRegionSupport }: Pipeline): void {
  const copies = Object.values(crossRegionSupport).map(({ replicationBucket }) => replicationBucket);
  for (const bucket of [artifactBucket, ...copies]) {
    if (!(bucket instanceof Bucket)) throw new Error('The buckets of artifacts are no longer made with the pipeline.');
    bucket.addLifecycleRule({ expiration: Duration.days(ARTIFACT_DAYS) });
  }
}

/** What is deployed for one environment: its stack, as by `npm run deploy`, after the role that tries it. */
function createStage(scope: Stack, environment: Environment, pipeline: PipelineSettings): Stage {
  const { name, account, region } = environment;
  const stage = new Stage(
    scope,
    name,
    account !== undefined && region !== undefined ? { env: { account, region } } : {},
  );
  const trial = new TrialStack(stage, environment, { account: pipeline.account, stackName: PIPELINE_STACK });
  new TerroirStack(stage, environment).addStackDependency(trial);
  return stage;
}

/** The version that package-lock.json has of a package. Errors: Error where it has none. */
function readLockedVersion(name: string): string {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const version = packages[`node_modules/${name}`]?.version;
  if (version === undefined) throw new Error(`package-lock.json has no ${name}: name its version in package.json.`);
  return version;
}
