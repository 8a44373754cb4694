import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser listens that the console's tests share; null where there is none on this machine. */
    browser: string | null;
  }
}

/** Starts one Chromium for all tests of the console: that of CHROMIUM, else Debian's. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path && existsSync(path));
  if (executablePath === undefined) {
    process.stderr.write('There is no Chromium on this machine: the console is not tried.\n');
    project.provide('browser', null);
    return () => Promise.resolve();
  }
  // Chromium does not run in its sandbox as root, which is who builds in a container.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const server = await chromium.launchServer({ executablePath, args });
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}
