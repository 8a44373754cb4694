import { PROMISES } from '../promises/list.ts';
import type { Rule } from './sources.ts';

/** What holds of the promises of docs/RELIABILITY.md. */
export const PROMISE_RULES: readonly Rule[] = [
  {
    says: 'every promise is tried by a test whose name begins with its number, or for long',
    findings: (sources) => {
      const tests = sources.filter(({ path }) => path.endsWith('.test.ts')).map(({ text }) => text);
      // A repository without tests is one that a rule is tried on.
      if (tests.length === 0) return [];
      return PROMISES.filter(
        ({ number, long }) => long === undefined && !tests.some((text) => new RegExp(`['"\`]${number}: `).test(text)),
      ).map(({ number, says }) => `${number} is tried by no test: ${says}`);
    },
  },
];
