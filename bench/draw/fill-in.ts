/**
 * Puts a text into a page, between the two comments that mark its place.
 *
 * Errors: Error where the page lacks one of the comments.
 */
export function fillIn(page: string, begin: string, end: string, text: string): string {
  const [first, last] = [page.indexOf(begin), page.indexOf(end)];
  if (first < 0 || last < first) throw new Error(`The page lacks "${begin}" or "${end}".`);
  return `${page.slice(0, first)}${begin}\n\n${text}\n\n${page.slice(last)}`;
}
