import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';
import { ENVIRONMENTS, readEnvironments } from '../../infra/environments.ts';
import { TerroirStack } from '../../infra/stack.ts';
import { spawnNode } from '../cli/spawned.ts';
import { createApp, resourcesOf, stableIdOf, synthesize } from './synthesize.ts';

const read = (context: Record<string, unknown>) => readEnvironments(new App({ context }).node);

describe('an environment', () => {
  it('is the default one unless the context says otherwise, and needs no setting', () => {
    expect(read({})).toEqual([ENVIRONMENTS[0]]);
    expect(createApp().stack.stackName).toBe('Terroir');
  });

  it.each(ENVIRONMENTS.map(({ name }) => name))('%s makes a stack of its own', (name) => {
    const { stack } = createApp({ environment: name });
    expect(stack.stackName).toBe(name === 'default' ? 'Terroir' : `Terroir-${name}`);
  });

  it('has the settings that the context replaces, and its own otherwise', () => {
    const [environment] = read({ environment: 'production', architecture: 'arm64', deletionProtection: 'on' });
    expect(environment).toMatchObject({ architecture: 'arm64', deletionProtection: 'on', introspection: 'off' });
  });

  it.each([
    [{ environment: 'prod' }, 'Context environment must be one of default, staging, production, not prod.'],
    [{ environment: '' }, 'Context environment must be one of default, staging, production, not .'],
    [{ environment: 7 }, 'not 7.'],
    [{ environment: 'staging,staging' }, 'Context environment names staging twice: name each environment once.'],
    [{ enviroment: 'staging' }, 'There is no context value enviroment; there are environment, architecture'],
    [{ deletionProtection: 'yes' }, 'Context deletionProtection must be one of on, off, not yes.'],
    [{ rollout: 'slowly' }, 'Context rollout must be one of canary, linear, allAtOnce, not slowly.'],
    [{ emergency: 'yes' }, 'Context emergency must be one of true, false, not yes.'],
    [
      { emergency: 'true', rollout: 'allAtOnce' },
      'Context emergency=true leaves alarms out of a release, and with rollout allAtOnce, as default has it, there are',
    ],
    [{ schemaDescriptions: 'drop' }, 'Context schemaDescriptions must be one of comments, keep, not drop.'],
  ])('is not made from %j', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });

  it('is called by a name that a stack may have, and by no other one’s', () => {
    const names = ENVIRONMENTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,40}$/);
  });
});

it('reserves as much concurrency as the runbook says that an account must have, with the 100 that Lambda keeps', async () => {
  const runbook = await readFile(join(ROOT, 'docs/RUNBOOK.md'), 'utf8');
  const told = /`ConcurrentExecutions` must be (\d+) at least/.exec(runbook)?.[1];
  for (const { concurrencyMax } of ENVIRONMENTS) {
    const reserved = Object.values(concurrencyMax).reduce((sum, calls) => sum + calls, 0);
    expect(told).toBe(String(reserved + 100));
  }
});

describe('a wrong context value', () => {
  it.each([
    ['app.ts', 'Context rollout must be one of canary, linear, allAtOnce, not fast.'],
    ['pipeline-app.ts', 'There is no context value rollout; there are repository, branch, connectionArn, environment.'],
  ])('ends the synthesis of infra/%s with its sentence alone', async (file, sentence) => {
    const env = { CDK_CONTEXT_JSON: '{"rollout":"fast"}' };
    const { ended } = spawnNode([join(ROOT, 'infra', file)], { env });
    expect(await ended).toEqual({ code: 1, output: `${sentence}\n` });
  });
});

describe('two environments', () => {
  it('stand side by side in one assembly, in one account, and share no name', { timeout: 60_000 }, () => {
    const app = new App({
      context: { 'aws:cdk:bundling-stacks': [], environment: 'staging,production' },
      builtinCloudFormationValidation: false,
    });
    const stacks = readEnvironments(app.node).map((environment) => new TerroirStack(app, environment));
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Terroir-production', 'Terroir-staging']);
    for (const stack of stacks) {
      const fixed = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, Fixed>).flatMap(
        ({ Properties = {} }) =>
          Object.entries(Properties).filter(
            ([name, value]) => /^(Table|Function|Bucket|Role)Name$/.test(name) && typeof value === 'string',
          ),
      );
      expect(fixed).toEqual([]);
    }
  });

  it('have the same resources under the same ids, so that what is tried in one is what the other gets', () => {
    const idsOf = (environment: string) =>
      Object.keys(synthesize({ environment, trainSchedule: 'off' }).toJSON().Resources as object)
        .map(stableIdOf)
        .sort();
    expect(idsOf('staging')).toEqual(idsOf('production'));
  });

  it('call their API by the name of their stack', () => {
    const [[, { Properties }] = ['', { Properties: {} as Record<string, unknown> }]] = resourcesOf(
      synthesize({ environment: 'staging' }),
      'AWS::AppSync::GraphQLApi',
    );
    expect(Properties.Name).toBe('Terroir-staging');
  });
});

interface Fixed {
  Properties?: Record<string, unknown>;
}
