import { describe, expect, it } from 'vitest';
import { collect, connect, someWine } from './api.ts';

describe('a file', () => {
  it('is answered row by row', { timeout: 60_000 }, async () => {
    const terroir = await connect();
    const wines = Array.from({ length: 300 }, (_, n) => someWine(`Plum, number ${n}.`));
    const text = wines.map((wine) => `${JSON.stringify(wine)}\n`).join('');
    const states: string[] = [];
    const outcome = await terroir.predictFile(new Blob([text]), {
      fileName: 'wines.jsonl',
      onProgress: (job) => void states.push(`${job.status} ${job.chunksDone}/${job.chunks} ${job.answered}`),
    });
    console.log(states, outcome.job);
    const answers = await collect(outcome.answers());
    expect(answers).toHaveLength(300);
  });
});
