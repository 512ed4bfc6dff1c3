import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom } from "../../testing/random.ts";
import { readYaml } from "../../yaml/document.ts";
import { completeConfiguration } from "./complete-configuration.ts";

/** Configurations in YAML that a server was asked about. */
const recorded = [
  ...new Set(
    ["validate.jsonl", "presets.jsonl", "versions.jsonl"].flatMap((file) =>
      readFileSync(new URL(`../../testing/recorded/${file}`, import.meta.url), "utf8")
        .trimEnd()
        .split("\n")
        .flatMap(
          (line) => (JSON.parse(line) as { request: { config?: string } }).request.config ?? [],
        ),
    ),
  ),
].filter((text) => !text.trimStart().startsWith("{") && readYaml(text).kind === "read");

const keyLine = /^((?: *- )? *)([a-zA-Z]+)(:)( .*)?$/;

test("a key that is typed again, or corrected, gives the text back once it is completed", () => {
  const { pick, below, chance } = createRandom(11);
  const wrong: unknown[] = [];
  let asked = 0;
  for (let round = 0; round < 1500; round++) {
    const text = pick(recorded);
    const lines = text.split("\n");
    const at = below(lines.length);
    const [, indent = "", key = "", , value = ""] = keyLine.exec(lines[at] ?? "") ?? [];
    if (key === "") continue;
    // The value is on this line, or all of it on lines below.
    const behind = value.trim() !== "" || chance(0.5) ? `:${value}` : "";
    const typed = key.slice(0, 1 + below(key.length));
    const rest = chance(0.5) ? "" : "xyz".slice(0, below(3));
    const cut = lines.with(at, `${indent}${typed}${rest}${behind}`).join("\n");
    const offset =
      lines.slice(0, at).join("\n").length + (at > 0 ? 1 : 0) + indent.length + typed.length;
    const offered = completeConfiguration(cut, offset, { minor: 37 });
    const found = offered.find(({ label }) => label === key);
    if (found === undefined) continue;
    asked++;
    const made = cut.slice(0, found.span.start) + found.insert + cut.slice(found.span.end);
    // Without a colon and lines below it is a key that is typed for the first time.
    const next = lines.slice(at + 1).find((line) => /^ *[^ #]/.test(line)) ?? "";
    const isNew =
      behind === "" && next.search(/[^ ]/) < indent.length + (next.trim()[0] === "-" ? 0 : 1);
    if (!isNew && made !== text) wrong.push({ cut, made });
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(asked).toBeGreaterThan(500);
});
