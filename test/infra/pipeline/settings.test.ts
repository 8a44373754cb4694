import { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { createPipeline } from '../../../infra/pipeline/pipeline-stack.ts';
import { readPipelineSettings, requireReleasable } from '../../../infra/pipeline/settings.ts';
import { addSecurityRules } from '../../../infra/security-rules.ts';
import { CDK_CONTEXT, SETTINGS } from './synthesize-pipeline.ts';

const read = (context: Record<string, unknown>) => readPipelineSettings(new App({ context }).node);
const without = (key: keyof typeof SETTINGS): Record<string, unknown> => ({ ...SETTINGS, [key]: undefined });

describe('the settings of a pipeline', () => {
  it('are a repository, a branch and a connection, in whose account and region it stands', () => {
    const settings = read(SETTINGS);
    expect(settings).toMatchObject({ ...SETTINGS, account: '111111111111', region: 'eu-central-1' });
    expect(settings.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
  });

  it('take a connection by the older name of the service, and in other partitions', () => {
    for (const service of ['aws:codestar-connections', 'aws-us-gov:codeconnections']) {
      const connectionArn = SETTINGS.connectionArn.replace('aws:codeconnections', service);
      expect(read({ ...SETTINGS, connectionArn }).connectionArn).toBe(connectionArn);
    }
  });

  it.each([
    [without('repository'), 'Context repository is missing: give OWNER/NAME, as -c repository=…'],
    [without('branch'), 'Context branch is missing: give the NAME of the branch that is released, such as main'],
    [
      without('connectionArn'),
      'Context connectionArn is missing: give the ARN of a connection, arn:aws:codeconnections:',
    ],
    [{ ...SETTINGS, repository: 'terroir' }, 'Context repository must be OWNER/NAME, not terroir.'],
    [{ ...SETTINGS, branch: 'main; rm -rf .' }, 'Context branch must be the NAME of the branch'],
    [{ ...SETTINGS, branch: '$(id)' }, 'not $(id). docs/PIPELINE.md tells'],
    [{ ...SETTINGS, connectionArn: 'arn:aws:s3:::bucket' }, 'Context connectionArn must be the ARN of a connection'],
    [{ ...SETTINGS, repo: 'o/n' }, 'There is no context value repo; there are repository, branch, connectionArn'],
    [{ ...SETTINGS, waf: 'off' }, 'There is no context value waf;'],
    [
      { ...SETTINGS, environment: 'prod' },
      'Context environment must be one of default, staging, production, not prod.',
    ],
    [{ ...SETTINGS, environment: 'staging,staging' }, 'Context environment names staging twice'],
    [{ ...SETTINGS, environment: 'production' }, 'begins with production, which is released when somebody approves'],
  ])('that are missing, wrong or contradict each other say what to do: %j', (context, message) => {
    const given = Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
    expect(() => read(given)).toThrow(message);
  });

  it('take an environment with its account and its region, or with neither', () => {
    const [staging] = read(SETTINGS).environments;
    const [account, region] = ['222222222222', 'eu-west-1'];
    for (const place of [{}, { account, region }])
      expect(() => requireReleasable([{ ...staging!, ...place }])).not.toThrow();
    const sayWhatIsMissing =
      'Environment staging has a value for account and none for region: in infra/environments.ts';
    expect(() => requireReleasable([{ ...staging!, account }])).toThrow(sayWhatIsMissing);
    expect(() => requireReleasable([{ ...staging!, region }])).toThrow('has a value for region and none for account');
  });

  it('take no environment with its functions in images', () => {
    const [staging] = read(SETTINGS).environments;
    expect(() => requireReleasable([{ ...staging!, packaging: 'image' }])).toThrow(
      "Environment staging has its functions in images, which the pipeline does not publish: in infra/environments.ts give it packaging: 'zip'",
    );
  });
});

describe('a pipeline to another account', () => {
  const settings = read(SETTINGS);
  const [staging] = settings.environments;
  const app = new App({
    context: { ...CDK_CONTEXT, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });
  const far = { ...staging!, account: '222222222222', region: 'eu-west-1' };
  const stack = createPipeline(app, { ...settings, environments: [far] });
  addSecurityRules(app);
  const template = Template.fromStack(stack);

  it('has its artifacts encrypted by a key of its own, which turns every year', () => {
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('deploys there, by the roles that are made there by cdk bootstrap', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain('iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-eu-west-1');
    expect(text).toContain('iam::222222222222:role/Terroir-staging-trial');
  });

  it('tells its trials to take on the role that waits for them there', () => {
    const stage = stack.node.findChild('staging');
    if (!Stage.isStage(stage)) throw new Error('It is no stage.');
    const [role] = stage.synth().stacks.filter(({ stackName }) => stackName === 'Terroir-staging-trial');
    expect(JSON.stringify(role?.template)).toContain(
      '"ArnLike":{"aws:PrincipalArn":"arn:*:iam::111111111111:role/Terroir-pipeline-*"}',
    );
  });

  it('keeps artifacts for a month, there too', () => {
    const [copies] = app.synth().stacks.filter(({ stackName }) => stackName === 'Terroir-pipeline-support-eu-west-1');
    for (const one of [template.toJSON(), copies?.template as object]) {
      expect(JSON.stringify(one)).toContain('"LifecycleConfiguration":{"Rules":[{"ExpirationInDays":30');
    }
  });

  it('has no finding that is not acknowledged', () => {
    expect(() => app.synth()).not.toThrow();
  });
});
