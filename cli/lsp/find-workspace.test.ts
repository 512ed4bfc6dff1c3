import { expect, test } from "vitest";
import { findWorkspace } from "./find-workspace.ts";
import { readSettings } from "./settings.ts";

const head = "apiVersion: claimcheck/v1alpha1\nkind: Workspace\n";
const files: Readonly<Record<string, string>> = {
  "/r/a.claimcheck.yaml": `${head}configurationFrom: {path: clusters/a/authn.yaml}\n`,
  "/r/b.claimcheck.yaml": `${head}bindingsFrom: {paths: ["rbac/**/*.yaml"]}\n`,
  "/r/clusters/a/authn.yaml": "",
  "/r/clusters/b/authn.yaml": "",
  "/r/clusters/b/login.claimcheck.yml": head,
  "/r/rbac/x/dev.yaml": "",
  "/r/rbac/x/dev.txt": "",
  "/above.claimcheck.yaml": head,
  "/elsewhere/authn.yaml": "",
  "/elsewhere/login.claimcheck.yaml": head,
  "/broken/authn.yaml": "",
  "/broken/a.claimcheck.yaml": `${head}tests: [\n`,
  "/broken/b.claimcheck.yaml": `${head}configurationFrom: {path: authn.yaml}\nx: 1\n`,
};
const reader = {
  read: (file: string) => files[file],
  list: (folder: string) =>
    Object.keys(files)
      .filter((file) => file.startsWith(`${folder === "/" ? "" : folder}/`))
      .map((file) => file.slice(folder === "/" ? 1 : folder.length + 1).split("/")[0] ?? ""),
};

test.each<{ name: string; file: string; set?: string; want: string | undefined }>([
  { name: "that names it, above", file: "/r/clusters/a/authn.yaml", want: "/r/a.claimcheck.yaml" },
  {
    name: "that is alone in its folder",
    file: "/r/clusters/b/authn.yaml",
    want: "/r/clusters/b/login.claimcheck.yml",
  },
  { name: "with a pattern", file: "/r/rbac/x/dev.yaml", want: "/r/b.claimcheck.yaml" },
  { name: "none of several that do not name it", file: "/r/rbac/x/dev.txt", want: undefined },
  {
    name: "in the folder of a file outside of every root",
    file: "/elsewhere/authn.yaml",
    want: "/elsewhere/login.claimcheck.yaml",
  },
  {
    name: "that has errors elsewhere",
    file: "/broken/authn.yaml",
    want: "/broken/b.claimcheck.yaml",
  },
  {
    name: "of the settings",
    file: "/r/clusters/a/authn.yaml",
    set: "/above.claimcheck.yaml",
    want: "/above.claimcheck.yaml",
  },
  {
    name: "of the settings that is not there",
    file: "/r/clusters/a/authn.yaml",
    set: "/r/no.claimcheck.yaml",
    want: undefined,
  },
])("the workspace $name", ({ file, set, want }) => {
  expect(findWorkspace(file, set, ["/r"], reader)?.file).toBe(want);
});

const versions = "1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37, 1.38";

test.each<{ name: string; value: unknown; settings: object; problems: readonly string[] }>([
  { name: "nothing", value: undefined, settings: {}, problems: [] },
  {
    name: "all of them",
    value: { kubeVersion: "1.34", cluster: "talos", workspace: "a/login.claimcheck.yaml" },
    settings: { version: 34, target: "talos", workspace: "/r/a/login.claimcheck.yaml" },
    problems: [],
  },
  {
    name: "empty texts, as an editor has them",
    value: { kubeVersion: "", cluster: "", workspace: null },
    settings: {},
    problems: [],
  },
  {
    name: "a version that is not known",
    value: { kubeVersion: "1.20" },
    settings: {},
    problems: [`claimcheck.kubeVersion must be one of ${versions}.`],
  },
  {
    name: "a number",
    value: { kubeVersion: 1.34 },
    settings: {},
    problems: ["claimcheck.kubeVersion must be a text."],
  },
  { name: "another shape", value: ["x"], settings: {}, problems: [] },
])("settings: $name", ({ value, settings, problems }) => {
  expect(readSettings(value, ["/r"])).toEqual({ settings, problems });
});
