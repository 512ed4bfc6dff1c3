import { expect, test } from "vitest";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { createCache } from "./cache.ts";
import { judgeDocuments, listDocuments } from "./export-view.ts";
import type { AnalysisInput } from "./input.ts";
import { createQueries } from "./queries.ts";

const queries = createQueries(createCache());
const configuration = {
  name: "authentication-config.yaml",
  title: "AuthenticationConfiguration",
  text: "jwt: []",
};
const bindings = { name: "rbac.yaml", title: "Roles and bindings", text: "kind: Role" };
const problem = "It has errors; see its findings.";

const finding = (document: string, severity: Diagnostic["severity"]) =>
  ({ document, severity }) as Diagnostic;

test.each([
  {
    name: "no documents",
    input: { configuration: " \n", bindings: "" },
    found: [],
    state: "nothing",
    want: [],
  },
  {
    name: "both documents",
    input: { configuration: "jwt: []", bindings: "kind: Role" },
    found: [finding("configuration", "warning"), finding("token", "error")],
    state: "ready",
    want: [configuration, bindings],
  },
  {
    name: "an error in the bindings",
    input: { configuration: "jwt: []", bindings: "kind: Role" },
    found: [finding("bindings", "error")],
    state: "errors",
    want: [configuration, { ...bindings, problem }],
  },
  {
    name: "an error in a document that is empty",
    input: { configuration: "", bindings: "kind: Role" },
    found: [finding("configuration", "error")],
    state: "ready",
    want: [bindings],
  },
])("documents to download: $name", async ({ input, found, state, want }) => {
  expect(judgeDocuments(input, found)).toBe(state);
  expect(await listDocuments(input as AnalysisInput, found, queries)).toEqual(want);
});
