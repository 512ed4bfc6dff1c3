/**
 * The servers for editors and for agents: the second bundle, `dist/claimcheck-servers.mjs`, which `claimcheck` loads for
 * these commands only. A server speaks through standard output, so nothing else may print there.
 */
export { serveMcp } from "./mcp/server.ts";
