/** When these prices were written down, and for where. AWS changes them without a word to us. */
export const PRICES_AS_OF = '2026-11';
export const PRICES_REGION = 'us-east-1';

/**
 * US dollars in us-east-1, on demand, before taxes, the first step where there are several, without what every account
 * has free. From the page of prices of each service, such as https://aws.amazon.com/appsync/pricing/.
 */
export const PRICES = {
  appsyncRequest: 4 / 1e6,

  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },

  /** 1 KB written, 4 KB read strongly consistent. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  tableGbMonth: 0.25,
  /** The copy from which a table is restored to a point in time. */
  pitrGbMonth: 0.2,
  /** The key that AWS keeps for the tables. */
  kmsRequest: 0.03 / 10_000,
  kmsKeyMonth: 1,

  s3Get: 0.4 / 1e6,
  s3List: 5 / 1e6,
  s3Put: 5 / 1e6,
  s3GbMonth: 0.023,

  logGb: 0.5,
  logGbMonth: 0.03,
  metricMonth: 0.3,
  /** A metric that an alarm looks at; one that looks at a band counts its metric three times. */
  alarmMetricMonth: 0.1,
  compositeMonth: 0.5,
  dashboardMonth: 3,
  trace: 5 / 1e6,

  wafAclMonth: 5,
  wafRuleMonth: 1,
  wafRequest: 0.6 / 1e6,

  schedulerCall: 1 / 1e6,

  /** Step Functions: a transition of a standard machine; a request of an express one, and its 64 MB by the time. */
  statesTransition: 25 / 1e6,
  expressRequest: 1 / 1e6,
  expressGbSecond: 0.00001667,

  sentGb: 0.09,

  /** CodePipeline V2: each action's time, rounded up to minutes, but for approvals. */
  actionMinute: 0.002,
  /** CodeBuild, general1.medium, Linux: twice that of general1.small. */
  buildMinute: 0.01,
  /** CodeDeploy asks nothing where it moves an alias of a Lambda. */
  lambdaDeployment: 0,

  httpApiRequest: 1 / 1e6,
  restApiRequest: 3.5 / 1e6,

  /** Hosts of SageMaker, by the hour, for as long as the endpoint is there. */
  sagemakerHour: { 'ml.t2.medium': 0.056, 'ml.m5.large': 0.115 },
  sagemakerServerlessGbSecond: 0.00002,
  /** What a serverless endpoint is sent and answers. */
  sagemakerServerlessGb: 0.016,

  fargateVcpuHour: 0.04048,
  fargateGbHour: 0.004445,
  /** Of the disk beyond the first 20 GB. */
  fargateDiskGbHour: 0.000111,
  publicAddressHour: 0.005,
  loadBalancerHour: 0.0225,
  loadBalancerUnitHour: 0.008,
} as const;
