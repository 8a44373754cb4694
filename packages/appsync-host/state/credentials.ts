/** The secrets of one state folder: made once, kept beside what they protect. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../failure.ts';
import { FILE_MODE } from './owner-only.ts';

/** What a host's callers sign with, and what its tokens are sealed with. */
export interface HostCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** 32 bytes: the key of pagination tokens. */
  tokenKey: Uint8Array;
}

/** Reads `credentials.json`, or makes it, readable by its owner only. Errors: HostError where it is damaged. */
export function openCredentials(folder: string): HostCredentials {
  const path = join(folder, 'credentials.json');
  if (!existsSync(path)) {
    const made = {
      accessKeyId: `LAPTOP${randomBytes(7).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      tokenKey: randomBytes(32).toString('base64'),
    };
    writeFileSync(`${path}.part`, `${JSON.stringify(made, null, 2)}\n`, { mode: FILE_MODE });
    renameSync(`${path}.part`, path);
  }
  const { accessKeyId, secretAccessKey, tokenKey } = readCredentials(path);
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof tokenKey !== 'string') {
    throw damaged(path);
  }
  return { accessKeyId, secretAccessKey, tokenKey: Buffer.from(tokenKey, 'base64') };
}

function readCredentials(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    throw damaged(path);
  }
}

function damaged(path: string): HostError {
  return new HostError(`${path} is damaged. Remove it, or start with --fresh.`);
}
