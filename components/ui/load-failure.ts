/**
 * What to say if a part of the page could not be loaded: offline, or the server has a newer version and the old files are
 * gone. Undefined for every other error.
 */
export function describeLoadFailure(error: unknown, online: boolean): string | undefined {
  if (!isLoadFailure(error)) return undefined;
  return online
    ? "A part of the page could not be loaded: a newer version was installed. Reload the page; your documents are stored."
    : "A part of the page could not be loaded: this browser is offline. What is loaded already goes on working.";
}

function isLoadFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === "ChunkLoadError" ||
    /^(?:Failed to load chunk|Loading (?:CSS )?chunk|Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed)/i.test(
      error.message,
    )
  );
}
