// @ts-check
// `npm start`: from a fresh clone to a served production build.
import { pathToFileURL } from "node:url";
import { bundleServer, ensureBuild, ensurePackages, fail } from "./prepare.mjs";

ensurePackages();
if (!ensureBuild()) fail("The build failed; see its messages above.");
await import(pathToFileURL(await bundleServer()).href);
