/**
 * Runs in the page, where GraphiQL calls `appsyncFetcher` for whatever it asks. Answers are handed on whole: what
 * GraphiQL would use instead drops errorType and errorInfo. Subscriptions speak AppSync's own WebSocket protocol.
 */
export const FETCHER_SCRIPT = `
function appsyncFetcher(endpoint) {
  const base64Url = (value) =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
      .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

  async function* subscribe(params, headers) {
    const authorization = { host: location.host, ...headers };
    const url = location.origin.replace(/^http/, 'ws') + endpoint + '/realtime';
    const socket = new WebSocket(url, ['graphql-ws', 'header-' + base64Url(authorization)]);
    const send = (frame) => socket.send(JSON.stringify(frame));
    const arrived = [];
    let wake = () => {};
    const arrive = (one) => { arrived.push(one); wake(); };
    socket.onopen = () => send({ type: 'connection_init' });
    socket.onclose = () => arrive({ type: 'closed' });
    socket.onmessage = ({ data }) => arrive(JSON.parse(data));
    try {
      while (true) {
        while (arrived.length === 0) await new Promise((resolve) => { wake = resolve; });
        const { type, payload } = arrived.shift();
        if (type === 'connection_ack') {
          const data = JSON.stringify({ query: params.query, variables: params.variables ?? {},
            operationName: params.operationName });
          send({ id: '1', type: 'start', payload: { data, extensions: { authorization } } });
        }
        if (type === 'start_ack') yield { extensions: { status: 'Waiting for events.' } };
        if (type === 'data') yield payload;
        if (type === 'error' || type === 'connection_error') yield payload;
        if (['error', 'connection_error', 'complete', 'closed'].includes(type)) return;
      }
    } finally {
      socket.close();
    }
  }

  async function ask(params, headers) {
    const method = 'POST';
    const response = await fetch(endpoint, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(params),
    });
    return response.json();
  }

  return (params, { headers = {}, documentAST } = {}) => {
    const operations = (documentAST?.definitions ?? []).filter(({ kind }) => kind === 'OperationDefinition');
    const asked = operations.find(({ name }) => name?.value === params.operationName) ?? operations[0];
    return asked?.operation === 'subscription' ? subscribe(params, headers) : ask(params, headers);
  };
}
`;

/** Below this width the editors stand above the answer, instead of beside it. */
export const NARROW_STYLE = `
@media (max-width: 720px) {
  .graphiql-container .graphiql-sidebar { width: 40px; padding: 4px; }
  .graphiql-container .graphiql-main > div, .graphiql-container .graphiql-sessions { min-width: 0; }
  .graphiql-container #graphiql-session { flex-direction: column; }
  .graphiql-container #graphiql-session > div { flex: 1 1 50% !important; min-height: 0; width: 100%; }
  .graphiql-container #graphiql-session > .graphiql-horizontal-drag-bar { display: none; }
  .graphiql-container .graphiql-logo { display: none; }
}
`;
