import { expect, test } from "vitest";
import type { AnalysisInput } from "./input.ts";
import { viewOpened } from "./opened-view.ts";

const inner = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt: []
`;
const wrap = (text: string) =>
  `kind: ConfigMap\ndata:\n  a: |\n${text.replaceAll(/^(?=.)/gm, "    ")}  b: kept\n`;

const inputOf = (configuration: string, opened: string) =>
  ({ minor: 37, configuration, opened }) as AnalysisInput;

const finding = {
  code: "x",
  source: "claimcheck",
  severity: "error",
  document: "configuration",
  path: "jwt",
  span: { start: inner.indexOf("jwt"), end: inner.indexOf("jwt") + 3 },
  message: "m",
} as const;

test("the wrapper comes back with the configuration as it is now, and findings name its line", async () => {
  const view = await viewOpened(inputOf(inner, wrap(inner)));
  expect(view?.file).toEqual({
    name: "as-it-was-opened.txt",
    title: "As it was opened: a ConfigMap",
    text: wrap(inner),
  });
  expect(view?.lead(finding).hint).toBe("Line 6 of the opened text.");
  const edited = inner.replace("jwt: []", "jwt: [] # none");
  const later = await viewOpened(inputOf(edited, wrap(inner)));
  expect(later?.file?.text).toBe(wrap(edited));
  expect(later?.lead(finding).hint).toBeUndefined();
});

test("of converted settings there is no way back, but their lines are known", async () => {
  const flags = "# flags\n--oidc-issuer-url=https://a.example.com\n--oidc-client-id=k8s\n";
  const converted = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://a.example.com
    audiences:
    - k8s
  claimMappings:
    username:
      claim: sub
      prefix: https://a.example.com#
`;
  const view = await viewOpened(inputOf(converted, flags));
  expect(view?.file).toBeUndefined();
  const start = converted.indexOf("k8s\n");
  expect(view?.lead({ ...finding, span: { start, end: start + 3 } }).hint).toBe(
    "Line 3 of the opened text.",
  );
});

test("without an opened text there is nothing to say", async () => {
  const { opened: _, ...input } = inputOf(inner, "");
  expect(await viewOpened(input)).toBeUndefined();
});
