import { CfnLogAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { trustLogs } from '../trust.ts';
import { alarmNameOf, describeAlarm, idOf } from './alarm.ts';
import { SLICE_FILTER } from './log-queries.ts';
import type { Watched } from './watched.ts';

const HOUR_SECONDS = 3_600;

/**
 * Goes off where a slice has too many wrong answers. Slices are lines of the log, which λ models writes every hour: as
 * metrics they would be billed one by one. Notifications bring no line of the log with them.
 */
export function addSliceFailing(scope: Construct, { functions, environment }: Watched): CfnLogAlarm {
  const { logs } = functions.registry;
  const role = new Role(scope, 'SliceQueryRole', { assumedBy: trustLogs(scope) });
  const actions = ['logs:StartQuery', 'logs:StopQuery', 'logs:GetQueryResults'];
  role.addToPolicy(new PolicyStatement({ actions, resources: [logs.logGroupArn] }));
  return new CfnLogAlarm(scope, idOf('slice-failing'), {
    alarmName: alarmNameOf(scope, 'slice-failing'),
    alarmDescription: describeAlarm('slice-failing'),
    comparisonOperator: 'GreaterThanThreshold',
    threshold: environment.alarms.sliceErrorShareMax,
    queryResultsToAlarm: 2,
    queryResultsToEvaluate: 3,
    treatMissingData: 'notBreaching',
    actionLogLineCount: 0,
    scheduledQueryConfiguration: {
      queryString: `fields target, slice, errorRate | ${SLICE_FILTER}`,
      aggregationExpression: 'max(errorRate) by target, slice',
      logGroupIdentifiers: [logs.logGroupName],
      scheduledQueryRoleArn: role.roleArn,
      scheduleConfiguration: { scheduleExpression: 'rate(1 hour)', startTimeOffset: HOUR_SECONDS },
    },
  });
}
