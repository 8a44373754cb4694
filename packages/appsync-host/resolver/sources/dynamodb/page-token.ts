import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { JsonRecord } from '../../../record.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** nextToken of one resolver or function: nobody can read one, and none is taken that was made elsewhere. */
export interface PageTokens {
  /** Hides a LastEvaluatedKey; `scope` names the operation, table and index it belongs to. */
  seal(lastKey: JsonRecord, scope: string): string;
  /** The key in a token; null for any text that `seal` did not make for the same resolver and scope. */
  open(token: string, scope: string): JsonRecord | null;
}

/** AES-256-GCM; `owner` names the resolver and function, and is authenticated with the scope. */
export function createPageTokens(key: Uint8Array, owner: string): PageTokens {
  const bind = (scope: string): Buffer => Buffer.from(`${owner}\n${scope}`);
  return {
    seal: (lastKey, scope) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bind(scope));
      const hidden = Buffer.concat([cipher.update(JSON.stringify(lastKey)), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString('base64url');
    },
    open: (token, scope) => {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(bind(scope))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(text.toString('utf8')) as JsonRecord;
      } catch {
        return null;
      }
    },
  };
}
