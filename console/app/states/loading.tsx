/** Says what is being read. It appears after a moment only, so that quick answers do not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" /> Reading {what} …
    </p>
  );
}
