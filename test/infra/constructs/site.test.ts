import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../synthesize.ts';

const template = synthesize();
const one = (type: string, prefix = '') => {
  const [found] = resourcesOf(template, type).filter(([id]) => id.startsWith(prefix));
  if (found === undefined) throw new Error(`There is no ${type}.`);
  return found[1].Properties;
};

describe('the site of the console', () => {
  it('lies in a bucket that nobody but its own distribution may read', () => {
    expect(one('AWS::S3::Bucket', 'Site')['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { Statement } = one('AWS::S3::BucketPolicy', 'Site')['PolicyDocument'] as { Statement: object[] };
    const allowed = Statement.filter((statement) => 'Effect' in statement && statement.Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() as unknown } },
      }),
    ]);
  });

  it('may load nothing but its own files, and ask nobody but its API', () => {
    const text = JSON.stringify(one('AWS::CloudFront::ResponseHeadersPolicy'));
    expect(text).toContain("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'");
    expect(text).toContain("frame-ancestors 'none'; require-trusted-types-for 'script'");
    expect(text).not.toContain('unsafe');
    const { DistributionConfig } = one('AWS::CloudFront::Distribution') as {
      DistributionConfig: { DefaultCacheBehavior: object; CacheBehaviors: object[] };
    };
    for (const behaviour of [DistributionConfig.DefaultCacheBehavior, ...DistributionConfig.CacheBehaviors]) {
      expect(behaviour).toMatchObject({
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD'],
        ResponseHeadersPolicyId: expect.anything() as unknown,
      });
    }
  });

  it('is told where its API is by config.json, which CloudFormation writes', () => {
    const { FunctionCode } = one('AWS::CloudFront::Function') as { FunctionCode: { 'Fn::Sub': [string, object] } };
    const [code, given] = FunctionCode['Fn::Sub'];
    expect(Object.keys(given)).toEqual(['endpoint', 'realtimeEndpoint']);
    const written = code
      .replace('${endpoint}', 'https://api.example/graphql')
      .replace('${realtimeEndpoint}', 'wss://events.example/graphql');
    const answer = runInNewContext(`${written}; handler()`) as { body: { data: string } };
    expect(JSON.parse(answer.body.data)).toEqual({
      endpoint: 'https://api.example/graphql',
      realtimeEndpoint: 'wss://events.example/graphql',
    });
  });

  it('brings no Lambda with it, and is left out by -c console=off', () => {
    const without = synthesize({ console: 'off' });
    const types = (all: typeof template): string[] =>
      Object.values(all.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    const count = (all: typeof template, type: string): number => types(all).filter((one) => one === type).length;
    expect(types(without).filter((type) => type.startsWith('AWS::CloudFront::'))).toEqual([]);
    expect(count(without, 'AWS::Lambda::Function')).toBe(count(template, 'AWS::Lambda::Function'));
    expect(Object.keys(without.findOutputs('Console*'))).toEqual([]);
  });
});
