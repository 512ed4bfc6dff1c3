import { expect, test } from "vitest";
import { createCache } from "./cache.ts";
import type { AnalysisInput } from "./input.ts";
import { viewOpened, wrapAgain } from "./opened-view.ts";
import { createQueries } from "./queries.ts";

const inner = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt: []
`;
const wrap = (text: string) =>
  `kind: ConfigMap\ndata:\n  a: |\n${text.replaceAll(/^(?=.)/gm, "    ")}  b: kept\n`;

const inputOf = (configuration: string, opened: string) =>
  ({ minor: 37, configuration, opened }) as AnalysisInput;

const queries = createQueries(createCache());

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
  const view = await viewOpened(inputOf(inner, wrap(inner)), queries);
  expect(await wrapAgain(inputOf(inner, wrap(inner)), queries)).toEqual({
    name: "as-it-was-opened.txt",
    title: "As it was opened: a ConfigMap",
    text: wrap(inner),
  });
  expect(view?.lead(finding).hint).toBe("Line 6 of the opened text.");
  const edited = inner.replace("jwt: []", "jwt: [] # none");
  const later = await viewOpened(inputOf(edited, wrap(inner)), queries);
  expect((await wrapAgain(inputOf(edited, wrap(inner)), queries))?.text).toBe(wrap(edited));
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
  const view = await viewOpened(inputOf(converted, flags), queries);
  expect(await wrapAgain(inputOf(converted, flags), queries)).toBeUndefined();
  const start = converted.indexOf("k8s\n");
  expect(view?.lead({ ...finding, span: { start, end: start + 3 } }).hint).toBe(
    "Line 3 of the opened text.",
  );
});

test("without an opened text there is nothing to say", async () => {
  const { opened: _, ...input } = inputOf(inner, "");
  expect(await viewOpened(input, queries)).toBeUndefined();
  expect(await wrapAgain(input, queries)).toBeUndefined();
});

test("the opened text is read once for its line numbers and for the way back", async () => {
  const cache = createCache();
  const own = createQueries(cache);
  const input = inputOf(inner, wrap(inner));
  await viewOpened(input, own);
  await viewOpened(inputOf(`${inner}# edited\n`, wrap(inner)), own);
  await wrapAgain(input, own);
  await wrapAgain(input, own);
  expect(cache.counts()).toMatchObject({ opened: 1, rewrapped: 1 });
});
