import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("../../scripts/build-cli.ts", import.meta.url));

/** Bundles the command and its servers to a path, "/tmp/x/claimcheck.mjs". Rejects with what the build says if it fails. */
export async function buildCommand(file: string): Promise<void> {
  await promisify(execFile)(process.execPath, ["--import", "tsx", script, path.resolve(file)]);
}
