// `npm start`: from a fresh clone to a served production build.
import { pathToFileURL } from "node:url";
import { bundleServer, ensureBuild, ensurePackages, fail } from "./prepare.mjs";

ensurePackages();
if (!ensureBuild()) fail("The build failed; its messages stand above.");
await import(pathToFileURL(await bundleServer()).href);
