import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { answerLine } from "../cli/answer/answer.ts";
import { commands, options } from "../cli/commands.ts";
import { catalogue } from "../lib/catalogue/catalogue.ts";
import { clusterTargets } from "../lib/kube/targets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The documentation: what it shows is what happens. */
const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "AGENTS.md", "CHANGELOG.md"],
  "oracle/README.md",
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.join("docs", file)),
].map((page) => [page, readFileSync(path.join(root, page), "utf8")] as const);

// A line that pipes a request into the engine, and below it a comment with the answer.
const examples = pages.flatMap(([page, text]) =>
  [...text.matchAll(/echo '(\{.*?\})' \| (?:npm run|~\/).*\n\s*# (\{.*\})/g)].map(
    ([, question = "", answer = ""]) => ({ page, question, answer }),
  ),
);

test("the documentation has examples with answers", () => {
  expect(new Set(examples.map(({ page }) => page))).toEqual(
    new Set(["README.md", "CONTRIBUTING.md", "oracle/README.md"]),
  );
});

test.each(examples)("$page shows the answer of $question", async ({ question, answer }) => {
  // The Go program writes the members in another order.
  expect(sorted(await answerLine(question))).toBe(sorted(answer));
});

test.each(pages)("%s names scripts that package.json has", (_, text) => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const unknown = [...text.matchAll(/npm run (?:--\S+ )*([a-z][\w:]*)/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !(name in scripts));
  expect(unknown).toEqual([]);
});

test.each(pages)("%s names files that are there", (_, text) => {
  const tops = new Set(readdirSync(root));
  const missing = [...text.matchAll(/[`(]((?:\.\.?\/)?[\w.-]+(?:\/[\w.-]+)+)[`)]/g)]
    .map(([, file = ""]) => file)
    .filter(
      (file) => tops.has(file.split("/")[0] ?? "") && !/^(dist|node_modules|\.next)/.test(file),
    )
    .filter((file) => !existsSync(path.join(root, file.replace("NAME", "names"))));
  expect(missing).toEqual([]);
});

test.each(pages)("%s names commands and options that claimcheck has", (_, text) => {
  const names = new Set<string>(commands.map(({ name }) => name));
  const known = new Set<string>(["help", ...options.map(({ name }) => name)]);
  const wrong = [...text.matchAll(/(?:`|\| |^ {4})claimcheck((?: [^`\n]*)?)/gm)]
    .map(([, rest = ""]) => rest.trim().split(/\s+/))
    .flatMap((words) => [
      ...words.slice(0, 1).filter((word) => /^[a-z]+$/.test(word) && !names.has(word)),
      ...words
        .flatMap((word) => /^--([a-z][a-z-]*)/.exec(word)?.[1] ?? [])
        .filter((name) => !known.has(name)),
    ]);
  expect(wrong).toEqual([]);
});

function sorted(json: string): string {
  return JSON.stringify(Object.entries(JSON.parse(json) as object).sort());
}

test("README.md names every target, and how many issuers the catalogue has", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const names = clusterTargets.map(({ title }) => title.split(/,| 1\.| up to/, 1)[0] ?? title);
  expect(names.filter((name) => !readme.toLowerCase().includes(name.toLowerCase()))).toEqual([]);
  expect(readme).toContain(`A catalogue of ${catalogue.length} issuers`);
});
