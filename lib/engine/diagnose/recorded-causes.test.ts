import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createCompile, loadConfiguration } from "../../authn/load.ts";
import type { Cause } from "../../explain/causes/cause.ts";
import { explainError } from "../../explain/causes/explain-error.ts";
import { explainRefusedConfiguration } from "../../explain/causes/refused-configuration.ts";
import { newestMinor } from "../../kube/minor.ts";

/** Failing answers without a cause, each with the reason. */
const withoutCause: Readonly<Record<string, string>> = {
  "anonymous/off": "The request has no token: the file does not let anonymous requests in.",
  "anonymous/other-path": "The request has no token: the file lets them in on other paths only.",
};

/** Causes that repeat the server's words and have no sentence of their own, each with the reason. */
const inServersWords: Readonly<Record<string, string>> = {
  "username/format": "The compiler's message about a format string says what is wrong with it.",
};

test("every recorded failure has a cause with a sentence of its own and a remedy", () => {
  const compile = createCompile(newestMinor);
  const counts: Record<string, number> = {};
  const missing: string[] = [];
  const repeated: string[] = [];
  let failures = 0;
  for (const { id, request, answer } of readFailures()) {
    failures += 1;
    const cause =
      answer.log === undefined ? explainFile(request, compile) : explainError(answer.log);
    if (cause === undefined || cause.code === "none" || cause.remedy === undefined) {
      missing.push(id);
      continue;
    }
    counts[cause.code] = (counts[cause.code] ?? 0) + 1;
    if (/The server refuses a value: |does not compile \(|cannot be decoded: /.test(cause.cause)) {
      repeated.push(id);
    }
  }
  expect(missing).toEqual(Object.keys(withoutCause));
  expect(repeated).toEqual(Object.keys(inServersWords));
  expect(failures).toBeGreaterThan(300);
  // The families of the closed list that the server's own answers reach.
  expect(Object.keys(counts).length).toBeGreaterThanOrEqual(22);
});

interface Recorded {
  readonly id: string;
  readonly request: { readonly config?: string; readonly disallowedIssuers?: readonly string[] };
  readonly answer: {
    readonly authenticated?: boolean;
    readonly valid?: boolean;
    readonly log?: string;
  };
}

function explainFile(
  { config = "", disallowedIssuers = [] }: Recorded["request"],
  compile: ReturnType<typeof createCompile>,
): Cause | undefined {
  const loaded = loadConfiguration(config, { minor: newestMinor, disallowedIssuers, compile });
  return explainRefusedConfiguration(loaded);
}

function readFailures(): Recorded[] {
  return ["authenticate", "validate"].flatMap((name) => {
    const path = fileURLToPath(new URL(`../../testing/recorded/${name}.jsonl`, import.meta.url));
    const all: Recorded[] = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    return all.filter(({ answer }) => answer.authenticated !== true && answer.valid !== true);
  });
}
