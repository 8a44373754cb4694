import type { Call } from '../call.ts';

/** What copyHeaders leaves out (docs …/devguide/http-helpers-in-utils-http-js.html). */
const restrictedHeaders = new Set(
  (
    'transfer-encoding connection host expect keep-alive upgrade proxy-authenticate proxy-authorization te ' +
    'content-length'
  ).split(' '),
);

const maxHeaderBytes = 4096;

/** util.http: headers of the request to a data source, and of the answer to the client. */
export function createHttpFunctions(call: Call) {
  const addResponseHeader = (name: string, value: unknown): void => {
    const key = name.toLowerCase();
    if (/^x-amz(n)?-/.test(key) || restrictedHeaders.has(key))
      throw new RangeError(`The header ${name} is restricted.`);
    call.responseHeaders[name] = typeof value === 'string' ? value : JSON.stringify(value);
    const bytes = Object.entries(call.responseHeaders).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
    if (bytes > maxHeaderBytes) throw new RangeError(`Response headers exceed ${maxHeaderBytes} bytes.`);
  };
  return {
    copyHeaders: (headers: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => !restrictedHeaders.has(name.toLowerCase()))),
    addResponseHeader,
    addResponseHeaders: (headers: Record<string, unknown>): void => {
      for (const [name, value] of Object.entries(headers)) addResponseHeader(name, value);
    },
  };
}
