import { describe, expect, test } from 'vitest';
import { readSources } from '../../../../../packages/appsync-host/appsync/realtime/sources.ts';
import { buildApiSchema } from '../../../../../packages/appsync-host/appsync/schema.ts';

function sourcesOf(subscriptions: string) {
  const sdl = `
    type Post { id: ID } type Reply { id: ID } type Query { a: String }
    type Mutation { post: Post!, posts: [Post], reply: Reply }
    type Subscription { ${subscriptions} }`;
  return readSources(buildApiSchema(sdl));
}

describe('@aws_subscribe', () => {
  test('leads from a mutation to its subscriptions', () => {
    const sources = sourcesOf(`
      onPost: Post @aws_subscribe(mutations: ["post"])
      onPostAgain: Post! @aws_subscribe(mutations: ["post", "post"])
      onNothing: Post`);
    expect([...sources]).toEqual([['post', ['onPost', 'onPostAgain']]]);
  });

  test.each([
    ['onPost: Post @aws_subscribe(mutations: ["port"])', 'Subscription.onPost names no mutation: port.'],
    [
      'onPost: Reply @aws_subscribe(mutations: ["post"])',
      'Subscription.onPost returns Reply, but Mutation.post returns Post!.',
    ],
    [
      'onPost: Post @aws_subscribe(mutations: ["posts"])',
      'Subscription.onPost returns Post, but Mutation.posts returns [Post].',
    ],
  ])('%s is refused', (subscription, reason) => {
    expect(() => sourcesOf(subscription)).toThrow(reason);
  });
});
