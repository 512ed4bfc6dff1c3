// `npm run package:vscode`: the extension for Visual Studio Code as claimcheck-vscode-<version>.vsix, or as the file that is named.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { version } from "../package.json" with { type: "json" };
import { packExtension } from "./pack-vscode.ts";
import { ensurePackages, root } from "./prepare.mjs";

ensurePackages();
const file = process.argv[2] ?? path.join(root, `claimcheck-vscode-${version}.vsix`);
writeFileSync(file, await packExtension());
console.log(file);
