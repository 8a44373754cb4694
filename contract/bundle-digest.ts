/** Where a bundle of a Lambda says what it is made of: at its root. */
export const BUNDLE_DIGEST_FILE = 'digest.json';

/**
 * What a bundle was made of, each a SHA-256 in lower-case hexadecimal: `files` by path, with slashes, but for
 * BUNDLE_DIGEST_FILE; `sha256` over a line `<sha256>  <path>\n` a file, in the order of the paths' characters. It is
 * what the tools of Unix tell as well:
 *     find * -type f ! -path digest.json | LC_ALL=C sort | xargs sha256sum | sha256sum
 */
export interface BundleDigest {
  readonly sha256: string;
  readonly files: Readonly<Record<string, string>>;
}
