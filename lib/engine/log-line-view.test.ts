import { expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { readLogLine } from "./log-line-view.ts";

const loaded = loadConfiguration("", { minor: 37 });

test.each([
  {
    name: "a command as another user",
    text: "kubectl get pods -n app --as jane",
    want: {
      ...{ by: "command", code: "none", places: [], question: "list pods -n app --as jane" },
      cause: "The request acts as jane: that needs the verb impersonate on these names.",
    },
  },
  {
    name: "a question of a user",
    text: "kubectl auth can-i list pods --as jane",
    want: {
      ...{ by: "command", code: "none", places: [], question: "list pods" },
      cause: "The command asks what jane may do.",
      user: { username: "jane", groups: ["system:authenticated"] },
    },
  },
  { name: "a command of another kind", text: "kubectl get pods -n app", want: undefined },
  { name: "a sentence about the flag", text: "use --as for that", want: undefined },
])("in place of a token: $name", async ({ text, want }) => {
  expect(await readLogLine(text, loaded)).toEqual(want);
});
