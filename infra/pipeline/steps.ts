import { Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CodeBuildStep, type IFileSetProducer } from 'aws-cdk-lib/pipelines';
import type { Environment } from '../environments.ts';
import { stackNameOf } from '../stack.ts';
import { type PipelineSettings, writeContext } from './settings.ts';
import { trialRoleNameOf } from './trial-role.ts';

/** Where the cloud assembly is made: what is deployed everywhere is made once. */
const ASSEMBLY = 'cdk.out/pipeline';

/** What every step runs in: the newest image of CodeBuild, which knows Node 24. */
export const BUILD_IMAGE = LinuxBuildImage.STANDARD_8_0;
export const NODE_24 = BuildSpec.fromObject({
  version: '0.2',
  phases: { install: { 'runtime-versions': { nodejs: 24 } } },
});

/**
 * AWS checks the newer name of the service for connections of the newer name, and CDK allows the older one only:
 * github.com/aws/aws-cdk/issues/30957.
 */
export function useConnection({ connectionArn }: PipelineSettings): PolicyStatement {
  return new PolicyStatement({
    actions: ['codestar-connections:UseConnection', 'codeconnections:UseConnection'],
    resources: [connectionArn],
  });
}

/**
 * Everything that continuous integration means, then the templates of the pipeline and of its environments. The bill of
 * materials goes along with them.
 */
export function createBuild(settings: PipelineSettings, source: IFileSetProducer): CodeBuildStep {
  return new CodeBuildStep('Synth', {
    input: source,
    commands: [
      '.ci/run',
      `node launch.cjs cdk synth --quiet --app "node launch.cjs infra/pipeline-app.ts" --output ${ASSEMBLY} ` +
        writeContext(settings),
      `cp sbom.cdx.json ${ASSEMBLY}/`,
    ],
    primaryOutputDirectory: ASSEMBLY,
    buildEnvironment: { buildImage: BUILD_IMAGE, computeType: ComputeType.MEDIUM },
    rolePolicyStatements: [useConnection(settings)],
    timeout: Duration.minutes(60),
  });
}

/** How an environment is tried once it is deployed, and has its console: see .ci/try-deployment. */
const TRIALS = { tried: ['promises', 'load'], approved: ['glance'] } as const;

/** The last action of every stage, by whose success the stage succeeds. */
export const TRIAL_ACTION = 'Try';

/** Tries an environment once it is deployed. */
export function createTrial(
  environment: Environment,
  settings: PipelineSettings,
  source: IFileSetProducer,
): CodeBuildStep {
  return new CodeBuildStep(TRIAL_ACTION, {
    input: source,
    installCommands: ['npm ci'],
    commands: [...(environment.console === 'on' ? ['console'] : []), ...TRIALS[environment.release]].map(
      (trial) => `.ci/try-deployment ${trial}`,
    ),
    env: trialVariables(environment, settings),
    rolePolicyStatements: [useConnection(settings), becomeTrial(environment, settings)],
    timeout: Duration.minutes(45),
  });
}

/**
 * Asks for predictions while an environment is deployed, so that a canary sees some whoever else does: an action beside
 * the one that deploys, which CDK's pipelines know none of.
 */
export function addTraffic(
  pipeline: Pipeline,
  environment: Environment,
  { settings, logGroup }: { settings: PipelineSettings; logGroup: LogGroup },
): void {
  const stage = pipeline.stages.find(({ stageName }) => stageName === environment.name);
  const deploy = stage?.actions.find(
    ({ actionProperties }) => actionProperties.actionName === `${stackNameOf(environment)}.Deploy`,
  );
  const input = pipeline.stages[0]?.actions[0]?.actionProperties.outputs?.[0];
  if (!stage || !deploy || !input) throw new Error('CDK no longer names stages and actions of a pipeline as it did.');
  const variables = Object.entries(trialVariables(environment, settings));
  const project = new PipelineProject(Stack.of(pipeline), trafficIdOf(environment), {
    description: `Predictions for the canary of ${stackNameOf(environment)}`,
    environment: { buildImage: BUILD_IMAGE },
    environmentVariables: Object.fromEntries(variables.map(([name, value]) => [name, { value }])),
    logging: { cloudWatch: { logGroup } },
    timeout: Duration.minutes(30),
    buildSpec: BuildSpec.fromObject({
      version: '0.2',
      phases: {
        install: { 'runtime-versions': { nodejs: 24 }, commands: ['npm ci'] },
        build: { commands: ['.ci/try-deployment traffic'] },
      },
    }),
  });
  project.addToRolePolicy(useConnection(settings));
  project.addToRolePolicy(becomeTrial(environment, settings));
  const { runOrder } = deploy.actionProperties;
  stage.addAction(new CodeBuildAction({ actionName: 'Traffic', project, input, ...(runOrder && { runOrder }) }));
}

/** The id of the project that asks for predictions. */
export function trafficIdOf({ name }: Pick<Environment, 'name'>): string {
  return `Traffic-${name}`;
}

function trialVariables(environment: Environment, settings: PipelineSettings): Record<string, string> {
  return {
    STACK: stackNameOf(environment),
    STACK_REGION: environment.region ?? settings.region,
    STACK_ROLE: trialRoleArnOf(environment, settings),
  };
}

function becomeTrial(environment: Environment, settings: PipelineSettings): PolicyStatement {
  return new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [trialRoleArnOf(environment, settings)] });
}

function trialRoleArnOf(environment: Environment, settings: PipelineSettings): string {
  const account = environment.account ?? settings.account;
  return Fn.join('', ['arn:', Aws.PARTITION, `:iam::${account}:role/${trialRoleNameOf(environment)}`]);
}
