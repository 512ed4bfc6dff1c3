import type { IncomingMessage, ServerResponse } from "node:http";

/** Files that a command hands to the page that it starts. */
export interface OpenedFiles {
  /** 32 hexadecimal digits, chosen by chance, so that the address cannot be guessed. */
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** Reads what the command writes on standard input; undefined if it is something else. */
export function readOpenedFiles(text: string): OpenedFiles | undefined {
  try {
    const { id, files } = JSON.parse(text) as Partial<OpenedFiles>;
    const known =
      typeof id === "string" &&
      /^[0-9a-f]{32}$/.test(id) &&
      Array.isArray(files) &&
      files.every(({ path, text: own }) => typeof path === "string" && typeof own === "string");
    return known ? { id, files } : undefined;
  } catch {
    return undefined;
  }
}

/** Answers the one request for the files, and forgets them with it; false if a request is another one. */
export function serveOnce(
  opened: OpenedFiles,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let left: OpenedFiles | undefined = opened;
  return (request, response) => {
    const { method, url, headers } = request;
    if (method !== "GET" || left === undefined || url !== `/opened/${left.id}`) return false;
    // The page asks for them by a script of its own: no link and no other site does.
    if (headers["sec-fetch-site"] !== undefined && headers["sec-fetch-site"] !== "same-origin") {
      return false;
    }
    const body = JSON.stringify({ files: left.files });
    left = undefined;
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(body);
    return true;
  };
}
