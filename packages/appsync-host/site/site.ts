/** Serves a web site beside the API: its files from a folder, and what it must know of the API as config.json. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

/** What a site is served from and told. */
export interface SiteParts {
  /** The absolute path of its folder, with an index.html. Files are read when they are asked for. */
  folder: string;
  /** What `config.json` holds, at the moment that it is asked for. */
  config: () => Record<string, unknown>;
  /** Origins besides its own that its scripts may ask, such as that of the buckets, at the moment of an answer. */
  connects?: () => readonly string[];
  /** Others may open it, by any name of this machine: then `config` must hold no key. */
  exposed: boolean;
}

/** What may stand in the path of a file: no `..`, nothing hidden, no encoded letters. */
const FILE_PATH = /^\/(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+$/;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Nothing but its own files, its own styles, its own API and what else is named; in no frame of anybody else, and read
 * by no other origin: config.json has a key in it.
 */
const nameHeaders = (connects: readonly string[]) => ({
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
    `connect-src ${["'self'", ...connects].join(' ')}; base-uri 'none'; ` +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});

/** Answers what the site has, `/` with its index.html, and leaves whatever else is asked to `otherwise`. */
export function serveSite(parts: SiteParts, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const path = pathOf(request);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || !FILE_PATH.test(path)) return otherwise(request, response);
    void answerFile(parts, path, request, response, otherwise);
  };
}

function pathOf(request: IncomingMessage): string {
  const path = request.url?.split('?')[0] ?? '';
  return path === '/' ? '/index.html' : path;
}

async function answerFile(
  { folder, config, connects, exposed }: SiteParts,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  otherwise: RequestListener,
): Promise<void> {
  const bytes =
    path === '/config.json'
      ? Buffer.from(JSON.stringify(config()))
      : await readFile(join(folder, path)).catch(() => undefined);
  if (bytes === undefined) return void otherwise(request, response);
  const headers = nameHeaders(connects?.() ?? []);
  if (!isFromHere(request, exposed)) return void response.writeHead(403, headers).end('Open this page as localhost.\n');
  response.writeHead(200, {
    ...headers,
    'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/**
 * A site that gave this machine's address to a name of its own must not get the key, nor a page of another origin;
 * browsers tell of the latter.
 */
function isFromHere({ headers }: IncomingMessage, exposed: boolean): boolean {
  const isLocalName = exposed || /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '');
  const from = headers['sec-fetch-site'];
  const isOpened = headers['sec-fetch-mode'] === 'navigate';
  return isLocalName && (from === undefined || from === 'same-origin' || from === 'none' || isOpened);
}
