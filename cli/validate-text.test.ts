import { expect, test } from "vitest";
import { newestMinor } from "../lib/kube/minor.ts";
import { writeText } from "./report/text.ts";
import { validateText } from "./validate-text.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
`;
const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: a}
rules: []
`;
const json = `{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": []}\n`;
const secret = "x7Gq09ZkT2mPw4Lr";

const find = async (text: string, name: string) => {
  const read = await validateText(text, { minor: newestMinor, now: 1_790_000_000, name });
  if (read.kind === "refused") throw new Error(read.message);
  const { findings, opened } = read;
  return findings.map((one) => ({ ...one, span: opened.place?.(one.span) ?? one.span }));
};

test.each([
  { name: "a configuration", text: configuration, want: [] },
  {
    name: "documents behind it",
    text: `${configuration}---\n${role}`,
    want: [["documents/ignored", configuration.length]],
  },
  {
    name: "documents before it",
    text: `${role}---\n${configuration}`,
    want: [["documents/not-first", role.length + 4]],
  },
  {
    name: "JSON with a document behind it, which the server reads as one value",
    text: `${json}---\n${role}`,
    want: [
      ["decode/syntax", json.length],
      ["import/embedded", 0],
    ],
  },
  {
    name: "a kind that is misspelt",
    text: configuration.replace("Configuration", "Config"),
    want: [
      ["decode/kind-unknown", 45],
      ["import/jwt-entry", 71],
    ],
  },
  {
    name: "no kind",
    text: configuration.replace(/kind.*\n/, ""),
    want: [
      ["decode/kind-missing", 0],
      ["import/plain", 0],
    ],
  },
  {
    name: "a secret",
    text: `${configuration}---\napiVersion: v1\nkind: Secret\nstringData: {client_secret: ${secret}}\n`,
    want: [
      ["documents/ignored", configuration.length],
      ["lint/secret-in-document", 262],
    ],
  },
])("validate says of $name what the page says", async ({ text, want }) => {
  const found = await find(text, "made.yaml");
  expect(found.map(({ code, span }) => [code, span.start])).toEqual(want);
});

test("fields without a head are a part for another file, unless the file is named as a configuration", async () => {
  const part = configuration.replace(/^(?:apiVersion|kind).*\n/gm, "");
  const codes = async (name: string) => (await find(part, name)).map(({ code }) => code);
  expect(await codes("values.yaml")).toEqual([]);
  expect(await codes("/etc/kubernetes/authentication-config.yaml")).toEqual([
    "decode/kind-missing",
    "import/plain",
  ]);
});

test("the text of a report does not show a line with a secret", async () => {
  const text = `${configuration}# client_secret: ${secret}\n`;
  const findings = await find(text, "made.yaml");
  const report = writeText(
    { command: "validate", files: [{ path: "made.yaml", text, findings, tests: [] }] },
    false,
  );
  expect(report).toContain("lint/secret-in-document");
  expect(report).not.toContain(secret);
  expect(report).toContain("It goes nowhere from here; the fix puts a mask in its place.");
});
