import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { checkBatchSize, ENVIRONMENTS, readEnvironments } from '../../../infra/environments.ts';
import { addSecurityRules } from '../../../infra/security-rules.ts';
import { type Resource, resourcesOf } from '../synthesize.ts';
import { createTrainings, synthesizeTrainings } from '../synthesize-trainings.ts';

/** Every resource of the default stack; test/infra/logical-ids.test.ts holds that. */
const LOGICAL_IDS = new URL('../logical-ids.json', import.meta.url);

const template = synthesizeTrainings('Api');
const all = Object.entries(template.toJSON()['Resources'] as Record<string, Resource>);
const only = (type: string): Resource['Properties'] => {
  const [[, { Properties }] = ['', { Properties: {} }], ...others] = resourcesOf(template, type);
  expect(others).toEqual([]);
  return Properties;
};

interface Statement {
  Action: string | string[];
  Resource: unknown;
}
const statementsOf = (role: string) =>
  all
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(`${role}DefaultPolicy`))
    .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement);

describe('trainings on AWS Batch', () => {
  it('are not in the stack unless they are told to be', () => {
    const types = Object.values(JSON.parse(readFileSync(LOGICAL_IDS, 'utf8')) as Record<string, string>);
    expect(types.filter((type) => /^AWS::(Batch|EC2|ECR)::/.test(type))).toEqual([]);
  });

  it('run on Fargate, one at a time, in subnets without NAT gateways, behind a group that lets nothing in', () => {
    expect(only('AWS::Batch::ComputeEnvironment')['ComputeResources']).toMatchObject({ Type: 'FARGATE', MaxvCpus: 4 });
    expect(resourcesOf(template, 'AWS::EC2::Subnet')).toHaveLength(2);
    expect(resourcesOf(template, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(
      resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties['VpcEndpointType']),
    ).toEqual(['Gateway', 'Gateway']);
    expect(only('AWS::EC2::SecurityGroup')).not.toHaveProperty('SecurityGroupIngress');
    expect(resourcesOf(template, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  it('have a container of the size of the environment, with an end, a log and a disk', () => {
    const { ContainerProperties, Timeout, RetryStrategy } = only('AWS::Batch::JobDefinition');
    expect(ContainerProperties).toMatchObject({
      ResourceRequirements: [
        { Type: 'VCPU', Value: '4' },
        { Type: 'MEMORY', Value: '30720' },
      ],
      EphemeralStorage: { SizeInGiB: 60 },
      LogConfiguration: { LogDriver: 'awslogs' },
    });
    expect(Timeout).toEqual({ AttemptDurationSeconds: 43_200 });
    const { EvaluateOnExit: rules } = RetryStrategy as { EvaluateOnExit: Record<string, string>[] };
    expect(rules.at(-1)).toEqual({ Action: 'EXIT', OnReason: '*' });
    for (const rule of rules.slice(0, -1))
      expect(rule).toMatchObject({ Action: 'RETRY', OnStatusReason: expect.any(String) as string });
  });

  it('may do exactly what the function may, but for its own tracing and its jobs', () => {
    const own = ['logs:', 'xray:', 'batch:'];
    const spell = (role: string) =>
      statementsOf(role)
        .map(({ Action, ...rest }) => ({
          ...rest,
          Action: [Action].flat().filter((one) => !own.some((its) => one.startsWith(its))),
        }))
        .filter(({ Action }) => Action.length > 0)
        .map((statement) => JSON.stringify(statement))
        .sort();
    expect(spell('TrainBatchJobRole')).toEqual(spell('TrainRole'));
    expect(spell('TrainBatchJobRole').length).toBeGreaterThan(5);
  });

  it('are submitted by the function alone, to this queue and by this definition alone', () => {
    const submitting = statementsOf('TrainRole').filter(({ Action }) => [Action].flat().includes('batch:SubmitJob'));
    const ids = ['AWS::Batch::JobDefinition', 'AWS::Batch::JobQueue'].flatMap((type) =>
      resourcesOf(template, type).map(([Ref]) => ({ Ref })),
    );
    expect(submitting.flatMap(({ Resource }) => Resource)).toEqual(ids);
    expect(JSON.stringify(statementsOf('RegistryRole'))).not.toContain('SubmitJob');
  });

  it('break no rule of AWS without a reason', () => {
    const { app } = createTrainings('Api');
    addSecurityRules(app);
    expect(() => app.synth()).not.toThrow();
  });
});

describe('the size of a container', () => {
  const check = (changes: object) => () =>
    checkBatchSize({ name: 'mine', batchSize: { vcpus: 16, memoryMb: 122_880, storageGb: 200, ...changes } });

  it('is one that Fargate has, and else the message says which those are', () => {
    expect(check({})).not.toThrow();
    expect(check({ vcpus: 0.25, memoryMb: 512, storageGb: 21 })).not.toThrow();
    expect(check({ vcpus: 3 })).toThrow(
      'batchSize of the environment mine: Fargate has 0.25, 0.5, 1, 2, 4, 8, 16 vCPUs, not 3.',
    );
    expect(check({ memoryMb: 31_000 })).toThrow(
      'batchSize of the environment mine: with 16 vCPUs Fargate has 32768 to 122880 MB in steps of 8192, not 31000.',
    );
    expect(check({ vcpus: 0.25, memoryMb: 1536 })).toThrow('not 1536');
    expect(check({ storageGb: 20 })).toThrow('storageGb must be from 21 to 200, not 20.');
    for (const environment of ENVIRONMENTS) expect(() => checkBatchSize(environment)).not.toThrow();
  });

  it('goes with a place that there is', () => {
    const read = (trainOn: string) => readEnvironments(new App({ context: { trainOn } }).node)[0]?.trainOn;
    expect(read('bySize')).toBe('bySize');
    expect(() => read('emr')).toThrow('Context trainOn must be one of lambda, batch, bySize, not emr.');
  });
});
