import { expect, test } from "vitest";
import { madeUpForms, writeMadeUpLog } from "../../testing/made-up-log.ts";
import { looksLikeLog } from "./looks-like-log.ts";

test.each(madeUpForms)("a log in the form %s is told by its beginning", (form) => {
  expect(looksLikeLog([...writeMadeUpLog(form, 60, [])].join(""))).toBe(true);
});

test.each([
  { name: "nothing", input: "" },
  { name: "roles", input: "apiVersion: v1\nkind: List\nitems:\n- kind: ClusterRole\n" },
  { name: "claims, a set a line", input: '{"iss":"a"}\n{"iss":"a"}\n{"iss":"a"}\n{"iss":"a"}\n' },
  { name: "a line of a log alone", input: 'E1122 01:01:19.201075 1 a.go:1] "x"\n' },
])("$name is not taken for a log", ({ input }) => {
  expect(looksLikeLog(input)).toBe(false);
});
