import type { Context, NONERequest } from '@aws-appsync/utils';
import { admitSubscriber, beginSubscription } from './models/subscriber.ts';

export function request(ctx: Context): NONERequest {
  return admitSubscriber(ctx);
}

export function response(ctx: Context): null {
  return beginSubscription(ctx);
}
