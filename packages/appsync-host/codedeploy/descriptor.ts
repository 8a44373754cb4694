import type { RunningService, ServiceDescriptor, Surroundings } from '../descriptor.ts';
import { explainFolderFault } from '../failure.ts';
import { createReleaser } from '../release/release.ts';
import { chooseName, shortId } from '../template/identity.ts';
import { DESCRIBED } from '../template/resource-type.ts';
import { createBoard } from './board.ts';
import type { Deployment } from './deployment.ts';
import { readGroups, readMovingAliases } from './definition.ts';
import { startCodedeployServer } from './server.ts';

/** AWS CodeDeploy: releases of functions, by aliases whose calls move from one version to the next. */
export const codedeploy: ServiceDescriptor = {
  name: 'codedeploy',
  types: {
    'AWS::CodeDeploy::Application': {
      honoured: ['ApplicationName', 'ComputePlatform'],
      ignored: { Tags: DESCRIBED.Tags },
      values: { ComputePlatform: ['Lambda'] },
      identify: (parts) => ({ ref: chooseName(parts, 'ApplicationName'), attributes: {} }),
    },
    'AWS::CodeDeploy::DeploymentGroup': {
      honoured: [
        ...['ApplicationName', 'DeploymentGroupName', 'DeploymentConfigName', 'ServiceRoleArn'],
        ...['AlarmConfiguration.Alarms.Name', 'AlarmConfiguration.Enabled', 'AutoRollbackConfiguration.Enabled'],
        ...['AutoRollbackConfiguration.Events', 'DeploymentStyle'],
      ],
      ignored: {
        Tags: DESCRIBED.Tags,
        'AlarmConfiguration.IgnorePollAlarmFailure': 'how alarms stand is always known',
        TriggerConfigurations: 'nobody is told but the terminal',
      },
      values: {
        'DeploymentStyle.DeploymentOption': ['WITH_TRAFFIC_CONTROL'],
        'DeploymentStyle.DeploymentType': ['BLUE_GREEN'],
      },
      identify: (parts) => ({ ref: chooseName(parts, 'DeploymentGroupName'), attributes: {} }),
    },
    'AWS::CodeDeploy::DeploymentConfig': {
      honoured: ['DeploymentConfigName', 'ComputePlatform', 'TrafficRoutingConfig'],
      ignored: {},
      values: {
        ComputePlatform: ['Lambda'],
        'TrafficRoutingConfig.Type': ['TimeBasedCanary', 'TimeBasedLinear', 'AllAtOnce'],
      },
      identify: (parts) => ({
        ref: chooseName(parts, 'DeploymentConfigName'),
        attributes: { DeploymentConfigId: shortId(parts) },
      }),
    },
  },
  start: startCodedeploy,
};

async function startCodedeploy({ templates, calls, warn }: Surroundings): Promise<RunningService> {
  // What a release would stumble over stops the start.
  readMovingAliases(templates.current());
  const { kept } = templates;
  const keep = (deployment: Deployment): void => {
    try {
      kept.keepDeployment(deployment);
    } catch (error) {
      // It goes on: what is not kept is not known after a restart.
      warn(explainFolderFault(error, 'the folder of releases').message);
    }
  };
  const board = createBoard({ calls, known: kept.deployments(), keep });
  const releaser = createReleaser({ templates, board, versions: calls.versions, warn });
  const groups = () => readGroups(templates.current());
  const server = await startCodedeployServer({ board, groups, calls }, releaser);
  return { endpoint: server.endpoint, close: server.close };
}
