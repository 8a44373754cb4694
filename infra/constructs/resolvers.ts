import { AppsyncFunction, type BaseDataSource, Code, FunctionRuntime, type GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { type DataSourceName, ROOT_FIELDS, type StepName, STEPS } from '../../contract/root-fields.ts';
import { bundleResolver } from '../bundle-resolver.ts';

const runtime = FunctionRuntime.JS_1_0_0;

/** The resolver of every root field, as contract/root-fields.ts says. */
export function addResolvers(api: GraphqlApi, sources: Record<DataSourceName, BaseDataSource>): void {
  const steps = createSteps(api, sources);
  for (const [field, { source, code = field }] of Object.entries(ROOT_FIELDS)) {
    const [typeName = '', fieldName = ''] = field.split('.');
    const props = { typeName, fieldName, runtime, code: bundleCode(code) };
    if (typeof source === 'string') sources[source].createResolver(field, props);
    else api.createResolver(field, { ...props, pipelineConfig: source.map((step) => steps[step]) });
  }
}

function createSteps(
  api: GraphqlApi,
  sources: Record<DataSourceName, BaseDataSource>,
): Record<StepName, AppsyncFunction> {
  const create = (name: StepName): AppsyncFunction => {
    const { source, code = `steps/${name}` } = STEPS[name];
    return new AppsyncFunction(api, name, { name, api, dataSource: sources[source], code: bundleCode(code), runtime });
  };
  const names = Object.keys(STEPS) as StepName[];
  return Object.fromEntries(names.map((name) => [name, create(name)])) as Record<StepName, AppsyncFunction>;
}

function bundleCode(name: string): Code {
  return Code.fromInline(bundleResolver(name));
}
