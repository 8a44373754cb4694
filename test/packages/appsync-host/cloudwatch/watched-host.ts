import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Host, type HostOptions, startHost } from '../../../../packages/appsync-host/host.ts';
import type { AccessKeys } from '../../../../packages/appsync-host/iam/sigv4.ts';
import { writeGuestBook } from '../fixture-stack.ts';
import { makeFolder } from '../temporary-folder.ts';

/** A topic that CloudWatch may publish to, with all that the template needs for it. */
export const topic = {
  Pager: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'Pager' } },
  PagerPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'Pager' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: { Ref: 'Pager' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: 'Pager' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    },
  },
};

/** An alarm of the errors of the function that greets, each minute. */
export const errorAlarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'Errors',
    AlarmDescription: 'The greeter fails. docs/RUNBOOK.md#errors',
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Greeter' } }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: 'Pager' }],
    OKActions: [{ Ref: 'Pager' }],
  },
};

/** A host with clients of the unmodified SDK. */
export interface WatchedHost {
  host: Host;
  cloudwatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
  /** Lines for the user. */
  lines: string[];
  ask: (query: string) => Promise<unknown>;
  /** Moves CloudWatch's clock. */
  pass: (seconds: number) => Promise<Date>;
}

/** The guest book with those resources, CloudWatch's clock in hand. */
export async function startWatched(
  resources: object,
  options: Partial<HostOptions> = {},
  handler?: string,
): Promise<WatchedHost> {
  const lines: string[] = [];
  const cdkOut = writeGuestBook((template) => {
    Object.assign(template.Resources, resources);
  });
  // What greets instead.
  if (handler !== undefined) writeFileSync(join(cdkOut, 'asset.greeter/index.mjs'), handler);
  const host = await startHost(
    { cdkOut, stateFolder: makeFolder(), clockByHand: true, ...options },
    { warn: (line) => lines.push(line) },
  );
  onTestFinished(host.close);
  return { host, lines, ...clientsOf(host), ask: (query) => ask(host, query), pass: (seconds) => pass(host, seconds) };
}

/** Clients that sign with the host's keys, or with those of somebody else. */
export function clientsOf({ aws }: Host, keys: AccessKeys = aws) {
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const every = { region: aws.region, credentials, maxAttempts: 1 };
  return {
    cloudwatch: new CloudWatchClient({ ...every, endpoint: aws.endpoints.cloudwatch }),
    logs: new CloudWatchLogsClient({ ...every, endpoint: aws.endpoints.cloudwatch_logs }),
  };
}

async function ask({ endpoint, outputs }: Host, query: string): Promise<unknown> {
  const headers = { 'x-api-key': outputs['Key'] ?? '' };
  return (await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

async function pass({ aws }: Host, seconds: number): Promise<Date> {
  const response = await fetch(`${aws.endpoints.cloudwatch}/clock`, {
    method: 'POST',
    body: JSON.stringify({ seconds }),
  });
  return new Date(((await response.json()) as { now: string }).now);
}
