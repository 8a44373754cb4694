import { ED25519_PKCS8_PREFIX, USER_KEY_DERIVATION } from '../../contract/keys.ts';

/**
 * The public key, 32 bytes in base64url, by which tokens are checked that a client's key has signed. The client library
 * derives the private half from the key in the same way.
 */
export async function deriveUserKey(key: string): Promise<string> {
  const encoder = new TextEncoder();
  const source = await crypto.subtle.importKey('raw', encoder.encode(key), 'HKDF', false, ['deriveBits']);
  const info = encoder.encode(USER_KEY_DERIVATION);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(derivation, source, 256));
  const pkcs8 = new Uint8Array([...ED25519_PKCS8_PREFIX, ...seed]);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  return x;
}
