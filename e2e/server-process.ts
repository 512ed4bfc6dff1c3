import { type ChildProcess, spawn } from "node:child_process";
import { request } from "node:http";
import type { Readable } from "node:stream";

/** A server of a test's own. */
export interface ServerProcess {
  readonly process: ChildProcess;
  /** All that it said so far. */
  said(): string;
  /** Ends when the line that says where it is served has come; rejects with what it said if it ended before. */
  port(): Promise<number>;
  /** Ends with the exit code, or the signal. */
  readonly ended: Promise<number | string>;
}

/** Where a server is started, and as whom. */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

/** Starts a command with a plain environment: PATH and what is given. */
export function startServer(command: readonly string[], options: StartOptions = {}): ServerProcess {
  const [program = "", ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    ...(options.cwd ? { cwd: options.cwd } : {}),
    ...(options.uid ? { uid: options.uid, gid: options.uid } : {}),
    env: { PATH: process.env.PATH, ...options.env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr] as Readable[]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      for (const listener of heard) listener();
    });
  }
  const ended = new Promise<number | string>((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? signal ?? 0)),
  );
  return {
    process: child,
    said: () => said,
    ended,
    port: () =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = /served at http:\/\/\S+:(\d+)\n/.exec(said);
          if (found) resolve(Number(found[1]));
        };
        heard.add(look);
        look();
        ended.then(() => reject(new Error(`the server ended: ${said}`)));
      }),
  };
}

/** What a request by this address and Host gives: status and body. */
export function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  address = "127.0.0.1",
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: address, port, path, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}
