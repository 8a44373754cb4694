/** Characters of one byte each in base64url, without padding: an HTTP token, which has neither + nor / nor =. */
export function toBase64Url(latin1: string): string {
  return btoa(latin1).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
