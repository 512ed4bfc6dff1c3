import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Expression, parseSync, Visitor } from "oxc-parser";

/** A regular expression as it is written in a file of the project. */
export interface ExpressionLiteral {
  /** From the root, with slashes. */
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/**
 * The literals of regular expressions in what is shipped of `folders` of `root`, and the files that put expressions
 * together (`new RegExp`), once for each.
 */
export function readExpressions(
  root: string,
  folders: readonly string[],
): { readonly literals: readonly ExpressionLiteral[]; readonly made: readonly string[] } {
  const literals: ExpressionLiteral[] = [];
  const made: string[] = [];
  for (const folder of folders) {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
    for (const name of names.sort()) {
      const file = path.posix.join(folder, name.split(path.sep).join("/"));
      if (!/\.tsx?$/.test(file) || /\.test\.tsx?$|\.d\.ts$|^lib\/testing\//.test(file)) continue;
      const look = (callee: Expression | { readonly type: "Super" }) => {
        if (callee.type === "Identifier" && callee.name === "RegExp") made.push(file);
      };
      new Visitor({
        Literal(node) {
          if ("regex" in node) literals.push({ file, ...node.regex });
        },
        NewExpression({ callee }) {
          look(callee);
        },
        CallExpression({ callee }) {
          look(callee);
        },
      }).visit(parseSync(file, readFileSync(path.join(root, file), "utf8")).program);
    }
  }
  return { literals, made };
}
