import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTINGS as SETTINGS_OF_FUNCTIONS } from '../../../contract/settings.ts';
import { ROOT } from '../../../infra/bundle.ts';
import { synthesize } from '../synthesize.ts';
import { LOCK_FILE, makeCheckout, SETTINGS, synthesizePipeline } from './synthesize-pipeline.ts';

// Made once, of two checkouts, and looked at by all of the tests.
const work = mkdtempSync(join(tmpdir(), 'terroir-pipeline-'));
const [here, elsewhere] = [join(work, 'here'), join(work, 'a/longer/way/elsewhere')];
beforeAll(async () => {
  const checkout = join(work, 'somewhere/else/checkout');
  makeCheckout(checkout);
  // One environment is as good as two for what is bundled.
  await Promise.all([
    synthesizePipeline(ROOT, here, 'staging,production'),
    synthesizePipeline(checkout, elsewhere, 'staging'),
  ]);
}, 240_000);
afterAll(() => rmSync(work, { recursive: true }));

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
interface Action {
  Name: string;
  RunOrder: number;
  ActionTypeId: { Category: string; Provider: string };
  RoleArn?: { 'Fn::GetAtt': [string] };
  Configuration: Record<string, unknown>;
}
interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const readJson = <Content>(path: string): Content => JSON.parse(readFileSync(path, 'utf8')) as Content;
const resources = (): Record<string, Resource> =>
  readJson<{ Resources: Record<string, Resource> }>(join(here, 'Terroir-pipeline.template.json')).Resources;
const ofType = (type: string): Resource[] => Object.values(resources()).filter(({ Type }) => Type === type);
const pipeline = (): Resource => ofType('AWS::CodePipeline::Pipeline')[0]!;
const stages = () => pipeline().Properties['Stages'] as { Name: string; Actions: Action[] }[];
const actionsOf = (name: string): Action[] =>
  stages()
    .find(({ Name }) => Name === name)!
    .Actions.toSorted((one, other) => one.RunOrder - other.RunOrder);

/** The buildspec of each project, those included that lie in the assembly as files. */
function buildspecs(): string[] {
  return ofType('AWS::CodeBuild::Project').map(({ Properties }) => {
    const { BuildSpec: buildspec } = Properties['Source'] as { BuildSpec: unknown };
    const text = typeof buildspec === 'string' ? buildspec : JSON.stringify(buildspec);
    return text.endsWith('.yaml') ? readFileSync(join(here, text), 'utf8') : text;
  });
}

function statementsOf(roleId: string): Statement[] {
  return ofType('AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${roleId}"`))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement);
}

describe('the pipeline', () => {
  it('builds, mends itself, tries staging, asks somebody, and releases to production by a canary that sees traffic', () => {
    const { Properties } = pipeline();
    expect([Properties['PipelineType'], Properties['ExecutionMode']]).toEqual(['V2', 'SUPERSEDED']);
    expect(Properties['RestartExecutionOnUpdate']).toBe(true);
    const steps = stages().map(({ Name }) => [Name, ...actionsOf(Name).map((one) => `${one.RunOrder} ${one.Name}`)]);
    const deployments = (stack: string) => [
      `1 ${stack}-trial.Prepare`,
      `2 ${stack}-trial.Deploy`,
      `3 ${stack}.Prepare`,
      `4 ${stack}.Deploy`,
      '4 Traffic',
      '5 Try',
    ];
    expect(steps).toEqual([
      ['Source', '1 terroir-wine_terroir'],
      ['Build', '1 Synth'],
      ['UpdatePipeline', '1 SelfMutate'],
      ['Assets', '1 FileAssets'],
      ['staging', ...deployments('Terroir-staging')],
      ['approve-production', '1 Approve'],
      ['production', ...deployments('Terroir-production')],
    ]);
  });

  it('reads a clone of the branch by the connection, on every push', () => {
    const [source] = actionsOf('Source');
    expect(source?.ActionTypeId.Provider).toBe('CodeStarSourceConnection');
    expect(source?.Configuration).toMatchObject({
      ConnectionArn: SETTINGS.connectionArn,
      FullRepositoryId: SETTINGS.repository,
      BranchName: 'main',
      OutputArtifactFormat: 'CODEBUILD_CLONE_REF',
    });
    expect(source?.Configuration['DetectChanges']).not.toBe(false);
  });

  it('may use the connection by the old and the new name of its service, whoever clones', () => {
    const uses = (roleId: string): string[] =>
      statementsOf(roleId)
        .filter(({ Resource }) => Resource === SETTINGS.connectionArn)
        .flatMap(({ Action }) => Action)
        .filter((action) => action.endsWith(':UseConnection'));
    const both = ['codeconnections:UseConnection', 'codestar-connections:UseConnection'];
    const roles = Object.keys(resources()).filter((id) => uses(id).length > 0);
    for (const role of roles) expect([...new Set(uses(role))].sort(), role).toEqual(both);
    // The source action, the build, and two trials and two kinds of traffic, each with a clone.
    expect(roles).toHaveLength(6);
    expect(roles).toContain(actionsOf('Source')[0]?.RoleArn?.['Fn::GetAtt'][0]);
  });

  it('runs what continuous integration runs, makes its templates by the same settings, and takes the SBOM along', () => {
    const [build] = buildspecs().filter((text) => text.includes('.ci/run'));
    const { phases } = JSON.parse(build ?? '') as { phases: { build: { commands: string[] } } };
    expect(phases.build.commands).toEqual([
      '.ci/run',
      'node launch.cjs cdk synth --quiet --app "node launch.cjs infra/pipeline-app.ts" --output cdk.out/pipeline ' +
        `-c repository=${SETTINGS.repository} -c branch=main -c connectionArn=${SETTINGS.connectionArn} ` +
        '-c environment=staging,production',
      'cp sbom.cdx.json cdk.out/pipeline/',
    ]);
    const run = readFileSync(join(ROOT, '.ci/run'), 'utf8');
    for (const step of [
      'npm ci',
      '.ci/supply-chain',
      '.ci/first-command',
      '.ci/fresh-project',
      '.ci/image',
      'npm test',
    ]) {
      expect(run).toContain(`\n${step}\n`);
    }
  });

  it('runs all on one image, by Node 24, and by the cdk and cdk-assets of package-lock.json', () => {
    const images = ofType('AWS::CodeBuild::Project').map(
      ({ Properties }) => (Properties['Environment'] as { Image: string }).Image,
    );
    expect(new Set(images)).toEqual(new Set(['aws/codebuild/standard:8.0']));
    expect(images).toHaveLength(7);
    for (const text of buildspecs()) expect(text).toMatch(/"runtime-versions": \{\s*"nodejs": 24\s*\}/);
    const installed = buildspecs().flatMap((text) => text.match(/npm install -g [^"\n]+/g) ?? []);
    const version = (name: string) => LOCK_FILE.packages[`node_modules/${name}`]?.version;
    expect(installed.sort()).toEqual([
      `npm install -g aws-cdk@${version('aws-cdk')}`,
      `npm install -g cdk-assets@${version('cdk-assets')}`,
    ]);
  });

  it('tries staging by the tests of the API and under load, production by a glance, each as its own role', () => {
    const tried = buildspecs().flatMap((text) => text.match(/\.ci\/try-deployment \w+/g) ?? []);
    expect(tried.sort()).toEqual([
      '.ci/try-deployment console',
      '.ci/try-deployment console',
      '.ci/try-deployment glance',
      '.ci/try-deployment load',
      '.ci/try-deployment promises',
      '.ci/try-deployment traffic',
      '.ci/try-deployment traffic',
    ]);
    const assumed = ofType('AWS::IAM::Policy')
      .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
      .filter(({ Action, Condition }) => Action === 'sts:AssumeRole' && Condition === undefined)
      .map(({ Resource }) => JSON.stringify(Resource))
      .filter((resource) => resource.includes('-trial'));
    for (const name of ['staging', 'production']) {
      expect(assumed.filter((arn) => arn.includes(`::111111111111:role/Terroir-${name}-trial`))).toHaveLength(2);
    }
    expect(assumed).toHaveLength(4);
  });

  it('keeps artifacts for a month, and logs for three', () => {
    const [bucket] = ofType('AWS::S3::Bucket');
    expect(bucket?.Properties['LifecycleConfiguration']).toEqual({
      Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }],
    });
    const groups = ofType('AWS::Logs::LogGroup').map(({ Properties }) => Properties['RetentionInDays']);
    expect(groups.sort()).toEqual([30, 90]);
    for (const { Properties } of ofType('AWS::CodeBuild::Project')) {
      expect(Properties['LogsConfig']).toMatchObject({ CloudWatchLogs: { Status: 'ENABLED' } });
    }
  });

  it('has every release to production measured at its end', () => {
    const [rule] = ofType('AWS::Events::Rule').filter(({ Properties }) => JSON.stringify(Properties).includes('Stage'));
    expect(rule?.Properties['EventPattern']).toMatchObject({
      'detail-type': ['CodePipeline Stage Execution State Change'],
      detail: { stage: ['production'], state: ['SUCCEEDED', 'FAILED'] },
    });
    const [measure] = ofType('AWS::Lambda::Function');
    const variables = (measure?.Properties['Environment'] as { Variables: Record<string, string> }).Variables;
    expect(variables['LAST_ACTION']).toBe(actionsOf('production').at(-1)?.Name);
  });
});

describe('the stack of an environment', () => {
  const inStage = (name: string): unknown => {
    const folder = join(here, `assembly-Terroir-pipeline-${name}`);
    const manifest = readJson<{ artifacts: Record<string, { properties?: Record<string, string> }> }>(
      join(folder, 'manifest.json'),
    );
    const [stack] = Object.values(manifest.artifacts).filter(
      ({ properties }) => properties?.['stackName'] === `Terroir-${name}`,
    );
    return withoutCode(readJson(join(folder, stack?.properties?.['templateFile'] ?? '')));
  };

  it('is within the pipeline what it is without, ids and all', () => {
    expect(inStage('production')).toEqual(withoutCode(synthesize({ environment: 'production' }).toJSON()));
  }, 120_000);

  /** What the code is depends on what is bundled, which is not done here without the pipeline: so do its versions. */
  function withoutCode(template: unknown): unknown {
    const text = JSON.stringify(template, (key, value: unknown) =>
      key === 'S3Key' || key === SETTINGS_OF_FUNCTIONS.bundleDigest ? undefined : value,
    );
    return JSON.parse(text.replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1'));
  }
});

describe('what is made of a commit', () => {
  it('is the same in another folder, or the pipeline would mend itself without end', () => {
    const folder = 'assembly-Terroir-pipeline-staging';
    const paths = readdirSync(join(here, folder)).filter((path) => /\.(template|assets)\.json$/.test(path));
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      expect(readFileSync(join(elsewhere, folder, path), 'utf8'), path).toBe(
        readFileSync(join(here, folder, path), 'utf8'),
      );
    }
    const assetsOf = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('asset.'));
    expect(assetsOf(elsewhere)).toEqual(assetsOf(here));
    expect(assetsOf(here)).toHaveLength(8);
  });
});

describe('what cdk-nag finds', () => {
  interface Finding {
    ruleName: string;
    reason?: string;
    violatingConstructs: { constructPath: string }[];
  }

  it('of the pipeline is acknowledged, each for a reason: so many, and no other', () => {
    const { pluginReports } = readJson<{
      pluginReports: { violations: Finding[]; suppressedViolations: Finding[] }[];
    }>(join(here, 'validation-report.json'));
    expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    const acknowledged = pluginReports.flatMap((report) => report.suppressedViolations);
    for (const { reason } of acknowledged) expect(reason).toMatch(/\w+ \w+ \w+ \w+/);
    const counts: Record<string, number> = {};
    for (const { ruleName, violatingConstructs } of acknowledged) {
      const rule = ruleName
        .replace(/^AwsSolutions-/, '')
        .replace(/arn:.*?:(logs|codebuild|dynamodb|appsync|cloudformation|s3):.*\]/, '$1]')
        .replace(/<PipelineArtifactsBucket\w+\.Arn>/, 'artifacts');
      const own = violatingConstructs.filter(({ constructPath }) => !isOfEnvironment(constructPath)).length;
      if (own > 0) counts[rule] = (counts[rule] ?? 0) + own;
    }
    expect(counts).toEqual({
      // Bucket of artifacts.
      S1: 1,
      // Projects without a key of their own: build, self-mutation, assets, two trials, two kinds of traffic.
      CB4: 7,
      // Artifacts: nine roles read them, three write them.
      'IAM5[Action::s3:GetBucket*]': 9,
      'IAM5[Action::s3:GetObject*]': 9,
      'IAM5[Action::s3:List*]': 9,
      'IAM5[Resource::artifacts/*]': 9,
      'IAM5[Action::s3:Abort*]': 3,
      'IAM5[Action::s3:DeleteObject*]': 3,
      // Logs and reports of a project.
      'IAM5[Resource::logs]': 7,
      'IAM5[Resource::codebuild]': 7,
      // Self-mutation and assets become roles of the bootstrap stack.
      'IAM5[Resource::*]': 2,
      'IAM5[Resource::arn:*:iam::111111111111:role/*]': 1,
      // The role of trials, of each environment.
      'IAM5[Resource::dynamodb]': 4,
      'IAM5[Resource::appsync]': 2,
      'IAM5[Resource::cloudformation]': 2,
      'IAM5[Resource::s3]': 2,
    });
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(77);
  });

  const isOfEnvironment = (path: string): boolean => /\/Terroir-(staging|production)\//.test(path);
});
