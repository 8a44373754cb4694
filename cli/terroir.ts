import { join } from 'node:path';
import { main } from './main.ts';

const exitCode = await main(process.argv.slice(2), join(import.meta.dirname, '..'));
// What could not be printed has set it already.
if (exitCode !== 0) process.exitCode = exitCode;
