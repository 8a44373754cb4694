import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import type { Client, ClientOptions } from '../../../packages/client/client.ts';
import { batchPredicted, fakeFetch } from './fake-api.ts';
import { answerRuns, runAt, startRealtime } from './fake-realtime.ts';

it('the client runs on what every browser has, and on nothing else', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [new URL('../../../packages/client/client.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'terroir',
    minify: true,
    write: false,
    metafile: true,
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThan(28_000);

  const { fetch } = fakeFetch(batchPredicted, batchPredicted, answerRuns([runAt('a', 1)]));
  // On a page that is not https, crypto has this alone.
  const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  const web = { fetch, crypto: insecure, AbortController, AbortSignal, URL, WebSocket, btoa, setTimeout, clearTimeout };
  const context = createContext(web) as typeof web & { terroir: { createClient: (options: ClientOptions) => Client } };
  runInContext(outputFiles[0]?.text ?? '', context);
  const realtime = await startRealtime();
  const client = context.terroir.createClient({
    endpoint: 'https://api.example/graphql',
    realtimeEndpoint: realtime.endpoint,
    key: 'trr_k',
  });
  const { predicted } = await client.predictBatch(Array.from({ length: 150 }, () => ({ description: 'Plum.' })));
  expect(predicted).toBe(150);
  const events = client.trainingEvents({ id: 'a' });
  await events.next();
  (await realtime.nextLink()).tell(runAt('a', 2, { status: 'PROMOTED' }));
  expect(await events.next()).toMatchObject({ value: { status: 'PROMOTED' } });
  await events.return();
  await realtime.close();
});
