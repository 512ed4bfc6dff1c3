// @ts-check
// Serves the existing production build: bundles scripts/serve.ts and runs it. PORT and the CLAIMCHECK_… variables are its
// settings.
import { pathToFileURL } from "node:url";
import { bundleServer } from "./prepare.mjs";

await import(pathToFileURL(await bundleServer()).href);
