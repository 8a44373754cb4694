export async function handler(): Promise<unknown> {
  return { failure: { errorType: 'ModelUnavailable', message: 'Not ready.', errorInfo: null } };
}
