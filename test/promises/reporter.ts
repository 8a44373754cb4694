import type { TestCase, TestModule, Reporter } from 'vitest/node';
import type { TestAnnotation } from 'vitest';

/** What the tests of one promise did. */
export interface Tried {
  passed: number;
  /** The whole names of those that failed. */
  failed: string[];
  /** What was measured: annotations of the type `figure`. */
  figures: string[];
}

/** The annotation by which a test tells what it measured: `await annotate('3 of 10,000', FIGURE)`. */
export const FIGURE = 'figure';

const NUMBER = /\b(R\d{1,2}): /g;

/** The promises that a test's whole name says it tries: `R5: …`, in its own title or in that of what it is part of. */
export function promisesOf(name: string): string[] {
  return [...name.matchAll(NUMBER)].map(([, number = '']) => number);
}

/** Gathers by promise what the tests did. */
export function createReporter(): { reporter: Reporter; tried: Map<string, Tried>; broken: string[] } {
  const tried = new Map<string, Tried>();
  const broken: string[] = [];
  const each = ({ fullName }: TestCase, note: (one: Tried) => void): void => {
    for (const number of promisesOf(fullName)) {
      const one = tried.get(number) ?? { passed: 0, failed: [], figures: [] };
      tried.set(number, one);
      note(one);
    }
  };
  const reporter: Reporter = {
    onTestCaseAnnotate: (test: TestCase, { message, type }: TestAnnotation) => {
      if (type === FIGURE) each(test, ({ figures }) => figures.push(message));
    },
    onTestCaseResult: (test: TestCase) => {
      const { state } = test.result();
      if (state === 'passed') each(test, (one) => (one.passed += 1));
      if (state === 'failed') each(test, ({ failed }) => failed.push(test.fullName));
    },
    // A file that cannot be read, or whose preparation failed, has tests that nobody heard of.
    onTestModuleEnd: (module: TestModule) => {
      for (const { message } of module.errors()) broken.push(`${module.relativeModuleId}: ${message}`);
    },
  };
  return { reporter, tried, broken };
}
