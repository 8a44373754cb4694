import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ROOT } from '../../infra/bundle.ts';
import { readEnvironments } from '../../infra/environments.ts';
import { TerroirStack } from '../../infra/stack.ts';

const { context } = JSON.parse(readFileSync(`${ROOT}cdk.json`, 'utf8')) as { context: Record<string, unknown> };

/**
 * An app with the context of cdk.json, and `settings` over it, and the stack in it. The Lambdas are not bundled, and
 * whether the template is sound is asked only if told so: that takes seconds.
 */
export function createApp(
  settings: Record<string, unknown> = {},
  { validate = false } = {},
): { app: App; stack: TerroirStack } {
  const app = new App({
    context: {
      ...context,
      'aws:cdk:bundling-stacks': [],
      ...settings,
    },
    builtinCloudFormationValidation: validate,
  });
  const [environment] = readEnvironments(app.node);
  if (environment === undefined) throw new Error('The context names no environment.');
  return { app, stack: new TerroirStack(app, environment) };
}

const made = new Map<string, Template>();

/** The template that an app with these settings deploys, made once a test file: that takes a second. */
export function synthesize(settings: Record<string, unknown> = {}): Template {
  const key = JSON.stringify(settings);
  const template = made.get(key) ?? synthesizeAnew(settings);
  made.set(key, template);
  return template;
}

/** As synthesize(), made for this call. */
export function synthesizeAnew(settings: Record<string, unknown> = {}): Template {
  return Template.fromStack(createApp(settings).stack);
}

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  UpdatePolicy?: Record<string, unknown>;
  DependsOn?: string[];
}

/**
 * A logical id without what changes with each release: that of a version of a function ends in a hash of what the
 * version is made of.
 */
export function stableIdOf(logicalId: string): string {
  return logicalId.replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}$/, '$1');
}

/** The resources of a type, by logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>);
}
