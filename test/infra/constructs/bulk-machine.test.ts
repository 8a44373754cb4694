import { expect, it } from 'vitest';
import { listMachines } from '../state-machines.ts';
import { synthesize } from '../synthesize.ts';

interface Machine {
  States: Record<string, { Type: string; TimeoutSeconds?: number }>;
}

it('whatever reads or puts together a whole file has as long as a call of the function may take', () => {
  const template = synthesize();
  const [bulk] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) => /^Bulk/.test(id));
  const { Timeout: callSeconds } = (bulk?.[1] as { Properties: { Timeout: number } }).Properties;
  const [machine] = listMachines(template);
  const { States } = JSON.parse(machine?.definition ?? '{}') as Machine;
  const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
  expect(Object.fromEntries(tasks.map(([name, { TimeoutSeconds }]) => [name, TimeoutSeconds]))).toEqual({
    Split: callSeconds,
    Combine: callSeconds,
    EndFailed: callSeconds,
  });
});
