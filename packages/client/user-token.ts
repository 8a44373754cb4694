import {
  ED25519_PKCS8_PREFIX,
  KEY_PATTERN,
  USER_KEY_DERIVATION,
  USER_PATTERN,
  USER_SCOPES,
  USER_TOKEN_DOMAIN,
  USER_TOKEN_PREFIX,
  USER_TOKEN_SECONDS_MAX,
  type UserScope,
} from '../../contract/keys.ts';
import { TerroirError } from './errors.ts';

/** Whom a token is for, and what for. */
export interface UserTokenRequest {
  /** Whatever your application calls its user by: 1 to 64 letters, digits and the marks `. _ @ -`. */
  user: string;
  /** What it allows, as far as the key has it too: `predict` and `history` unless told; `label` may be added. */
  scopes?: readonly UserScope[] | undefined;
  /** How long it works: 3,600 seconds unless told, 86,400 (a day) at most. */
  expiresInSeconds?: number | undefined;
}

/**
 * Makes a token for a user of your application: what that user asks with it is counted on your key's client, and
 * recorded where no other user, and not the key itself, can see it. Give it to the user instead of the key, on a page
 * or in an app; make it on your server, where the key is. Nothing is sent: the token is signed with a secret that only
 * the key gives.
 *
 * It cannot be taken back by itself; it ends with its time, or as soon as the key is suspended, revoked or expired.
 *
 * Errors: TerroirError InvalidInput where the key, the user, a scope or the time has not the form that is told here.
 *
 * @example
 * const token = await createUserToken(process.env['KEY'] ?? '', { user: 'ann', expiresInSeconds: 900 });
 */
export async function createUserToken(
  key: string,
  { user, scopes = ['predict', 'history'], expiresInSeconds = 3_600 }: UserTokenRequest,
): Promise<string> {
  requireRight(new RegExp(KEY_PATTERN).test(key), 'key', 'key must be a whole key, trr_…, of a client.');
  requireRight(new RegExp(USER_PATTERN).test(user), 'user', 'user must have 1 to 64 of A–Z a–z 0–9 . _ @ -');
  const known: readonly string[] = USER_SCOPES;
  const areKnown = scopes.length > 0 && scopes.every((scope) => known.includes(scope));
  requireRight(areKnown, 'scopes', `scopes must be some of ${known.join(', ')}: a user never operates.`);
  const isShort = expiresInSeconds >= 1 && expiresInSeconds <= USER_TOKEN_SECONDS_MAX;
  requireRight(isShort, 'expiresInSeconds', `expiresInSeconds must be from 1 to ${USER_TOKEN_SECONDS_MAX}.`);
  const expiresAt = Math.floor(Date.now() / 1000 + expiresInSeconds);
  const keyHash = new Uint8Array(await crypto.subtle.digest('SHA-256', encode(key)));
  const told = [user, [...new Set(scopes)].join(','), String(expiresAt)].map(encode);
  const content = USER_TOKEN_PREFIX + [keyHash, ...told].map(toBase64Url).join('.');
  const { privateKey } = await deriveKeys(key);
  const signature = await crypto.subtle.sign('Ed25519', privateKey, encode(USER_TOKEN_DOMAIN + content));
  return `${content}.${toBase64Url(new Uint8Array(signature))}`;
}

/** The public key, 32 bytes in base64url, by which tokens that are made with a client's key are checked. */
export async function deriveUserKey(key: string): Promise<string> {
  return (await deriveKeys(key)).publicKey;
}

async function deriveKeys(key: string): Promise<{ privateKey: CryptoKey; publicKey: string }> {
  const source = await crypto.subtle.importKey('raw', encode(key), 'HKDF', false, ['deriveBits']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encode(USER_KEY_DERIVATION) };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(derivation, source, 256));
  const pkcs8 = new Uint8Array([...ED25519_PKCS8_PREFIX, ...seed]);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  return { privateKey, publicKey: x };
}

function requireRight(isRight: boolean, field: string, message: string): void {
  if (!isRight) throw new TerroirError(message, { errorType: 'InvalidInput', field, rule: 'format' });
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toBase64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
