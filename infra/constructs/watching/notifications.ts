import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { AlarmSettings } from '../../alarm-settings.ts';
import { trustBudgets, trustCloudwatch } from '../trust.ts';

/** Whom alarms are told to, by how urgent they are. */
export interface Topics {
  page: Topic;
  inform: Topic;
}

/** Makes both topics, and subscribes whoever is to be written to. */
export function addTopics(scope: Construct, { email }: AlarmSettings): Topics {
  const topics = { page: addTopic(scope, 'Page'), inform: addTopic(scope, 'Inform') };
  if (email !== null) for (const topic of Object.values(topics)) topic.addSubscription(new EmailSubscription(email));
  return topics;
}

/**
 * A topic to which CloudWatch and AWS Budgets may publish. A topic with any policy has lost the one that lets all of
 * its account publish, and `enforceSSL` alone is such a policy: without these grants no alarm would arrive.
 *
 * It is not encrypted by a key: alarms tell nothing of anybody, and AWS's own key would keep CloudWatch out.
 */
function addTopic(scope: Construct, id: string): Topic {
  const topic = new Topic(scope, id, { enforceSSL: true });
  for (const principal of [trustCloudwatch(scope), trustBudgets(scope)]) {
    topic.addToResourcePolicy(
      new PolicyStatement({ principals: [principal], actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
  }
  return topic;
}

/** What the account may cost a month: told when it has cost four fifths of it, and when it will cost more. */
export function addBudget(scope: Construct, topic: Topic, monthlyDollarsMax: number): void {
  const told = [
    { notificationType: 'ACTUAL', threshold: 80 },
    { notificationType: 'FORECASTED', threshold: 100 },
  ];
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `${Stack.of(scope).stackName}.cost-budget`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyDollarsMax, unit: 'USD' },
    },
    notificationsWithSubscribers: told.map((when) => ({
      notification: { ...when, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
}
