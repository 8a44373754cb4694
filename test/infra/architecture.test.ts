import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawArchitecture, readDrawing } from '../../docs/draw-architecture.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const drawing = readDrawing();
const template = synthesize();

const FUNCTION = 'AWS::Lambda::Function';
const SOURCE = 'AWS::AppSync::DataSource';
const STORES = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket'];
const WEB_ACL = 'AWS::WAFv2::WebACL';
const DRAWN_TYPES = [...STORES, FUNCTION, WEB_ACL, 'AWS::AppSync::GraphQLApi', 'AWS::Scheduler::Schedule'];

/**
 * The name in the drawing: a logical id without the hash that CDK puts at its end. An alias is drawn as the function
 * that it is of.
 */
const nameOf = (logicalId: string): string =>
  logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^(?!Releasing)(\w+)Live$/, '$1Function');
/** The hooks of releases are drawn in docs/RELEASES.md, where they have something to do. */
const isDrawn = (id: string): boolean => !id.startsWith('Releasing');

/** The resources that a value of the template refers to; not the pseudo parameters, `AWS::Region` and the like. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref' && typeof inner === 'string') return inner.startsWith('AWS::') ? [] : [nameOf(inner)];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [nameOf(String(inner[0]))];
    return referencesIn(inner);
  });
}

const idsOf = (types: readonly string[]): string[] =>
  types
    .flatMap((type) =>
      resourcesOf(template, type)
        .map(([id]) => nameOf(id))
        .filter(isDrawn),
    )
    .sort();
const arrowsFrom = (...ids: string[]): string[] =>
  drawing.edges
    .filter(({ from }) => ids.includes(from))
    .map(({ from, to }) => `${from} → ${to}`)
    .sort();

describe('the drawing of the architecture', () => {
  it('shows every function, table, bucket, schedule and API of the template but the hooks of releases, and no other', () => {
    const drawn = drawing.nodes.filter(({ type }) => type !== undefined);
    expect(drawn.map(({ id }) => id).sort()).toEqual(idsOf(DRAWN_TYPES));
    for (const { id, type = '' } of drawn) expect(idsOf([type]), id).toContain(id);
  });

  it('shows every data source, with an arrow to what it asks', () => {
    const sources = resourcesOf(template, SOURCE).map(([, { Properties }]) => ({
      name: String(Properties['Name']),
      asks: referencesIn([Properties['LambdaConfig'], Properties['DynamoDBConfig']]),
    }));
    expect(drawing.sources.map(({ name }) => name).sort()).toEqual(sources.map(({ name }) => name).sort());
    for (const { name, asks } of sources) {
      const told = name === 'none' ? ['none → clients'] : asks.map((asked) => `${name} → ${asked}`);
      expect(arrowsFrom(name)).toEqual(told);
    }
  });

  it('shows every root field at the data sources that answer it', () => {
    const steps = new Map(
      resourcesOf(template, 'AWS::AppSync::FunctionConfiguration').map(([id, { Properties }]) => [
        nameOf(id),
        String(Properties['DataSourceName']),
      ]),
    );
    const answered = resourcesOf(template, 'AWS::AppSync::Resolver').flatMap(([, { Properties }]) => {
      const inTurn = referencesIn(Properties['PipelineConfig']).map((step) => steps.get(step) ?? '?');
      const sources = inTurn.length > 0 ? inTurn : [String(Properties['DataSourceName'])];
      return [...new Set(sources)].map((source) => `${source}: ${String(Properties['FieldName'])}`);
    });
    const drawn = drawing.sources.flatMap(({ name, fields }) => fields.map((field) => `${name}: ${field}`));
    expect(drawn.sort()).toEqual(answered.sort());
  });

  it('has an arrow from a function to each table and bucket that it may use, and to no other', () => {
    const stores = idsOf(STORES);
    for (const [id, { Properties }] of resourcesOf(template, FUNCTION).filter(([one]) => isDrawn(one))) {
      const roles = referencesIn(Properties['Role']);
      const allowed = resourcesOf(template, 'AWS::IAM::Policy')
        .filter(([, policy]) => referencesIn(policy.Properties['Roles']).some((role) => roles.includes(role)))
        .flatMap(([, policy]) => referencesIn(policy.Properties['PolicyDocument']))
        .filter((reference) => stores.includes(reference));
      const told = [...new Set(allowed)].map((store) => `${nameOf(id)} → ${store}`).sort();
      expect(arrowsFrom(nameOf(id)).filter((arrow) => stores.some((store) => arrow.endsWith(` ${store}`)))).toEqual(
        told,
      );
    }
  });

  it('shows who checks keys, and what the schedule calls', () => {
    const [[, api] = []] = resourcesOf(template, 'AWS::AppSync::GraphQLApi');
    const authorizers = referencesIn(api?.Properties['LambdaAuthorizerConfig'] ?? api?.Properties);
    expect(arrowsFrom('Api')).toEqual(
      authorizers.filter((id) => idsOf([FUNCTION]).includes(id)).map((id) => `Api → ${id}`),
    );
    const [[, schedule] = []] = resourcesOf(template, 'AWS::Scheduler::Schedule');
    const called = referencesIn(schedule?.Properties['Target']).filter((id) => idsOf([FUNCTION]).includes(id));
    expect(arrowsFrom('TrainSchedule')).toEqual(called.map((id) => `TrainSchedule → ${id}`));
  });

  it('shows what stands before the API', () => {
    const [[, association] = []] = resourcesOf(template, `${WEB_ACL}Association`);
    const [before = '', behind = ''] = ['WebACLArn', 'ResourceArn'].map(
      (end) => referencesIn(association?.Properties[end])[0],
    );
    expect(arrowsFrom(before)).toEqual([`${before} → ${behind}`]);
    expect(arrowsFrom('clients')).toEqual([`clients → ${before}`]);
  });

  it('has its arrows begin and end at the boxes that they name', () => {
    const boxes = new Map([
      ...drawing.nodes.map(({ id, box }) => [id, box] as const),
      ...drawing.sources.map(({ name, box }) => [name, box] as const),
    ]);
    const isOnEdge = (id: string, [x, y]: readonly [number, number]): boolean => {
      const [left, top, width, height] = boxes.get(id) ?? [NaN, NaN, NaN, NaN];
      const within = x >= left && x <= left + width && y >= top && y <= top + height;
      return within && (x === left || x === left + width || y === top || y === top + height);
    };
    for (const { from, to, points } of drawing.edges) {
      expect(isOnEdge(from, points[0]!), `${from} → ${to} begins`).toBe(true);
      expect(isOnEdge(to, points.at(-1)!), `${from} → ${to} ends`).toBe(true);
    }
  });

  it('is drawn: docs/architecture.svg is what node docs/draw-architecture.ts writes', () => {
    const svg = readFileSync(new URL('../../docs/architecture.svg', import.meta.url), 'utf8');
    expect(svg).toBe(drawArchitecture(drawing));
  });
});
