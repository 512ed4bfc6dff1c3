// @ts-check
// The production build for an image: the page, its server as one file, and the lists of what is in it.
import { bundleServer, ensureBuild, ensurePackages, fail } from "./prepare.mjs";

ensurePackages();
if (!ensureBuild()) fail("The build failed; see its messages above.");
await bundleServer();
