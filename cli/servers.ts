/**
 * The servers for editors and for agents: the second bundle, `dist/claimcheck-servers.mjs`, which `claimcheck` loads for
 * these commands only. A server speaks through standard output, so nothing else may print there.
 */
import { startLanguageServer } from "./lsp/server.ts";

export { serveMcp } from "./mcp/server.ts";

/** `claimcheck lsp`: serves an editor until it ends the connection. The engine's thread is this bundle too. */
export function serveLsp(): void {
  startLanguageServer(new URL(import.meta.url));
}
