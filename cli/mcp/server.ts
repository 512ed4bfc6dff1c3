import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type Tool as ToolDescription,
} from "@modelcontextprotocol/sdk/types.js";
import * as z from "zod";
import { packageVersion } from "../package-version.ts";
import { guardCall, maskAnswer } from "./guard.ts";
import { readReference, referencePages, referenceTemplates } from "./resources.ts";
import type { Tool } from "./tool.ts";
import { tools } from "./tools.ts";

/** How the server was started. */
export interface McpOptions {
  /** Whether tools take tokens with a signature. */
  readonly allowTokens: boolean;
}

const instructions =
  "Checks Kubernetes AuthenticationConfiguration (structured authentication, OIDC) and RBAC as kube-apiserver does, offline and read-only. A claim has the type any: claims.groups.map(…) does not compile, dyn(claims.groups).map(…) does. Call validate after each change of a configuration, names for the exact subjects of bindings, diagnose with made-up claims for a login, test for workspace files. Never give a real token.";

/** In bytes: a longer message ends the connection. */
const longestMessage = 32 * 1024 * 1024;

/** Answers an agent (Model Context Protocol) on standard input and output, until the input ends. */
export async function serveMcp({ allowTokens }: McpOptions): Promise<void> {
  // Standard output belongs to the protocol.
  console.log = console.error;
  console.info = console.error;
  const transport = new StdioServerTransport(process.stdin, process.stdout, {
    maxBufferSize: longestMessage,
  });
  const server = createServer(allowTokens);
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    // What was asked before the end is still answered: the process ends when nothing is left to do.
    process.stdin.once("end", resolve);
  });
  await server.connect(maskTransport(transport));
  await ended;
}

/** Errors of the protocol quote names and values too: nothing leaves with a token in it. */
function maskTransport(transport: Transport): Transport {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if ("result" in message)
      return send({ ...message, result: maskAnswer(message.result) }, options);
    if ("error" in message) return send({ ...message, error: maskAnswer(message.error) }, options);
    return send(message, options);
  };
  return transport;
}

function createServer(allowTokens: boolean): Server {
  const server = new Server(
    { name: "claimcheck", title: "Claimcheck", version: packageVersion },
    { capabilities: { tools: {}, resources: {} }, instructions },
  );
  const listed = tools.map(describeTool);
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    callTool(params.name, params.arguments ?? {}, allowTokens),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [...referencePages] }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: referenceTemplates,
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const page = readReference(uri);
    if (page === undefined) throw new McpError(notFound, "There is no such page of the reference.");
    return { contents: [{ uri, ...page }] };
  });
  return server;
}

/** Of the specification, "Resource not found". */
const notFound = -32002;

function describeTool({ name, title, description, input, output }: Tool): ToolDescription {
  return {
    ...{ name, title, description },
    inputSchema: schemaOf(input, "input"),
    outputSchema: schemaOf(output, "output"),
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  };
}

function schemaOf(type: z.ZodObject, io: "input" | "output"): ToolDescription["inputSchema"] {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { target: "draft-7", io });
  return schema as ToolDescription["inputSchema"];
}

async function callTool(
  name: string,
  args: Readonly<Record<string, unknown>>,
  allowTokens: boolean,
): Promise<CallToolResult> {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined)
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no such tool. There are ${tools.map((one) => one.name).join(", ")}.`,
    );
  const guarded = guardCall(args, allowTokens);
  if (guarded.kind === "refused") return fail(guarded.reason);
  const parsed = tool.input.safeParse(args);
  if (!parsed.success)
    return maskAnswer(fail(`The arguments: ${z.prettifyError(parsed.error)}`), guarded.secrets);
  try {
    const answer = await tool.run(parsed.data, { now: Math.floor(Date.now() / 1000) });
    if ("error" in answer) return maskAnswer(fail(answer.error), guarded.secrets);
    const { text, data } = maskAnswer(answer, guarded.secrets);
    return {
      content: [{ type: "text", text }],
      structuredContent: data as Readonly<Record<string, unknown>>,
    };
  } catch {
    // A throw is our bug; its text could hold anything.
    return fail(`The tool ${name} failed. This is a fault of claimcheck: please report it.`);
  }
}

function fail(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
