import { util } from '@aws-appsync/utils';

// Far beyond what any position in a list comes to, AppSync's own token included; what is longer need not be decoded.
const TOKEN_CHARACTERS_MAX = 8192;

/** A value as a text that a client hands back, and need not understand. */
export function encodeToken(token: object): string {
  return util.base64Encode(JSON.stringify(token));
}

/** The value that such a text stands for; null or an empty text where it stands for none. */
export function decodeToken(text: string): unknown {
  // Base 64 is checked first: what is not makes AppSync's decoder fail, and a resolver can not catch that.
  if (text.length > TOKEN_CHARACTERS_MAX || text.length % 4 !== 0 || !util.matches('^[A-Za-z0-9+/]+={0,2}$', text))
    return null;
  // What is not JSON parses to an empty text on AppSync.
  return JSON.parse(util.base64Decode(text));
}
