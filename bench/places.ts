import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = new URL('../', import.meta.url);

/** The model that a fresh deployment serves. */
export const STARTER_MODEL = new URL('models/starter/', ROOT);

/** The bundled examples: words, no sentences. */
export const DATASET = new URL('data/wine-reviews/wine-reviews.dataset.br', ROOT);

/** Folder for what a run writes on the way, and for trained peers. */
export const CACHE = fileURLToPath(new URL('node_modules/.cache/bench/', ROOT));

/** Where `cdk synth` puts what a deployment for x86_64 would upload. */
export const CDK_OUT = fileURLToPath(new URL('cdk.out', ROOT));
