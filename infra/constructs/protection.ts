import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Environment } from '../environments.ts';

/** How long a look back a rate takes; the shortest that WAF knows, so that whoever stops is let in again soon. */
const WINDOW_SECONDS = 60;

/**
 * Rules of AWS's common set that only count: they would turn honest requests away. Bodies are GraphQL with up to 100
 * notes, in people's own words: over 8 KB, and with whatever those quote; clients are servers and scripts as well as
 * browsers.
 */
const COUNTED_RULES = [
  'SizeRestrictions_BODY',
  'SizeRestrictions_QUERYSTRING',
  'CrossSiteScripting_BODY',
  'GenericRFI_BODY',
  'GenericLFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'NoUserAgent_HEADER',
];

/**
 * Puts AWS WAF before the API: a limit for each IP address and for each key, and those of AWS's rules that do not break
 * the service. It works before any key is checked, on the first 8 KB of a body, and counts roughly: it protects, and is
 * no quota.
 *
 * What it cannot do: tell a wrong key from a right one. Each guess is a key of its own to it, so that guessing is
 * braked by the limit for addresses alone.
 */
export function addProtection(
  scope: Construct,
  apiArn: string,
  { address, key }: Environment['requestsPerMinuteMax'],
): void {
  const authorization = { name: 'authorization', textTransformations: [{ priority: 0, type: 'NONE' }] };
  const acl = new CfnWebACL(scope, 'WebAcl', {
    description: 'Before the API: request rates, and rules of AWS that do not break it.',
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: watch('WebAcl'),
    dataProtectionConfig: hideSecrets(),
    rules: [
      limitRate('AddressRate', 0, { limit: address, aggregateKeyType: 'IP' }),
      limitRate('KeyRate', 1, { limit: key, aggregateKeyType: 'CUSTOM_KEYS', customKeys: [{ header: authorization }] }),
      // Not AnonymousIpList and not BotControl: clients run where others rent machines, and are no browsers.
      addRulesOfAws('IpReputation', 2, 'AWSManagedRulesAmazonIpReputationList'),
      addRulesOfAws('KnownBadInputs', 3, 'AWSManagedRulesKnownBadInputsRuleSet'),
      addRulesOfAws('CommonRules', 4, 'AWSManagedRulesCommonRuleSet', COUNTED_RULES),
    ],
  });
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: apiArn, webAclArn: acl.attrArn });
}

type Rate = Omit<CfnWebACL.RateBasedStatementProperty, 'evaluationWindowSec'>;

function limitRate(name: string, priority: number, rate: Rate): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: {} },
    statement: { rateBasedStatement: { ...rate, evaluationWindowSec: WINDOW_SECONDS } },
    visibilityConfig: watch(name),
  };
}

function addRulesOfAws(name: string, priority: number, group: string, counted: string[] = []): CfnWebACL.RuleProperty {
  const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: group,
        ...(counted.length === 0 ? {} : { ruleActionOverrides }),
      },
    },
    visibilityConfig: watch(name),
  };
}

/**
 * Counted in CloudWatch, and no request is kept as a sample: there would be a key in its headers and a note in its
 * body.
 */
function watch(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}

/** For the day on which somebody turns on WAF's log: keys and notes are not in it. */
function hideSecrets(): CfnWebACL.DataProtectionConfigProperty {
  const fields = [
    { fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization'] },
    // A key, where a WebSocket is opened; a query, where it is sent by GET.
    { fieldType: 'QUERY_STRING' },
    { fieldType: 'BODY' },
  ];
  return { dataProtections: fields.map((field) => ({ field, action: 'SUBSTITUTION' })) };
}
