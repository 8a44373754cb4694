import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LAST_ACTION_VARIABLE } from '../../contract/delivery.ts';
import { METRICS_NAMESPACE } from '../../contract/metrics.ts';
import { bundledCode, writeDeliveryBundle } from '../bundle.ts';
import { trustLambda } from '../constructs/trust.ts';

/** The pipeline that is measured. */
interface MeasuringProps {
  pipeline: Pipeline;
  /** The stages whose end is a release. */
  stages: readonly string[];
  /** The action that ends each of them. */
  lastAction: string;
}

/** Measures releases at their end: how often, how long since the push, how many fail, how long until one does not. */
export class Measuring extends Construct {
  constructor(scope: Construct, id: string, { pipeline, stages, lastAction }: MeasuringProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      // The metrics are kept by CloudWatch for 15 months; their lines only until they are read.
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: trustLambda(this) });
    const allow = (actions: string[], resource: string): void => {
      role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    };
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    allow(['codepipeline:ListActionExecutions'], pipeline.pipelineArn);
    const lambda = new LambdaFunction(this, 'Function', {
      role,
      logGroup,
      description: 'Measures releases at their end.',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode('functions/delivery', writeDeliveryBundle),
      memorySize: 256,
      timeout: Duration.seconds(60),
      environment: {
        POWERTOOLS_SERVICE_NAME: 'delivery',
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        [LAST_ACTION_VARIABLE]: lastAction,
      },
    });
    new Rule(this, 'Ends', {
      description: 'A release has come to its end, or has failed.',
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Stage Execution State Change'],
        detail: { pipeline: [pipeline.pipelineName], stage: stages, state: ['SUCCEEDED', 'FAILED'] },
      },
      targets: [new LambdaTarget(lambda, { retryAttempts: 3, maxEventAge: Duration.hours(1) })],
    });
  }
}
