import { expect, test } from "vitest";
import { indentLines } from "../../lib/testing/wrap-text.ts";
import { findPieces, readParts } from "./file-parts.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt: []
`;
const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: a}
rules: []
`;
const inConfigMap = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  c.yaml: |\n${indentLines(text, 4)}`;

test.each<{
  name: string;
  file?: string;
  text: string;
  parts: readonly { kind: string; whole: boolean }[];
  refused?: RegExp;
}>([
  {
    name: "a configuration",
    text: configuration,
    parts: [{ kind: "configuration", whole: true }],
  },
  {
    name: "a configuration behind comments and a separator",
    text: `# ours\n\n---\n${configuration}`,
    parts: [{ kind: "configuration", whole: true }],
  },
  {
    name: "a configuration that is broken",
    text: `${configuration}: [\n`,
    parts: [{ kind: "configuration", whole: true }],
  },
  {
    name: "a configuration in JSON",
    text: '{"kind": "AuthenticationConfiguration", "apiVersion": "apiserver.config.k8s.io/v1", "jwt": []}',
    parts: [{ kind: "configuration", whole: true }],
  },
  {
    name: "a file that is only called so",
    file: "/etc/kubernetes/authentication-config.yaml",
    text: "jwt: []\n",
    parts: [{ kind: "configuration", whole: true }],
  },
  {
    name: "a configuration in a ConfigMap",
    text: inConfigMap(configuration),
    parts: [{ kind: "configuration", whole: false }],
  },
  {
    name: "a broken configuration in a ConfigMap",
    text: inConfigMap(`${configuration}: [\n`),
    parts: [{ kind: "configuration", whole: false }],
  },
  {
    name: "a configuration in a shell script",
    text: `cat > authn.yaml <<EOF\n${configuration}EOF\n`,
    parts: [{ kind: "configuration", whole: false }],
  },
  {
    name: "flags",
    text: "- --oidc-issuer-url=https://idp.example.com\n- --oidc-client-id=k8s\n",
    parts: [{ kind: "settings", whole: false }],
  },
  { name: "manifests", text: binding, parts: [{ kind: "bindings", whole: true }] },
  {
    name: "manifests in a List",
    text: `apiVersion: v1\nkind: List\nitems:\n- ${binding.replace(/\n(?=.)/g, "\n  ")}`,
    parts: [{ kind: "bindings", whole: true }],
  },
  {
    name: "a workspace file with both documents",
    text: `apiVersion: claimcheck/v1alpha1\nkind: Workspace\nconfiguration: |\n  ${configuration.replace(/\n(?=.)/g, "\n  ")}bindings: |\n  ${binding.replace(/\n(?=.)/g, "\n  ")}`,
    parts: [
      { kind: "workspace", whole: true },
      { kind: "configuration", whole: false },
      { kind: "bindings", whole: false },
    ],
  },
  {
    name: "a template around a configuration",
    text: `{{- if .Values.x }}\n${configuration}{{- end }}\n`,
    parts: [{ kind: "configuration", whole: false }],
  },
  {
    name: "a template with a branch in the configuration",
    text: `${configuration}{{- if .Values.x }}\nanonymous: {enabled: true}\n{{- end }}\n`,
    parts: [],
    refused: /^This is a Go template/,
  },
  {
    name: "a configuration with manifests behind it",
    text: `${configuration}---\n${binding}`,
    parts: [
      { kind: "configuration", whole: true },
      { kind: "bindings", whole: true },
    ],
  },
  {
    name: "a configuration behind manifests",
    text: `${binding}---\n${configuration}`,
    parts: [
      { kind: "configuration", whole: false },
      { kind: "bindings", whole: true },
    ],
  },
  {
    name: "a configuration whose kind is misspelt",
    text: configuration
      .replace("Config", "Conf")
      .replace("[]", "[{issuer: {url: 'https://a', audiences: [b]}}]"),
    parts: [{ kind: "configuration", whole: true }],
  },
  {
    name: "a script that writes a configuration and manifests",
    text: `cat > a.yaml <<EOF\n${configuration}EOF\ncat > b.yaml <<EOF\n${binding}EOF\n`,
    parts: [{ kind: "configuration", whole: false }],
  },
  { name: "another manifest", text: "apiVersion: apps/v1\nkind: Deployment\n", parts: [] },
  { name: "nothing", text: "", parts: [] },
])("readParts: $name", ({ file, text, parts, refused }) => {
  const found = readParts(text, 37, file);
  expect(found.parts.map(({ kind, whole }) => ({ kind, whole }))).toEqual(parts);
  expect(found.refused?.message ?? "").toMatch(refused ?? /^$/);
});

test("the pieces of a part are the same in the file", () => {
  const file = inConfigMap(configuration);
  const [part] = readParts(file, 37).parts;
  if (part === undefined) throw new Error("no part");
  const pieces = findPieces(file, part);
  expect(pieces).toHaveLength(3);
  for (const { start, at, length } of pieces) {
    expect(file.slice(at, at + length)).toBe(part.text.slice(start, start + length));
  }
  expect(pieces.map(({ length }) => length)).toEqual([39, 34, 8]);
});

test("the pieces of a configuration end before the next document", () => {
  const file = `${configuration}---\n${binding}`;
  const parts = readParts(file, 37).parts;
  expect(parts.map((part) => findPieces(file, part))).toEqual([
    [{ start: 0, at: 0, length: configuration.length + 4 }],
    [{ start: 0, at: 0, length: file.length }],
  ]);
});

test("what is encoded has no pieces that are there twice", () => {
  const encoded = Buffer.from(configuration).toString("base64");
  const file = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  c.yaml: ${encoded}\n`;
  const [part] = readParts(file, 37).parts;
  if (part === undefined) throw new Error("no part");
  expect(part.text).toBe(configuration);
  const long = findPieces(file, part).filter(({ length }) => length > 3);
  expect(long).toEqual([]);
});
