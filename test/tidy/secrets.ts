import type { Rule } from './sources.ts';

/** What a secret looks like, by kind. They are told by their form: what has none, such as a password, nobody finds. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'an access key of AWS': /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
  'a secret key of AWS': /aws_?secret_?(?:access_?)?key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  'a private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}/g,
  'a token of GitHub': /\b(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})\b/g,
  'a token of GitLab': /\bglpat-[A-Za-z0-9_-]{20,}/g,
  'a token of npm': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*[A-Za-z0-9-]{20,}/g,
  'a token of Slack': /\bxox[abeoprs]-[A-Za-z0-9-]{20,}/g,
  'a key of Google': /\bAIza[A-Za-z0-9_-]{35}\b/g,
  'a key of Stripe': /\b[rs]k_live_[A-Za-z0-9]{20,}/g,
  'a signed token': /\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}/g,
  'a password in an address': /\b[a-z][a-z0-9+]*:\/\/[^\s:@/"'`$]+:[^\s:@/"'`$]+@[a-z0-9]/gi,
  'a key of Terroir': /\btrr_[A-Za-z0-9]{40}\b/g,
};

/** A form filled in with few different characters, or with the words of a manual, is an example. */
const DIFFERENT_MIN = 12;
const EXAMPLE = /EXAMPLE|example\.(?:com|org|net)/;

/** What in a text has the form of a secret: its kind and line, and never itself. */
export function findSecrets(text: string): { kind: string; line: number }[] {
  return Object.entries(SECRETS).flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)]
      .filter(([found]) => new Set(found).size >= DIFFERENT_MIN && !EXAMPLE.test(found))
      .map(({ index }) => ({ kind, line: text.slice(0, index).split('\n').length })),
  );
}

/** What holds of every file: what opens a door is not in it. test/secrets.ts asks the history. */
export const SECRET_RULES: readonly Rule[] = [
  {
    says: 'no file has a secret in it',
    findings: (sources) =>
      sources.flatMap(({ path, text }) => findSecrets(text).map(({ kind, line }) => `${path}:${line}: ${kind}`)),
  },
];
