/** Services that a template may name, and that are nothing on one machine. */
import type { ServiceDescriptor } from './descriptor.ts';
import { arnOf, chooseName, identifyByName } from './template/identity.ts';
import { ignoreWhole, REASONS } from './template/resource-type.ts';

/** CloudWatch Logs, and who watches: what functions print goes to files. */
export const logs: ServiceDescriptor = {
  name: 'cloudwatch_logs',
  types: {
    'AWS::Logs::LogGroup': ignoreWhole(REASONS.logs, (parts) =>
      identifyByName(chooseName(parts, 'LogGroupName'), (name) => `${arnOf('logs', `log-group:${name}`)}:*`),
    ),
    'AWS::Logs::QueryDefinition': ignoreWhole(REASONS.logs),
    ...Object.fromEntries(
      ['Alarm', 'CompositeAlarm', 'LogAlarm', 'AlarmMuteRule', 'Dashboard'].map((type) => [
        `AWS::CloudWatch::${type}`,
        ignoreWhole('nobody watches here'),
      ]),
    ),
    'AWS::SNS::Topic': ignoreWhole('nobody is told here'),
    'AWS::SNS::TopicPolicy': ignoreWhole('nobody is told here'),
    'AWS::SNS::Subscription': ignoreWhole('nobody is told here'),
    'AWS::Budgets::Budget': ignoreWhole('nothing costs anything here'),
  },
};

/** What the CDK writes for itself. */
export const cdk: ServiceDescriptor = {
  name: 'cdk',
  types: { 'AWS::CDK::Metadata': ignoreWhole('says only which CDK wrote the template') },
};
