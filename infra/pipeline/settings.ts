import type { Node } from 'constructs';
import { ContextError } from '../context-error.ts';
import { type Environment, findEnvironments, refuseUnknown } from '../environments.ts';

/** What a pipeline is made from. */
export interface PipelineSettings {
  /** Owner and name, as in `terroir-wine/terroir`. */
  readonly repository: string;
  /** What is pushed there is released. */
  readonly branch: string;
  /** The connection by which AWS reads the repository. The pipeline stands in its account and region. */
  readonly connectionArn: string;
  /** Twelve digits. */
  readonly account: string;
  /** Such as `eu-central-1`. */
  readonly region: string;
  /** Where it releases to, in this order. */
  readonly environments: readonly Environment[];
}

/** Context values of the pipeline. Whatever else differs between environments is in infra/environments.ts alone. */
const SETTINGS = ['repository', 'branch', 'connectionArn', 'environment'];

const ENVIRONMENTS_DEFAULT = 'staging,production';

/** AWS has renamed the service; connections that were made before keep the older name in their ARN. */
const CONNECTION_ARN =
  /^arn:aws(?:-[a-z-]+)?:(?:codeconnections|codestar-connections):([a-z0-9-]+):(\d{12}):connection\/[0-9a-f-]{36}$/;

/** Nothing that a shell or CodePipeline would read as more than a name. */
const BRANCH = /^[A-Za-z0-9][\w./-]{0,254}$/;

/**
 * The settings of the pipeline by the context: `-c repository=OWNER/NAME -c branch=NAME -c connectionArn=ARN`, and
 * `-c environment=NAME,NAME` for other environments than staging and production.
 *
 * Errors: ContextError that says what to do, for a value that is missing, is not one, or contradicts another.
 */
export function readPipelineSettings(node: Node): PipelineSettings {
  refuseUnknown(node, SETTINGS);
  const repository = readText(node, 'repository', /^[\w.-]+\/[\w.-]+$/, 'OWNER/NAME');
  const branch = readText(node, 'branch', BRANCH, 'the NAME of the branch that is released, such as main');
  const connectionArn = readText(
    node,
    'connectionArn',
    CONNECTION_ARN,
    'the ARN of a connection, arn:aws:codeconnections:REGION:ACCOUNT:connection/ID',
  );
  const [, region = '', account = ''] = CONNECTION_ARN.exec(connectionArn) ?? [];
  const environments = findEnvironments(node, ENVIRONMENTS_DEFAULT);
  requireReleasable(environments);
  return { repository, branch, connectionArn, account, region, environments };
}

/** The same settings as arguments of `cdk`, by which the pipeline makes its own template anew. */
export function writeContext({ repository, branch, connectionArn, environments }: PipelineSettings): string {
  const values = { repository, branch, connectionArn, environment: environments.map(({ name }) => name).join() };
  return Object.entries(values)
    .map(([key, value]) => `-c ${key}=${value}`)
    .join(' ');
}

/** Whether an environment is in another account than the pipeline, which then needs a key for its artifacts. */
export function isElsewhere({ account }: Environment, settings: PipelineSettings): boolean {
  return account !== undefined && account !== settings.account;
}

function readText(node: Node, key: string, pattern: RegExp, what: string): string {
  const given: unknown = node.tryGetContext(key);
  const advice = 'docs/PIPELINE.md tells how to set the pipeline up.';
  if (given === undefined) throw new ContextError(`Context ${key} is missing: give ${what}, as -c ${key}=… ${advice}`);
  if (typeof given === 'string' && pattern.test(given)) return given;
  const spelt = typeof given === 'string' ? given : JSON.stringify(given);
  throw new ContextError(`Context ${key} must be ${what}, not ${spelt}. ${advice}`);
}

/**
 * Holds environments against what a pipeline can release to, in their order.
 *
 * Errors: ContextError where the first is not tried, where one is packaged in images, or has an account
 * without a region or a region without an account.
 */
export function requireReleasable(environments: readonly Environment[]): void {
  const [first] = environments;
  if (first?.release === 'approved') {
    throw new ContextError(
      `Context environment begins with ${first.name}, which is released when somebody approves of it, and nothing ` +
        `would have been tried by then: name one with release: 'tried' before it, such as staging.`,
    );
  }
  for (const { name, account, region, packaging } of environments) {
    if (packaging === 'image') {
      throw new ContextError(
        `Environment ${name} has its functions in images, which the pipeline does not publish: in ` +
          `infra/environments.ts give it packaging: 'zip', or deploy it by npm run deploy.`,
      );
    }
    if ((account === undefined) === (region === undefined)) continue;
    const [told, missing] = account === undefined ? ['region', 'account'] : ['account', 'region'];
    throw new ContextError(
      `Environment ${name} has a value for ${told} and none for ${missing}: in infra/environments.ts give it both, ` +
        `or neither for those of the pipeline.`,
    );
  }
}
