// `npm run build:cli [FILE]`: bundles the command into dist/claimcheck.mjs, which package.json names as bin, or into FILE.
import path from "node:path";
import { bundleCommand } from "./bundle-command.ts";
import { root } from "./prepare.mjs";

await bundleCommand(path.resolve(process.argv[2] ?? path.join(root, "dist/claimcheck.mjs")));
