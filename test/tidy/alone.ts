import { matchesGlob } from 'node:path';
import { ALONE } from '../../vitest.config.ts';
import type { Rule } from './sources.ts';

/** What a test does that others of the same process would notice, or that others disturb. */
const NOTICED = /\bvi\.(?:mock|doMock|resetModules)\(|\bheapUsed\b|\bmemoryUsage\(/;

/** What lets tests of the rooms share processes. */
export const ALONE_RULES: readonly Rule[] = [
  {
    says: 'a test that replaces modules or measures memory is in the list ALONE of vitest.config.ts',
    findings: (sources) =>
      sources
        .filter(({ path, text }) => /^test\/(?!api\/).*\.test\.ts$/.test(path) && NOTICED.test(text))
        .filter(({ path }) => !ALONE.some((pattern) => matchesGlob(path, pattern)))
        .map(({ path }) => path),
  },
];
