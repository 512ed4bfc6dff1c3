import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The bundled command, asked by the client of the official SDK over standard input and output. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-mcp-"));
const command = path.join(folder, "claimcheck.mjs");
const client = new Client({ name: "test", version: "1.0.0" });

beforeAll(async () => {
  spawnSync(process.execPath, [path.join(root, "scripts", "build-cli.mjs"), command]);
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [command, "mcp"] }),
  );
}, 60_000);
afterAll(async () => {
  await client.close();
  rmSync(folder, { recursive: true });
});

test("the server says who it is", () => {
  expect(client.getServerVersion()).toMatchObject({ name: "claimcheck" });
});
