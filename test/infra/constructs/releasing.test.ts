import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_DIMENSION, VERSION_FAILURES } from '../../../contract/metrics.ts';
import { AWAITED_FUNCTIONS, RELEASED_FUNCTIONS } from '../../../contract/releases.ts';
import { type Resource, resourcesOf, stableIdOf, synthesize } from '../synthesize.ts';

const template = synthesize();
const FUNCTION = 'AWS::Lambda::Function';
const ALIAS = 'AWS::Lambda::Alias';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const NAMES = RELEASED_FUNCTIONS.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
const AWAITED = AWAITED_FUNCTIONS.map((name) => name.charAt(0).toUpperCase() + name.slice(1));

const aliases = resourcesOf(template, ALIAS);
const groupsOf = (settings: Record<string, unknown> = {}): [string, Resource][] =>
  NAMES.map((name) => {
    const found = resourcesOf(synthesize(settings), GROUP).find(([id]) => id.startsWith(`Releasing${name}Group`));
    if (found === undefined) throw new Error(`${name} has no deployment group.`);
    return [name, found[1]];
  });
/** Ids of functions that a value refers to, but for those that release hooks have. */
const functionIds = resourcesOf(template, FUNCTION).map(([id]) => id);
const namesFunction = (value: unknown): boolean => functionIds.some((id) => JSON.stringify(value).includes(`"${id}"`));

describe('each function that answers', () => {
  it('has an alias called live, on the version that the template makes of it', () => {
    expect(aliases).toHaveLength(6);
    for (const [id, { Properties }] of aliases) {
      const name = id.replace(/Live[0-9A-F]{8}$/, '');
      expect(NAMES).toContain(name);
      const [version] = (Properties['FunctionVersion'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
      expect(stableIdOf(version)).toMatch(new RegExp(`^${name}FunctionCurrentVersion`));
      expect(Properties['Name']).toBe('live');
    }
  });

  it('keeps every version that was released, so that there is something to go back to', () => {
    const versions = resourcesOf(template, 'AWS::Lambda::Version');
    expect(versions).toHaveLength(6);
    for (const [id, version] of versions) {
      expect([version.DeletionPolicy, version.UpdateReplacePolicy], id).toEqual(['Retain', 'Retain']);
    }
  });

  it('has its alias under the same id in every release, and its version under another one', () => {
    const idsOf = (settings: object, type: string) => resourcesOf(synthesize({ ...settings }), type).map(([id]) => id);
    const other = { trainMemoryMb: 4_000 };
    expect(idsOf(other, ALIAS)).toEqual(idsOf({}, ALIAS));
    const changed = idsOf(other, 'AWS::Lambda::Version').filter(
      (id) => !idsOf({}, 'AWS::Lambda::Version').includes(id),
    );
    expect(changed.map(stableIdOf)).toEqual([expect.stringMatching(/^TrainFunctionCurrentVersion/)]);
  });
});

describe('whoever calls a function', () => {
  it.each([
    ['a data source', 'AWS::AppSync::DataSource', 'LambdaConfig'],
    ['the API, of its authorizer', 'AWS::AppSync::GraphQLApi', 'LambdaAuthorizerConfig'],
    ['a schedule', 'AWS::Scheduler::Schedule', 'Target'],
  ])('calls its alias: %s', (_, type, property) => {
    const calls = resourcesOf(template, type).flatMap(([, { Properties }]) => Properties[property] ?? []);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      expect(namesFunction(call), JSON.stringify(call)).toBe(false);
      expect(
        aliases.some(([id]) => JSON.stringify(call).includes(`{"Ref":"${id}"}`)),
        JSON.stringify(call),
      ).toBe(true);
    }
  });

  it('may invoke the alias and nothing else: AppSync by a permission, the others by their roles', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission');
    expect(permissions.map(([, { Properties }]) => JSON.stringify(Properties['FunctionName']))).toEqual([
      expect.stringMatching(/^\{"Ref":"AuthorizerLive/),
    ]);
    const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) => /Source|Schedule/.test(id));
    const invoking = policies.filter(([, policy]) => JSON.stringify(policy).includes('lambda:InvokeFunction'));
    expect(invoking).toHaveLength(9);
    for (const [id, { Properties }] of invoking) expect(namesFunction(Properties['PolicyDocument']), id).toBe(false);
  });
});

describe('a release', () => {
  it('is made by CodeDeploy: one application, a group and a hook of its own for each function', () => {
    expect(resourcesOf(template, 'AWS::CodeDeploy::Application').map(([, { Properties }]) => Properties)).toEqual([
      { ComputePlatform: 'Lambda' },
    ]);
    for (const [id, { UpdatePolicy = {} }] of aliases) {
      const name = id.replace(/Live[0-9A-F]{8}$/, '');
      expect(UpdatePolicy['CodeDeployLambdaAliasUpdate'], id).toEqual({
        ApplicationName: { Ref: expect.stringMatching(/^ReleasingApplication/) as string },
        DeploymentGroupName: { Ref: expect.stringMatching(`^Releasing${name}Group`) as string },
        BeforeAllowTrafficHook: { Ref: expect.stringMatching(`^Releasing${name}HookFunction`) as string },
      });
    }
  });

  it('goes in order: the version, then the hook that is told its ARN, then the alias, which waits for all grants', () => {
    for (const [id, { DependsOn = [] }] of aliases) {
      const name = id.replace(/Live[0-9A-F]{8}$/, '');
      const [hook] = resourcesOf(template, FUNCTION).filter(([one]) => one.startsWith(`Releasing${name}Hook`));
      const { Variables } = hook?.[1].Properties['Environment'] as { Variables: Record<string, { Ref?: string }> };
      expect(stableIdOf(Variables['TERROIR_NEW_VERSION']?.Ref ?? '')).toMatch(`${name}FunctionCurrentVersion`);
      for (const part of ['HookFunction', 'HookRoleDefaultPolicy', 'RoleDefaultPolicy']) {
        expect(DependsOn, id).toContainEqual(expect.stringMatching(`^Releasing${name}${part}[0-9A-F]{8}$`));
      }
    }
  });

  it('moves a tenth for five minutes where somebody waits for the answer, and all at once where nobody does', () => {
    for (const [name, { Properties }] of groupsOf()) {
      const config = AWAITED.includes(name) ? 'LambdaCanary10Percent5Minutes' : 'LambdaAllAtOnce';
      expect(Properties['DeploymentConfigName'], name).toBe(`CodeDeployDefault.${config}`);
    }
  });

  it('is linear, or all at once, where the environment says so', () => {
    const configs = (settings: object) =>
      groupsOf({ ...settings }).map(([, { Properties }]) => String(Properties['DeploymentConfigName']).split('.')[1]);
    const linear = 'LambdaLinear10PercentEvery1Minute';
    const once = 'LambdaAllAtOnce';
    expect(configs({ rollout: 'linear' })).toEqual([linear, linear, linear, once, once, once]);
    expect(configs({ rollout: 'allAtOnce' })).toEqual([once, once, once, once, once, once]);
  });

  it('goes back where it fails, and where an alarm goes off: that of the new version, or that the service fails', () => {
    for (const [name, { Properties }] of groupsOf().filter(([one]) => AWAITED.includes(one))) {
      expect(Properties['AutoRollbackConfiguration'], name).toEqual({
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
      });
      expect(Properties['AlarmConfiguration'], name).toEqual({
        Enabled: true,
        IgnorePollAlarmFailure: false,
        Alarms: [
          { Name: { Ref: expect.stringMatching(`^Releasing${name}Errors`) as string } },
          { Name: { Ref: expect.stringMatching(`^Releasing${name}Duration`) as string } },
          { Name: 'Terroir.errors-fast' },
        ],
      });
    }
    expect(
      resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties['AlarmName']),
    ).toContain('Terroir.errors-fast');
  });

  it('heeds no alarm in an emergency, and asks its hook all the same', () => {
    for (const emergency of ['true', true]) {
      for (const [name, { Properties }] of groupsOf({ emergency })) {
        expect(Properties['AlarmConfiguration'], name).toMatchObject({ Enabled: false });
      }
      for (const [, { UpdatePolicy }] of resourcesOf(synthesize({ emergency }), ALIAS)) {
        expect(JSON.stringify(UpdatePolicy)).toContain('BeforeAllowTrafficHook');
      }
    }
  });

  it('has no alarms where nothing would stop for them', () => {
    for (const [, { Properties }] of groupsOf({ rollout: 'allAtOnce' })) {
      expect(Properties['AlarmConfiguration']).toEqual({ Enabled: false });
    }
  });
});

describe('an alarm of a release', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(([id]) => id.startsWith('Releasing'));
  const versionOf = (name: string) => ({
    'Fn::GetAtt': [expect.stringMatching(`^${name}FunctionCurrentVersion`), 'Version'],
  });

  it('looks at the new version behind the alias and at nothing else, so that nine calls in ten do not hide it', () => {
    expect(alarms).toHaveLength(6);
    for (const [id, { Properties }] of alarms) {
      const name = /^Releasing([A-Z][a-z]+)/.exec(id)?.[1] ?? '';
      const { Metrics = [], Dimensions = [] } = Properties as Record<string, { MetricStat?: unknown }[]>;
      const text = JSON.stringify([Metrics, Dimensions]);
      expect(text, id).toContain('"Name":"ExecutedVersion"');
      const lambda =
        Dimensions.length > 0
          ? Dimensions
          : Metrics.flatMap(
              ({ MetricStat }) =>
                (MetricStat as { Metric: { Namespace: string; Dimensions: object[] } } | undefined) ?? [],
            )
              .filter(({ Metric }) => Metric.Namespace === 'AWS/Lambda')
              .flatMap(({ Metric }) => Metric.Dimensions);
      expect(lambda, id).toEqual([
        { Name: 'ExecutedVersion', Value: versionOf(name) },
        { Name: 'FunctionName', Value: { Ref: expect.stringMatching(`^${name}Function`) as string } },
        {
          Name: 'Resource',
          Value: { 'Fn::Join': ['', [{ Ref: expect.stringMatching(`^${name}Function`) as string }, ':live']] },
        },
      ]);
      expect(Properties, id).toMatchObject({ TreatMissingData: 'notBreaching' });
    }
  });

  it('sees what a function throws, and what it answers as a failure, by the metric that functions emit', () => {
    for (const [id, { Properties }] of alarms.filter(([one]) => one.includes('Errors'))) {
      expect(Properties['Metrics'], id).toMatchObject([
        { Expression: 'FILL(thrown, 0) + FILL(answered, 0)' },
        { MetricStat: { Metric: { MetricName: 'Errors', Namespace: 'AWS/Lambda' } } },
        {
          MetricStat: {
            Metric: {
              Namespace: 'Terroir',
              MetricName: VERSION_FAILURES.name,
              Dimensions: [{ Name: ENVIRONMENT_DIMENSION, Value: 'default' }, { Name: VERSION_FAILURES.dimension }],
            },
          },
        },
      ]);
      expect(Properties['Threshold']).toBe(1);
    }
  });

  it('tells where to read what to do', () => {
    for (const [, { Properties }] of alarms) {
      expect(Properties['AlarmDescription']).toMatch(/ docs\/RUNBOOK\.md#a-release-was-rolled-back$/);
    }
  });
});
