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
} from '../../../contract/keys.ts';
import { toBase64Url } from './base64url.ts';
import { TerroirError } from '../errors.ts';

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
 * Errors: TerroirError InvalidInput where the key, the user, the scopes (each once) or the time are not as told here.
 *
 * @example
 * const token = await createUserToken(process.env['KEY'] ?? '', { user: 'ann', expiresInSeconds: 900 });
 */
export async function createUserToken(
  key: string,
  { user, scopes = ['predict', 'history'], expiresInSeconds = 3_600 }: UserTokenRequest,
): Promise<string> {
  requireForm(KEY_PATTERN, 'key', key);
  requireForm(USER_PATTERN, 'user', user);
  requireForm(`^(${USER_SCOPES.join('|')})(,(${USER_SCOPES.join('|')})){0,2}$`, 'scopes', scopes.join());
  if (!(expiresInSeconds >= 1 && expiresInSeconds <= USER_TOKEN_SECONDS_MAX)) {
    throw invalid('expiresInSeconds', `from 1 to ${USER_TOKEN_SECONDS_MAX}`);
  }
  const expiresAt = Math.floor(Date.now() / 1000 + expiresInSeconds);
  const keyHash = toText(await crypto.subtle.digest('SHA-256', encode(key)));
  const content =
    USER_TOKEN_PREFIX + [keyHash, user, scopes.join(), String(expiresAt)].map((part) => toBase64Url(part)).join('.');
  const signature = await crypto.subtle.sign(
    'Ed25519',
    await derivePrivateKey(key),
    encode(USER_TOKEN_DOMAIN + content),
  );
  return `${content}.${toBase64Url(toText(signature))}`;
}

async function derivePrivateKey(key: string): Promise<CryptoKey> {
  const source = await crypto.subtle.importKey('raw', encode(key), 'HKDF', false, ['deriveBits']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encode(USER_KEY_DERIVATION) };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(derivation, source, 256));
  const pkcs8 = new Uint8Array([...ED25519_PKCS8_PREFIX, ...seed]);
  return crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
}

/** The message does not quote what was given: it may be a key. */
function requireForm(pattern: string, field: string, given: string): void {
  if (!new RegExp(pattern).test(given)) throw invalid(field, `of the form ${pattern}`);
}

function invalid(field: string, must: string): TerroirError {
  return new TerroirError(`${field} must be ${must}.`, { errorType: 'InvalidInput', field, rule: 'format' });
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toText(bytes: ArrayBuffer): string {
  return String.fromCharCode(...new Uint8Array(bytes));
}
