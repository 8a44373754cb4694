import {
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startReleasing, writeRelease } from '../release/released-guest-book.ts';

const group = { applicationName: 'GuestBook-Application', deploymentGroupName: 'GuestBook-Group' };
const CANARY = '10 % of calls';

const startTwo = async () => {
  const host = await startReleasing(writeRelease({ letter: 'A' }));
  const { until, ended } = await host.release(writeRelease({ letter: 'B' }));
  await until(CANARY);
  const { codedeploy } = host;
  const { deployments: [deploymentId = ''] = [] } = await codedeploy.send(new ListDeploymentsCommand(group));
  return { ...host, deploymentId, ended };
};

/** An AppSpec as the user guide has it, in JSON. */
const revision = (CurrentVersion: string, TargetVersion: string) => ({
  revisionType: 'AppSpecContent' as const,
  appSpecContent: {
    content: JSON.stringify({
      version: 0.0,
      Resources: [
        {
          greeter: {
            Type: 'AWS::Lambda::Function',
            Properties: { Name: 'GuestBook-Greeter', Alias: 'live', CurrentVersion, TargetVersion },
          },
        },
      ],
    }),
  },
});

describe('CodeDeploy, by the unmodified SDK', () => {
  it('tells of applications, groups and deployments', async () => {
    const { codedeploy, deploymentId, pass, ended } = await startTwo();
    expect(deploymentId).toMatch(/^d-[0-9A-Z]{9}$/);
    expect((await codedeploy.send(new ListApplicationsCommand({}))).applications).toEqual([group.applicationName]);
    const listed = await codedeploy.send(new ListDeploymentGroupsCommand(group));
    expect(listed.deploymentGroups).toEqual([group.deploymentGroupName]);
    const { deploymentGroupInfo } = await codedeploy.send(new GetDeploymentGroupCommand(group));
    expect(deploymentGroupInfo).toMatchObject({
      ...group,
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      computePlatform: 'Lambda',
      alarmConfiguration: { enabled: true, alarms: [{ name: 'NewErrors' }, { name: 'AllErrors' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    });
    const running = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    expect(running.deploymentInfo).toMatchObject({ ...group, deploymentId, status: 'InProgress' });
    expect(running.deploymentInfo?.createTime).toBeInstanceOf(Date);
    await pass(5);
    await ended;
    const over = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    expect(over.deploymentInfo).toMatchObject({ status: 'Succeeded', completeTime: expect.any(Date) as Date });
    const failed = await codedeploy.send(new ListDeploymentsCommand({ ...group, includeOnlyStatuses: ['Failed'] }));
    expect(failed.deployments).toEqual([]);
  });

  it('stops a deployment, and the release that it belongs to', async () => {
    const { codedeploy, lambda, deploymentId, ended } = await startTwo();
    const live = { FunctionName: 'GuestBook-Greeter', Name: 'live' };
    expect(await lambda.send(new GetAliasCommand(live))).toMatchObject({
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
    });
    const stop = new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true });
    expect(await codedeploy.send(stop)).toMatchObject({ status: 'Succeeded' });
    expect((await ended).at(-1)).toBe('RolledBack');
    const { RoutingConfig, FunctionVersion } = await lambda.send(new GetAliasCommand(live));
    expect({ RoutingConfig, FunctionVersion }).toEqual({ FunctionVersion: '1' });
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    expect(deploymentInfo).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    expect(deploymentInfo?.rollbackInfo?.rollbackMessage).toBe('Calls of live go to version 1 again.');
    await expect(codedeploy.send(stop)).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
  });

  it('makes a deployment of an AppSpec in JSON, one of a group at a time', async () => {
    const { codedeploy, lambda, pass, ended } = await startTwo();
    await expect(
      codedeploy.send(new CreateDeploymentCommand({ ...group, revision: revision('1', '2') })),
    ).rejects.toMatchObject({ name: 'DeploymentLimitExceededException' });
    await pass(5);
    await ended;
    const create = new CreateDeploymentCommand({ ...group, revision: revision('2', '1') });
    const { deploymentId = '' } = await codedeploy.send(create);
    await pass(5);
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    expect(deploymentInfo?.status).toBe('Succeeded');
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: 'GuestBook-Greeter', Name: 'live' }));
    expect(alias.FunctionVersion).toBe('1');
    await expect(codedeploy.send(create)).rejects.toMatchObject({ name: 'InvalidRevisionException' });
    const gone = new CreateDeploymentCommand({ ...group, revision: revision('1', '9') });
    await expect(codedeploy.send(gone)).rejects.toMatchObject({ message: /no version 9/ });
  });

  it('refuses by the names that AWS has for it', async () => {
    const { codedeploy, deploymentId } = await startTwo();
    const put = (input: object) =>
      codedeploy.send(new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, ...input }));
    const lifecycleEventHookExecutionId = Buffer.from(JSON.stringify([deploymentId, 'BeforeAllowTraffic'])).toString(
      'base64',
    );
    const refusals: [() => Promise<unknown>, string][] = [
      [() => put({ lifecycleEventHookExecutionId, status: 'Failed' }), 'LifecycleEventAlreadyCompletedException'],
      [
        () => put({ lifecycleEventHookExecutionId, status: 'Skipped' }),
        'InvalidLifecycleEventHookExecutionStatusException',
      ],
      [() => put({ lifecycleEventHookExecutionId: 'x' }), 'InvalidLifecycleEventHookExecutionIdException'],
      [() => codedeploy.send(new GetDeploymentCommand({ deploymentId: 'x' })), 'InvalidDeploymentIdException'],
      [
        () => codedeploy.send(new GetDeploymentCommand({ deploymentId: 'd-000000000' })),
        'DeploymentDoesNotExistException',
      ],
      [
        () => codedeploy.send(new GetDeploymentGroupCommand({ ...group, applicationName: 'Other' })),
        'ApplicationDoesNotExistException',
      ],
      [
        () => codedeploy.send(new GetDeploymentGroupCommand({ ...group, deploymentGroupName: 'Other' })),
        'DeploymentGroupDoesNotExistException',
      ],
    ];
    for (const [refused, name] of refusals) await expect(refused()).rejects.toMatchObject({ name });
  });

  it('moves nothing where its role may not ask the hook, and says what the role lacks', async () => {
    const change = (resources: Record<string, { Properties: Record<string, unknown> }>) => {
      const statement = { Effect: 'Allow', Action: ['lambda:GetAlias', 'lambda:UpdateAlias'], Resource: '*' };
      const policy = { PolicyName: 'It', PolicyDocument: { Statement: [statement] } };
      Object.assign(resources['DeployRole']?.Properties ?? {}, { Policies: [policy] });
    };
    const { release } = await startReleasing(writeRelease({ letter: 'A', change }));
    const lines = await (await release(writeRelease({ letter: 'B', change }))).ended;
    expect(lines.at(-1)).toBe('RolledBack');
    const told = lines.join(' ');
    const role = 'arn:aws:iam::000000000000:role/GuestBook-DeployRole';
    const what = 'does not give you permission to perform operations in the following AWS service: AWSLambda.';
    expect(told).toContain(`The IAM role ${role} ${what}`);
    const hookArn = 'arn:aws:lambda:us-east-1:000000000000:function:GuestBook-Hook';
    expect(told).toContain(`It lacks lambda:InvokeFunction on ${hookArn}.`);
  });

  it('lets the policy that AWS has for it move an alias, and ask only what is called like a hook', async () => {
    const change = (hook?: string) => (resources: Record<string, { Properties: Record<string, unknown> }>) => {
      const ManagedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited'];
      Object.assign(resources['DeployRole']?.Properties ?? {}, { Policies: [], ManagedPolicyArns });
      if (hook !== undefined) Object.assign(resources['Hook']?.Properties ?? {}, { FunctionName: hook });
    };
    const named = change('CodeDeployHook_Greeter');
    const { release } = await startReleasing(writeRelease({ letter: 'A', change: named }));
    await (await release(writeRelease({ letter: 'B', change: named }))).until(CANARY);
    const other = await startReleasing(writeRelease({ letter: 'A', change: change() }));
    const refused = await other.release(writeRelease({ letter: 'B', change: change() }));
    expect((await refused.ended).join(' ')).toContain('It lacks lambda:InvokeFunction');
  });
});
