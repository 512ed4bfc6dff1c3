import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Options } from "./arguments.ts";
import { findFiles, readText } from "./files.ts";

/**
 * Starts the page on this machine with files in it, and prints its address. The files go to the server by a pipe; it gives
 * them out once, to the page at an address chosen by chance. Ends with the server. A text says what is wrong.
 */
export async function runOpenCommand({ positionals }: Options): Promise<string | number> {
  const files: { path: string; text: string }[] = [];
  for (const file of positionals.flatMap((pattern) => findFiles(pattern))) {
    const text = readText(file);
    if (text === undefined) return `${file} cannot be read`;
    files.push({ path: path.basename(file), text });
  }
  const server = findServer();
  if (server === undefined)
    return "the page is not here: build it with npm start, or install the package";
  const id = randomBytes(16).toString("hex");
  const child = spawn(process.execPath, [server], {
    env: {
      ...process.env,
      // Of this machine's own user: nothing else may be asked to listen.
      CLAIMCHECK_LISTEN: "127.0.0.1",
      PORT: process.env.PORT ?? "0",
      ...(files.length > 0 && { CLAIMCHECK_OPEN: "stdin" }),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify({ id, files }));
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    const [line, rest] = [
      said.slice(0, said.lastIndexOf("\n") + 1),
      said.slice(said.lastIndexOf("\n") + 1),
    ];
    said = rest;
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address === undefined) return;
    const fragment = files.length === 0 ? "" : `/#open=${id}`;
    process.stdout.write(
      `Open ${address}${fragment}\nThe page runs until this command is stopped.\n`,
    );
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 0)));
}

/** The server beside the command: in the package, or in a clone that was built. */
function findServer(): string | undefined {
  const here = path.dirname(fileURLToPath(import.meta.url));
  return [
    path.join(here, "page", ".next", "claimcheck-server.mjs"),
    path.join(here, "..", ".next", "claimcheck-server.mjs"),
  ].find((file) => existsSync(file));
}
