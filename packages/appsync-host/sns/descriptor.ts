import type { ServiceDescriptor } from '../descriptor.ts';
import { arnOf, chooseName } from '../template/identity.ts';
import { DESCRIBED, ignoreWhole } from '../template/resource-type.ts';

/** Amazon SNS: topics that alarms tell, and that tell nobody else on one machine. */
export const sns: ServiceDescriptor = {
  name: 'sns',
  types: {
    'AWS::SNS::Topic': {
      honoured: ['TopicName', 'KmsMasterKeyId'],
      ignored: {
        ...DESCRIBED,
        DisplayName: 'a description',
        Subscription: 'nobody is told but the terminal',
        SignatureVersion: 'nobody is told but the terminal',
        TracingConfig: 'there is no X-Ray',
      },
      identify: (parts) => {
        const name = chooseName(parts, 'TopicName');
        const arn = arnOf('sns', name);
        return { ref: arn, attributes: { TopicName: name, TopicArn: arn } };
      },
    },
    'AWS::SNS::TopicPolicy': { honoured: ['PolicyDocument', 'Topics'], ignored: {} },
    'AWS::SNS::Subscription': ignoreWhole('nobody is told but the terminal'),
  },
};
