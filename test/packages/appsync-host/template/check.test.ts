import { describe, expect, it } from 'vitest';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import { checkTemplate } from '../../../../packages/appsync-host/template/check.ts';
import { readStack } from '../../../../packages/appsync-host/template/read.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';
import { makeFolder, makeFolderOf } from '../temporary-folder.ts';

/** What is said of the guest book after a change. */
function complaintsAfter(change: (template: GuestBook) => void): string {
  const { template } = readStack(writeGuestBook(change));
  try {
    checkTemplate(template, KNOWN_TYPES);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function setProperty(template: GuestBook, id: string, property: string, value: unknown): void {
  template.Resources[id] = {
    ...template.Resources[id]!,
    Properties: { ...template.Resources[id]!.Properties, [property]: value },
  };
}

describe('a template', () => {
  it('that the host can honour passes', () => {
    expect(complaintsAfter(() => undefined)).toBe('');
  });

  it('with an unknown resource type is refused by its name', () => {
    const complaint = complaintsAfter((template) => {
      template.Resources['Queue'] = { Type: 'AWS::SQS::Queue', Properties: {} };
    });
    expect(complaint).toMatch(/Queue: the resource type AWS::SQS::Queue is unknown/);
  });

  it.each([
    ['Greeter', 'Layers', ['arn'], /Greeter: AWS::Lambda::Function\.Layers is not honoured/],
    ['Greeter', 'Code', { ImageUri: 'x' }, /Greeter: AWS::Lambda::Function\.Code\.ImageUri is not honoured/],
    ['Greeter', 'Runtime', 'python3.13', /Greeter: .*Runtime is "python3.13"; the host can do nodejs20.x/],
    ['Guests', 'StreamSpecification', {}, /Guests: AWS::DynamoDB::Table\.StreamSpecification is not honoured/],
    ['Guests', 'GlobalSecondaryIndexes', [{ IndexName: 'a', Odd: 1 }], /GlobalSecondaryIndexes\.Odd is not honoured/],
    ['Events', 'MaximumRetryAttempts', 2, /Events: .*MaximumRetryAttempts is 2; the host can do 0/],
    ['Events', 'DestinationConfig', {}, /Events: AWS::Lambda::EventInvokeConfig.DestinationConfig is not honoured/],
    ['Photos', 'NotificationConfiguration', {}, /Photos: AWS::S3::Bucket\.NotificationConfiguration is not honoured/],
    ['Api', 'AuthenticationType', 'AMAZON_COGNITO_USER_POOLS', /Api: .*the host can do API_KEY, AWS_IAM, AWS_LAMBDA/],
    ['Api', 'AdditionalAuthenticationProviders', [{ AuthenticationType: 'OPENID_CONNECT' }], /is "OPENID_CONNECT"/],
    ['GuestsSource', 'Type', 'HTTP', /GuestsSource: .*Type is "HTTP"/],
    ['Greet', 'CachingConfig', {}, /Greet: AWS::AppSync::Resolver\.CachingConfig is not honoured/],
    ['Greet', 'Runtime', { Name: 'VTL' }, /Greet: .*Runtime.Name is "VTL"/],
    ['Greet', 'RequestMappingTemplate', '{}', /Greet: .*RequestMappingTemplate is not honoured/],
  ])('is refused for %s.%s = %j', (id, property, value, complaint) => {
    expect(complaintsAfter((template) => setProperty(template, id, property, value))).toMatch(complaint);
  });

  it('is told everything that is wrong with it at once', () => {
    const complaint = complaintsAfter((template) => {
      setProperty(template, 'Greeter', 'Layers', []);
      setProperty(template, 'Photos', 'WebsiteConfiguration', {});
    });
    expect(complaint.split('\n')).toHaveLength(3);
  });
});

describe('a folder', () => {
  it.each<[string, () => string, RegExp]>([
    ['is missing', () => `${makeFolder()}/absent`, /absent does not exist. Run cdk synth first/],
    ['holds no stack', makeFolder, /holds no stack/],
    ['is a file', () => import.meta.filename, /check.test.ts is not a folder. Name the one that cdk synth wrote.$/],
    [
      'holds a resource that is none',
      () => makeFolderOf({ 'A.template.json': '{"Resources":{"Greeter":null}}' }),
      /A.template.json has a resource Greeter without a Type/,
    ],
    [
      'holds something else where its files are listed',
      () => makeFolderOf({ 'A.template.json': '{"Resources":{}}', 'A.assets.json': 'null' }),
      /A.assets.json is not a list of files. Run cdk synth again.$/,
    ],
    [
      'lists a file that is none',
      () => makeFolderOf({ 'A.template.json': '{"Resources":{}}', 'A.assets.json': '{"files":{"a1":null}}' }),
      /A.assets.json does not tell where the file a1 comes from or goes/,
    ],
    [
      'holds several',
      () => makeFolderOf({ 'B.template.json': '{}', 'A.template.json': '{}' }),
      /holds 2 stacks: A, B. Choose one with --stack.$/,
    ],
    ['holds half a file', () => makeFolderOf({ 'A.template.json': '{"Res' }), /Cannot read .*A.template.json/],
    ['holds something else', () => makeFolderOf({ 'A.template.json': '[]' }), /is not a CloudFormation template/],
    [
      'holds a section that changes the meaning',
      () => makeFolderOf({ 'A.template.json': '{"Resources":{},"Transform":"AWS::Serverless-2016-10-31"}' }),
      /has a section Transform/,
    ],
  ])('that %s is refused', (_, make, complaint) => {
    expect(() => readStack(make())).toThrow(complaint);
  });

  it('with several stacks is read by the name of one', () => {
    const template = '{"Resources":{}}';
    const folder = makeFolderOf({
      'Blue.template.json': template,
      'Green.template.json': template,
      'GreenInner1A.nested.template.json': template,
    });
    expect(readStack(folder, 'Green').name).toBe('Green');
    expect(() => readStack(folder, 'Red')).toThrow(/holds no stack Red, but Blue, Green. Choose one with --stack.$/);
  });
});
