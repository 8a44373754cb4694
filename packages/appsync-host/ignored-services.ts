/** Services that a template may name, and that are nothing on one machine. */
import type { ServiceDescriptor } from './descriptor.ts';
import { arnOf, type Identity, type IdentityParts, shortId } from './template/identity.ts';
import { ignoreWhole } from './template/resource-type.ts';

/** What the CDK writes for itself. */
export const cdk: ServiceDescriptor = {
  name: 'cdk',
  types: { 'AWS::CDK::Metadata': ignoreWhole('says only which CDK wrote the template') },
};

const SERVED_HERE = 'the host serves the files of --site itself';

/** Amazon CloudFront: what is kept at the edge, of a site that the host serves at its own address. */
export const cloudfront: ServiceDescriptor = {
  name: 'cloudfront',
  types: {
    'AWS::CloudFront::Distribution': ignoreWhole(SERVED_HERE, (parts) => {
      const id = shortId(parts);
      return { ref: id, attributes: { Id: id, DomainName: `${id}.cloudfront.net` } };
    }),
    'AWS::CloudFront::Function': ignoreWhole(SERVED_HERE, (parts) => {
      const arn = arnOf('cloudfront', `function/${parts.logicalId}`);
      return { ref: arn, attributes: { FunctionARN: arn } };
    }),
    'AWS::CloudFront::OriginAccessControl': ignoreWhole(SERVED_HERE, identifyById),
    'AWS::CloudFront::ResponseHeadersPolicy': ignoreWhole(SERVED_HERE, identifyById),
  },
};

const NO_NETWORK = 'functions and containers are processes of this machine, which reach its services at 127.0.0.1';
const asAttribute =
  (attribute: string, prefix: string) =>
  (parts: IdentityParts): Identity => {
    const id = `${prefix}-${shortId(parts).slice(0, 17)}`;
    return { ref: id, attributes: { [attribute]: id } };
  };

/** Amazon VPC: the network of containers. */
export const ec2: ServiceDescriptor = {
  name: 'ec2',
  types: {
    'AWS::EC2::VPC': ignoreWhole(NO_NETWORK, (parts) => {
      const { ref } = asAttribute('VpcId', 'vpc')(parts);
      return { ref, attributes: { VpcId: ref, DefaultSecurityGroup: ref.replace('vpc', 'sg') } };
    }),
    'AWS::EC2::Subnet': ignoreWhole(NO_NETWORK, asAttribute('SubnetId', 'subnet')),
    'AWS::EC2::SecurityGroup': ignoreWhole(NO_NETWORK, asAttribute('GroupId', 'sg')),
    'AWS::EC2::InternetGateway': ignoreWhole(NO_NETWORK, asAttribute('InternetGatewayId', 'igw')),
    'AWS::EC2::VPCGatewayAttachment': ignoreWhole(NO_NETWORK),
    'AWS::EC2::RouteTable': ignoreWhole(NO_NETWORK, asAttribute('RouteTableId', 'rtb')),
    'AWS::EC2::Route': ignoreWhole(NO_NETWORK),
    'AWS::EC2::SubnetRouteTableAssociation': ignoreWhole(NO_NETWORK),
    'AWS::EC2::VPCEndpoint': ignoreWhole(NO_NETWORK, asAttribute('Id', 'vpce')),
  },
};

/** Amazon ECR: where images lie. */
export const ecr: ServiceDescriptor = {
  name: 'ecr',
  types: { 'AWS::ECR::Repository': ignoreWhole('containers run from the folder that an image is made of') },
};

function identifyById(parts: IdentityParts): Identity {
  const id = shortId(parts);
  return { ref: id, attributes: { Id: id } };
}
