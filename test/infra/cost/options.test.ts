import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../../docs/cost/options.ts';
import { ROOT } from '../../../infra/bundle.ts';

describe('the options of npm run cost', () => {
  it('are a month of the default environment as it is deployed, unless told', () => {
    expect(readOptions([])).toMatchObject({
      environment: { name: 'default' },
      architecture: 'x86_64',
      predictions: 1_000_000,
      batch: 1,
      logDays: 30,
      waf: true,
      pipeline: false,
    });
    expect(readOptions(['--environment', 'production'])).toMatchObject({ logDays: 90, pipeline: true });
  });

  it('change what they name', () => {
    const words = ['--predictions', '3000000', '--batch', '100', '--waf', 'off', '--cold-percent', '0.5'];
    expect(readOptions(words)).toMatchObject({ predictions: 3_000_000, batch: 100, waf: false, coldPercent: 0.5 });
  });

  it('are told by --help, which counts nothing', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--environment', 'prod'], '--environment must be one of default, staging, production, not prod.'],
    [['--predictions', 'many'], '--predictions must be a whole number from 0 to 1000000000000, not many.'],
    [['--predictions', '1e6'], '--predictions must be a whole number from 0 to 1000000000000, not 1e6.'],
    [['--predictions='], '--predictions must be a whole number from 0 to 1000000000000, not nothing.'],
    [['--batch', '101'], '--batch must be a whole number from 1 to 100, not 101.'],
    [['--batch', '0'], '--batch must be a whole number from 1 to 100, not 0.'],
    [['--batch', '2.5'], '--batch must be a whole number from 1 to 100, not 2.5.'],
    [['--waf', 'maybe'], '--waf must be on or off, not maybe.'],
    [['--architecture', 'arm'], '--architecture must be x86_64 or arm64, not arm.'],
    [['--cold-percent', '101'], '--cold-percent must be a number from 0 to 100, not 101.'],
    [['--log-days', '0'], '--log-days must be a whole number from 1 to 3653, not 0.'],
    [['--forecast'], "Unknown option '--forecast'. See npm run cost -- --help."],
    [['production'], "Unexpected argument 'production'. See npm run cost -- --help."],
    [['--batch', '-1'], "Option '--batch' argument is ambiguous. See npm run cost -- --help."],
    [['--batch'], "Option '--batch <value>' argument missing. See npm run cost -- --help."],
  ])('%j are refused', (words, sentence) => {
    expect(() => readOptions(words)).toThrow(new UsageError(sentence));
  });
});

const run = promisify(execFile);
const cost = (...words: string[]) => run('node', ['launch.cjs', 'docs/cost/cost.ts', ...words], { cwd: ROOT });

describe('npm run cost', () => {
  it('prints each line, what it comes to, and what others ask', async () => {
    const { stdout } = await cost('--environment', 'production', '--predictions', '3000000', '--batch', '100');
    expect(stdout).toContain('A month of production: 3,000,000 predictions, 100 a request.');
    expect(stdout).toMatch(/^each request +AppSync +30,000 requests +\$4.00 a million +\$0.12 /m);
    expect(stdout).toMatch(/^together +\$\d+\.\d\d$/m);
    expect(stdout).toMatch(/^SageMaker serverless, 2 GB +\$0\.\d+ +always /m);
  });

  it('says what is wrong, in a sentence, and ends with 2', async () => {
    await expect(cost('--batch', '0')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: '--batch must be a whole number from 1 to 100, not 0.\n',
    });
  });
});
