// The hook of git for commit subjects; CONTRIBUTING.md says how to install it.
//
//   npx tsx scripts/check-commit.ts FILE     checks the message in FILE, as git's hook commit-msg gets it
//   npx tsx scripts/check-commit.ts RANGE    checks the commits of a range, for example main..HEAD
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { checkSubject } from "./commit-subject.ts";

const [given] = process.argv.slice(2);
if (given === undefined) {
  console.error("usage: check-commit.ts FILE | RANGE");
  process.exit(2);
}
const messages = existsSync(given)
  ? [readFileSync(given, "utf8")]
  : execFileSync("git", ["log", "-z", "--format=%B", given], { encoding: "utf8" })
      .split("\0")
      .filter((message) => message !== "");
for (const message of messages) {
  const problems = checkSubject(message);
  if (problems.length === 0) continue;
  console.error([message.split("\n", 1)[0], ...problems.map((each) => `  ${each}`)].join("\n"));
  process.exitCode = 1;
}
