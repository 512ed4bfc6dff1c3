// The server of the production build: the gate in front of Next. `npm start`, the end-to-end tests and the image run
// it as one bundle, .next/claimcheck-server.mjs (scripts/serve.mjs and scripts/build.mjs make it).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, isIP } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createGate, type Handler } from "../lib/remote/gate.ts";
import { readOpenedFiles, serveOnce } from "../lib/remote/opened-files.ts";
import { readSettings, type ServerSettings } from "../lib/remote/settings.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const read = readSettings(process.env);
if (read.kind === "unreadable") {
  for (const problem of read.problems) console.error(problem);
  process.exit(1);
}
/**
 * Connections that wait while a page is drawn, as far as the system allows. Node's 511 are fewer than 200 browsers open,
 * and who does not fit is sent away after some time.
 */
const mostWaiting = 4096;

await serve(read.settings);

async function serve(settings: ServerSettings): Promise<void> {
  const { listen, port } = settings;
  let handle: Handler | undefined;
  const serveFiles = await takeFiles(listen);
  const gate = createGate((request, response) => {
    if (serveFiles?.(request, response)) return;
    if (handle) return handle(request, response);
    response.writeHead(503, { "retry-after": "1" }).end();
  }, settings);
  gate.on("error", (error: NodeJS.ErrnoException) => {
    console.error(explain(error, listen, port));
    process.exit(1);
  });
  // The port is taken before Next is loaded: a port in use is said at once.
  await new Promise<void>((resolve) =>
    gate.listen({ port, host: listen, backlog: mostWaiting }, resolve),
  );
  handle = await prepareNext(listen, port);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      // Answers under way are finished, for as long as an issuer may take.
      gate.close(() => process.exit(0));
      gate.closeIdleConnections();
      setTimeout(() => process.exit(0), 5000).unref();
    });
  }
  const bound = (gate.address() as AddressInfo).port;
  console.log(`Claimcheck is served at http://${hostOf(listen)}:${bound}`);
  if (isEvery(listen)) {
    const names = settings.hosts.map(({ name }) => name).join(", ") || "localhost alone";
    console.log(`It listens on every interface and answers to ${names} (CLAIMCHECK_HOSTS).`);
  }
}

/** The files of `claimcheck open`, on standard input: for a server of this machine's own user only. */
async function takeFiles(listen: string) {
  if (process.env.CLAIMCHECK_OPEN !== "stdin") return undefined;
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  const opened = readOpenedFiles(text);
  if (opened !== undefined && listen === "127.0.0.1") return serveOnce(opened);
  console.error("CLAIMCHECK_OPEN is for `claimcheck open` alone.");
  process.exit(1);
}

async function prepareNext(hostname: string, port: number): Promise<Handler> {
  Object.assign(process.env, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
  // The configuration as the build settled it, so that no compiler is needed at the start.
  const manifest = path.join(root, ".next", "required-server-files.json");
  const { config } = JSON.parse(readFileSync(manifest, "utf8")) as { config: unknown };
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
  const next = createRequire(import.meta.url)("next") as (options: object) => {
    prepare(): Promise<void>;
    getRequestHandler(): Handler;
  };
  const app = next({ dev: false, dir: root, hostname, port });
  await app.prepare();
  return app.getRequestHandler();
}

function isEvery(listen: string): boolean {
  return listen === "0.0.0.0" || listen === "::";
}

function hostOf(listen: string): string {
  if (isEvery(listen) || listen === "127.0.0.1") return "localhost";
  return isIP(listen) === 6 ? `[${listen}]` : listen;
}

function explain(error: NodeJS.ErrnoException, listen: string, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port === 65535 ? 3000 : port + 1}.`;
    case "EACCES":
      return `Port ${port} may not be used by this user. Choose one above 1023 in PORT.`;
    case "EADDRNOTAVAIL":
      return `CLAIMCHECK_LISTEN: ${listen} is no address of this machine.`;
    default:
      return `The server cannot listen on ${listen}, port ${port}: ${error.message}`;
  }
}
