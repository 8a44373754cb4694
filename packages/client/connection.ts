/**
 * Where an API sends its events from, by where it answers: AppSync has a host of its own for it, and a path where the
 * domain is custom. Source: AppSync developer guide, "Building a real-time WebSocket client".
 */
export function realtimeEndpointOf(endpoint: string): string {
  const url = new URL(endpoint);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const host = url.host.replace('.appsync-api.', '.appsync-realtime-api.');
  if (host !== url.host && /\.amazonaws\.com(\.cn)?$/.test(host)) url.host = host;
  else url.pathname = `${url.pathname.replace(/\/$/, '')}/realtime`;
  return url.href;
}
