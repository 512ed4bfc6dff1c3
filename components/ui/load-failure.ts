/** What failed while the browser was offline: the same error comes again when a part is drawn again. */
const failedOffline = new WeakSet<Error>();

/**
 * What to say if a part of the page could not be loaded: the browser was offline, the connection failed, or the server has
 * a newer version and the old files are gone. Undefined for every other error.
 */
export function describeLoadFailure(error: unknown, online: boolean): string | undefined {
  if (!isLoadFailure(error)) return undefined;
  if (!online) failedOffline.add(error);
  return failedOffline.has(error)
    ? `A part of the page could not be loaded: this browser was offline. What is loaded already goes on working. Reload the page when the browser is online; ${kept}`
    : `A part of the page could not be loaded: the connection failed, or a newer version was installed. Reload the page; ${kept}`;
}

const kept = "your documents are stored, tokens and keys are not.";

function isLoadFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    error.name === "ChunkLoadError" ||
    /^(?:Failed to load chunk|Loading (?:CSS )?chunk|Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed)/i.test(
      error.message,
    )
  );
}
