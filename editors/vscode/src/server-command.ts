import path from "node:path";
import { type ServerOptions, TransportKind } from "vscode-languageclient/node";

/**
 * How the language server is started: the command that the user names, or the one that is packed in the extension, which
 * the editor's own Node runs. Both get `lsp --stdio`.
 */
export function serverOptions(
  command: string | undefined,
  extensionPath: string,
  platform: NodeJS.Platform,
): ServerOptions {
  const transport = TransportKind.stdio;
  if (command === undefined || command.trim() === "") {
    return { module: path.join(extensionPath, "dist", "claimcheck.mjs"), args: ["lsp"], transport };
  }
  // npm's commands are scripts on Windows, which only a shell starts.
  const shell = platform === "win32";
  return {
    command: shell ? `"${command}"` : command,
    args: ["lsp"],
    transport,
    options: { shell },
  };
}
