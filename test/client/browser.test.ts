import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import type { Client, ClientOptions } from '../../client/client.ts';
import { batchPredicted, fakeFetch } from './fake-api.ts';

it('the client runs on what every browser has, and on nothing else', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [new URL('../../client/client.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'terroir',
    minify: true,
    write: false,
    metafile: true,
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThan(16_000);

  const { fetch } = fakeFetch(batchPredicted);
  const web = { fetch, crypto, AbortController, AbortSignal, URL, setTimeout, clearTimeout };
  const context = createContext(web) as typeof web & { terroir: { createClient: (options: ClientOptions) => Client } };
  runInContext(outputFiles[0]?.text ?? '', context);
  const client = context.terroir.createClient({ endpoint: 'https://api.example/graphql', key: 'trr_k' });
  const { predicted } = await client.predictBatch(Array.from({ length: 150 }, () => ({ description: 'Plum.' })));
  expect(predicted).toBe(150);
});
