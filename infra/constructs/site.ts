import { Aws, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Which API the console is told of. */
export interface SiteProps {
  endpoint: string;
  realtimeEndpoint: string;
  /** Where files are put by addresses that are signed for them: the origin of a bucket. */
  filesOrigin: string;
}

/**
 * The console: its files in a private bucket, which CloudFront alone may read. `terroir console` puts them there, so
 * that no Lambda of the stack may write to a bucket. `config.json` is no file: a function at the edge answers it, with
 * the addresses of the API that CloudFormation writes into its code.
 */
export class Site extends Construct {
  readonly bucket: Bucket;
  /** Where the console is, `https://….cloudfront.net/`. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SiteProps) {
    super(scope, id);
    this.bucket = createBucket(this);
    // It is an IBucket but for optional properties, which it declares as `| undefined`.
    const origin = S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket, { originId: 'files' });
    const guarded = {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      responseHeadersPolicy: createHeaders(this, props),
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The console of Terroir.',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      // What each file says of itself: index.html is asked for again each time, the rest never changes.
      defaultBehavior: { ...guarded, cachePolicy: CachePolicy.CACHING_OPTIMIZED },
      additionalBehaviors: {
        'config.json': {
          ...guarded,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          functionAssociations: [{ function: createConfig(this, props), eventType: FunctionEventType.VIEWER_REQUEST }],
        },
      },
    });
    acknowledgeFindings(distribution);
    this.url = `https://${distribution.distributionDomainName}/`;
  }
}

function createBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // CloudFormation deletes no bucket that has files in it, and nobody misses this one.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason: 'It holds the files of the console, which are in the repository, and CloudFront alone reads them.',
  });
  return bucket;
}

/** Nothing but its own files, its API and the bucket of files; in no frame. So does the laptop host say of its site. */
function createHeaders(
  scope: Construct,
  { endpoint, realtimeEndpoint, filesOrigin }: SiteProps,
): ResponseHeadersPolicy {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${endpoint} ${realtimeEndpoint} ${filesOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  const override = true;
  return new ResponseHeadersPolicy(scope, 'Headers', {
    comment: 'The console of Terroir: its own files, its own API, and the bucket of files.',
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: policy.join('; '), override },
      contentTypeOptions: { override },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override },
      ],
    },
  });
}

/** Answers `config.json` without asking the bucket. */
function createConfig(scope: Construct, { endpoint, realtimeEndpoint }: SiteProps): EdgeFunction {
  const code = [
    'function handler() {',
    '  return {',
    '    statusCode: 200,',
    "    statusDescription: 'OK',",
    "    headers: { 'content-type': { value: 'application/json' }, 'cache-control': { value: 'no-store' } },",
    '    body: {',
    "      encoding: 'text',",
    '      data: JSON.stringify({ endpoint: "${endpoint}", realtimeEndpoint: "${realtimeEndpoint}" }),',
    '    },',
    '  };',
    '}',
  ].join('\n');
  const { stackName } = Stack.of(scope);
  return new EdgeFunction(scope, 'Config', {
    // Of the whole account. CDK would name it after its place in the app, which is another one in the pipeline.
    functionName: Fn.join('-', [Aws.REGION, stackName, 'config']),
    comment: 'Tells the console of Terroir where its API is.',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(Fn.sub(code, { endpoint, realtimeEndpoint })),
  });
}

function acknowledgeFindings(distribution: Distribution): void {
  const reasons = {
    CFR1: 'Whoever has a key may come from anywhere; without one the page shows nothing.',
    CFR2: 'It serves static files that hold no data. What they ask goes to the API, before which WAF stands.',
    CFR3: 'Access logs would keep addresses of people, to tell who has fetched files that are public.',
    CFR4: 'CloudFront sets the minimum of TLS of its own certificate; a domain of one’s own may ask for more.',
  };
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(distribution).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  }
}
