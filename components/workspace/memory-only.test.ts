import { expect, test } from "vitest";
import { emptyInputs, type Inputs } from "./inputs.ts";
import { countMemoryOnly, describeLost } from "./memory-only.ts";

const none = countMemoryOnly(emptyInputs);
const file = { id: "1", name: "a", size: 1, content: new Blob([]) };
const saved = { id: "1", name: "A", text: "a" };

const cases: {
  name: string;
  input: Partial<Inputs>;
  present?: Partial<Inputs>;
  want: string | undefined;
}[] = [
  { name: "nothing was there", input: {}, want: undefined },
  {
    name: "a token of one's own",
    input: { token: "a" },
    want: "The reload removed what was in memory only and is never stored: the token.",
  },
  {
    name: "a token of an example comes back",
    input: { token: "a", example: { id: "gitlab", token: "user", edited: false } },
    want: undefined,
  },
  {
    name: "one of each",
    input: {
      token: "a",
      savedTokens: [saved],
      keys: { a: "{}" },
      answers: { a: "{}" },
      files: [file],
    },
    want: "The reload removed what was in memory only and is never stored: the token, 1 kept token, the keys of 1 issuer, 1 answer of another server and 1 file of role bindings.",
  },
  {
    name: "several",
    input: { savedTokens: [saved, saved], keys: { a: "{}", b: "{}" }, files: [file, file] },
    want: "The reload removed what was in memory only and is never stored: 2 kept tokens, the keys of 2 issuers and 2 files of role bindings.",
  },
  {
    name: "keys of an example came back, and one's own did not",
    input: { keys: { a: "{}", b: "{}" } },
    present: { keys: { a: "{}" } },
    want: "The reload removed what was in memory only and is never stored: the keys of 1 issuer.",
  },
];

test.each(cases)("what a reload took: $name", ({ input, present, want }) => {
  const before = countMemoryOnly({ ...emptyInputs, ...input });
  const after = present === undefined ? none : countMemoryOnly({ ...emptyInputs, ...present });
  expect(describeLost(before, after)).toBe(want);
});
