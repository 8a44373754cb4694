/**
 * CodeDeploy's API, as far as deployments of functions need it. Source: CodeDeploy API reference (2014-10-06); what a
 * call needs: "CodeDeploy permissions reference".
 */
import { isRecord, type JsonRecord } from '../record.ts';
import type { ServiceCalls } from '../service-calls.ts';
import { arnOf } from '../template/identity.ts';
import { type Board, openHook } from './board.ts';
import type { DeploymentGroup } from './definition.ts';
import type { Deployment, DeploymentPlan } from './deployment.ts';

/** A call that is refused, by AWS's own name for the reason. */
export class ApiError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What calls are answered from. */
export interface ApiRoom {
  board: Board;
  groups: () => readonly DeploymentGroup[];
  calls: ServiceCalls;
}

/** An operation: whose group it is about, so that it can be asked whether the caller may, and what it answers. */
interface Operation {
  groupOf: (body: JsonRecord, room: ApiRoom) => Pick<DeploymentGroup, 'application' | 'group'> | undefined;
  run: (body: JsonRecord, room: ApiRoom) => JsonRecord;
}

const ofDeployment = (body: JsonRecord, { board }: ApiRoom) => findDeployment(body, board);
const named = (body: JsonRecord) => ({
  application: textOf(body['applicationName'], '*'),
  group: textOf(body['deploymentGroupName'], '*'),
});

/** Every operation that the host knows. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutLifecycleEventHookExecutionStatus: { groupOf: ofDeployment, run: putHookStatus },
  CreateDeployment: { groupOf: named, run: createDeployment },
  GetDeployment: {
    groupOf: ofDeployment,
    run: (body, { board }) => ({ deploymentInfo: showDeployment(findDeployment(body, board)) }),
  },
  StopDeployment: { groupOf: ofDeployment, run: stopDeployment },
  ListDeployments: { groupOf: named, run: listDeployments },
  GetDeploymentGroup: {
    groupOf: named,
    run: (body, room) => ({ deploymentGroupInfo: showGroup(findGroup(body, room)) }),
  },
  ListDeploymentGroups: {
    groupOf: named,
    run: ({ applicationName }, { groups }) => {
      const own = groups().filter(({ application }) => application === applicationName);
      if (own.length === 0) throw new ApiError('ApplicationDoesNotExistException', 'No application found for name.');
      return { applicationName, deploymentGroups: own.map(({ group }) => group) };
    },
  },
  ListApplications: {
    groupOf: () => undefined,
    run: (_, { groups }) => ({ applications: [...new Set(groups().map(({ application }) => application))] }),
  },
};

/** The resource that a caller must be allowed to use. */
export function nameResource(group: Pick<DeploymentGroup, 'application' | 'group'> | undefined): string {
  return group === undefined ? '*' : arnOf('codedeploy', `deploymentgroup:${group.application}/${group.group}`);
}

function putHookStatus(body: JsonRecord, { board, calls }: ApiRoom): JsonRecord {
  const deployment = findDeployment(body, board);
  const { lifecycleEventHookExecutionId: executionId, status } = body;
  const hook = openHook(deployment.id, String(executionId));
  if (hook === undefined) {
    throw new ApiError(
      'InvalidLifecycleEventHookExecutionIdException',
      'The lifecycle event hook execution ID is invalid.',
    );
  }
  if (status !== 'Succeeded' && status !== 'Failed') {
    const message = `The status ${String(status)} is invalid: a hook answers Succeeded or Failed.`;
    throw new ApiError('InvalidLifecycleEventHookExecutionStatusException', message);
  }
  if (deployment.phase !== hook) {
    throw new ApiError('LifecycleEventAlreadyCompletedException', `The lifecycle event ${hook} is already completed.`);
  }
  const nowMs = calls.alarms.now();
  board.tell(deployment.id, { kind: 'hookAnswered', nowMs, hook, hasSucceeded: status === 'Succeeded' });
  return { lifecycleEventHookExecutionId: executionId };
}

function createDeployment(body: JsonRecord, room: ApiRoom): JsonRecord {
  const group = findGroup(body, room);
  const { roleArn, application, configName, traffic, alarms, rollsBackOn } = group;
  if (room.board.list().some((one) => one.group === group.group && one.status === 'InProgress')) {
    const message = `The Deployment Group '${group.group}' already has an active Deployment.`;
    throw new ApiError('DeploymentLimitExceededException', message);
  }
  const plan = { application, group: group.group, configName, traffic, alarms, rollsBackOn };
  const { id } = room.board.create({ ...plan, ...readRevision(body, room) }, roleArn);
  return { deploymentId: id };
}

/** What an AppSpec in JSON says; the host reads no YAML, and nothing that lies in a bucket. */
function readRevision(
  { revision }: JsonRecord,
  { calls }: ApiRoom,
): Pick<DeploymentPlan, 'functionName' | 'alias' | 'from' | 'to' | 'hooks'> {
  const content =
    isRecord(revision) && isRecord(revision['appSpecContent']) ? revision['appSpecContent']['content'] : '';
  const spec = parseJson(String(content));
  const [resource] = listRecords(spec['Resources']).flatMap((one) => Object.values(one).filter(isRecord));
  const properties = isRecord(resource?.['Properties']) ? resource['Properties'] : {};
  const [functionName, alias, from, to] = ['Name', 'Alias', 'CurrentVersion', 'TargetVersion'].map((name) =>
    textOf(properties[name], ''),
  ) as [string, string, string, string];
  const routing = calls.versions.routingOf(functionName, alias);
  if (routing === undefined) throw invalidRevision(`There is no alias ${alias} of the function ${functionName}.`);
  if (routing.version !== from) throw invalidRevision(`The alias leads to version ${routing.version}, not to ${from}.`);
  if (!calls.versions.has(functionName, to))
    throw invalidRevision(`There is no version ${to} of ${functionName} here.`);
  const hooks = Object.assign({}, ...listRecords(spec['Hooks'])) as DeploymentPlan['hooks'];
  return { functionName, alias, from, to, hooks };
}

function parseJson(text: string): JsonRecord {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw invalidRevision('The laptop host takes a revision of type AppSpecContent, in JSON.');
}

function invalidRevision(message: string): ApiError {
  return new ApiError('InvalidRevisionException', message);
}

function listRecords(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function stopDeployment(body: JsonRecord, { board }: ApiRoom): JsonRecord {
  const { id, status } = findDeployment(body, board);
  if (status !== 'InProgress') {
    throw new ApiError('DeploymentAlreadyCompletedException', `The deployment ${id} is already completed.`);
  }
  board.stop(id, 'The deployment was stopped by a user.', body['autoRollbackEnabled'] === true);
  return { status: 'Succeeded', statusMessage: 'No more commands will be scheduled for execution.' };
}

function listDeployments(body: JsonRecord, { board }: ApiRoom): JsonRecord {
  const { applicationName, deploymentGroupName, includeOnlyStatuses: wanted } = body;
  const found = board
    .list()
    .filter(
      ({ application, group, status }) =>
        (applicationName === undefined || applicationName === application) &&
        (deploymentGroupName === undefined || deploymentGroupName === group) &&
        (!Array.isArray(wanted) || wanted.length === 0 || wanted.includes(status)),
    );
  return { deployments: found.map(({ id }) => id) };
}

function findDeployment({ deploymentId }: JsonRecord, board: Board): Deployment {
  if (deploymentId === undefined) {
    throw new ApiError('DeploymentIdRequiredException', 'At least one deployment ID must be specified.');
  }
  const id = textOf(deploymentId, '');
  if (!/^d-[A-Z0-9]{9}$/.test(id)) throw new ApiError('InvalidDeploymentIdException', `${id} is not a deployment ID.`);
  const deployment = board.find(id);
  if (deployment) return deployment;
  throw new ApiError('DeploymentDoesNotExistException', `The deployment ${id} could not be found.`);
}

/** What is no text is as good as absent. */
function textOf(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function findGroup(body: JsonRecord, { groups }: ApiRoom): DeploymentGroup {
  const { application, group } = named(body);
  const own = groups().filter((one) => one.application === application);
  if (own.length === 0)
    throw new ApiError('ApplicationDoesNotExistException', `No application found for name: ${application}`);
  const found = own.find((one) => one.group === group);
  if (found) return found;
  throw new ApiError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${group}`);
}

function showGroup({ application, group, configName, roleArn, alarms, rollsBackOn }: DeploymentGroup): JsonRecord {
  const events = [
    ...(rollsBackOn.failure ? ['DEPLOYMENT_FAILURE'] : []),
    ...(rollsBackOn.alarm ? ['DEPLOYMENT_STOP_ON_ALARM'] : []),
  ];
  return {
    applicationName: application,
    deploymentGroupName: group,
    deploymentConfigName: configName,
    serviceRoleArn: roleArn,
    computePlatform: 'Lambda',
    deploymentStyle: STYLE,
    alarmConfiguration: { enabled: alarms.length > 0, alarms: alarms.map((name) => ({ name })) },
    autoRollbackConfiguration: { enabled: events.length > 0, events },
  };
}

const STYLE = { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' };

function showDeployment(deployment: Deployment): JsonRecord {
  const { id, status, functionName, alias, from, to, createdMs, endedMs, error, isRolledBack } = deployment;
  const properties = { Name: functionName, Alias: alias, CurrentVersion: from, TargetVersion: to };
  const content = JSON.stringify({
    version: 0.0,
    Resources: [{ [functionName]: { Type: 'AWS::Lambda::Function', Properties: properties } }],
    Hooks: Object.entries(deployment.hooks).map(([name, hook]) => ({ [name]: hook })),
  });
  const count = (name: Deployment['status']): number => (status === name ? 1 : 0);
  return {
    applicationName: deployment.application,
    deploymentGroupName: deployment.group,
    deploymentConfigName: deployment.configName,
    deploymentId: id,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    status,
    createTime: createdMs / 1000,
    startTime: createdMs / 1000,
    ...(endedMs !== undefined && { completeTime: endedMs / 1000 }),
    ...(error && { errorInformation: error }),
    ...(isRolledBack && { rollbackInfo: { rollbackMessage: `Calls of ${alias} go to version ${from} again.` } }),
    deploymentOverview: {
      ...{ Pending: 0, InProgress: count('InProgress'), Succeeded: count('Succeeded'), Ready: 0 },
      ...{ Failed: count('Failed') + count('Stopped'), Skipped: 0 },
    },
    creator: 'CloudFormation',
    computePlatform: 'Lambda',
    deploymentStyle: STYLE,
  };
}
