import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { packageVersion } from "../package-version.ts";

/** How the server was started. */
export interface McpOptions {
  /** Whether tools take tokens with a signature. */
  readonly allowTokens: boolean;
}

/** Answers an agent (Model Context Protocol) on standard input and output, until the input ends. */
export async function serveMcp(_options: McpOptions): Promise<void> {
  const server = new Server(
    { name: "claimcheck", version: packageVersion },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [] }));
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    // What was asked before the end is still answered: the process ends when nothing is left to do.
    process.stdin.once("end", resolve);
  });
  await server.connect(new StdioServerTransport(process.stdin, process.stdout));
  await ended;
}
