import {
  USER_PATTERN,
  USER_SCOPES,
  USER_TOKEN_DOMAIN,
  USER_TOKEN_PATTERN,
  USER_TOKEN_PREFIX,
  USER_TOKEN_SECONDS_MAX,
  USER_TOKEN_SKEW_SECONDS,
  type UserScope,
} from '../../contract/keys.ts';

/** What a token of a user says of itself; whether it is signed is another question. */
export interface UserToken {
  /** Of the key that is said to have signed it. */
  keyHash: string;
  user: string;
  scopes: UserScope[];
  /** Epoch seconds. */
  expiresAt: number;
  /** What the signature is of. */
  signed: Uint8Array<ArrayBuffer>;
  signature: Uint8Array<ArrayBuffer>;
}

const FORM = new RegExp(USER_TOKEN_PATTERN);
const USER = new RegExp(USER_PATTERN);
const EXPIRY = /^[1-9]\d{9}$/;

/** Reads a token as contract/keys.ts says; undefined for whatever has another form, be it by the spare bits alone. */
export function parseUserToken(text: string): UserToken | undefined {
  if (!FORM.test(text)) return undefined;
  const parts = text
    .slice(USER_TOKEN_PREFIX.length)
    .split('.')
    .map((part) => ({ part, bytes: Buffer.from(part, 'base64url') }));
  if (parts.some(({ part, bytes }) => bytes.toString('base64url') !== part)) return undefined;
  const [keyHash, user, scopes, expiry, signature] = parts.map(({ bytes }) => bytes);
  if (!keyHash || !user || !scopes || !expiry || !signature) return undefined;
  const allowed = readScopes(scopes.toString('latin1'));
  if (!USER.test(user.toString('latin1')) || !allowed || !EXPIRY.test(expiry.toString('latin1'))) return undefined;
  return {
    keyHash: keyHash.toString('hex'),
    user: user.toString('latin1'),
    scopes: allowed,
    expiresAt: Number(expiry.toString('latin1')),
    signed: new TextEncoder().encode(USER_TOKEN_DOMAIN + text.slice(0, text.lastIndexOf('.'))),
    signature: new Uint8Array(signature),
  };
}

function readScopes(text: string): UserScope[] | undefined {
  const scopes = text.split(',').map((given) => USER_SCOPES.find((scope) => scope === given));
  return scopes.every((scope) => scope !== undefined) ? scopes : undefined;
}

/** Whether a token may be used at that time (epoch ms): it has not expired, and does not last longer than it may. */
export function isTimely({ expiresAt }: UserToken, nowMs: number): boolean {
  const secondsLeft = expiresAt - nowMs / 1000;
  return secondsLeft > 0 && secondsLeft <= USER_TOKEN_SECONDS_MAX + USER_TOKEN_SKEW_SECONDS;
}

/** Whether a token is signed by whom that public key belongs to (32 bytes in base64url). */
export async function isSigned({ signed, signature }: UserToken, userKey: string): Promise<boolean> {
  const bytes = new Uint8Array(Buffer.from(userKey, 'base64url'));
  const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signature, signed);
}
