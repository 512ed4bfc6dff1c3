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

const authentication = (mappings: string) => `# Of the cluster prod.
apiVersion: config.openshift.io/v1
kind: Authentication
metadata:
  name: cluster # the only one
spec:
  type: OIDC
  oidcProviders:
  - name: sso
    issuer:
      issuerURL: https://sso.example.com
      audiences:
      - oc
      issuerCertificateAuthority:
        name: sso-ca
    claimMappings:
${mappings}    oidcClients:
    - componentName: console
      componentNamespace: openshift-console
      clientID: console
      clientSecret:
        name: console-secret
  serviceAccountIssuer: ""
`;
const byClaim = `      username:
        claim: email
        prefixPolicy: NoPrefix
      groups:
        claim: groups
        prefix: "a:"
      uid:
        claim: sub
`;

test("OpenShift's object comes back with the fields that changed; its clients and its authority stay", async () => {
  const opened = authentication(byClaim);
  const found = await queries.opened({ opened, minor: 37 });
  const { configuration = "" } = found;
  expect(await wrapAgain(inputOf(configuration, opened), queries)).toEqual({
    name: "as-it-was-opened.txt",
    title: "As it was opened: OpenShift's Authentication",
    text: opened,
  });
  const changed = configuration.replace("claim: groups", "claim: roles");
  expect(await wrapAgain(inputOf(changed, opened), queries)).toEqual({
    name: "as-it-was-opened.txt",
    title: "As it was opened: OpenShift's Authentication",
    text: authentication(byClaim.replace("claim: groups", "claim: roles")).replace(
      'prefix: "a:"',
      "prefix: 'a:'",
    ),
  });
});

test("what OpenShift's object cannot hold is said beside the text as it was opened", async () => {
  const opened = authentication(byClaim);
  const { configuration = "" } = await queries.opened({ opened, minor: 37 });
  const second =
    "- issuer: {url: 'https://b.example.com', audiences: [b]}\n  claimMappings: {username: {claim: sub, prefix: 'b:'}}\n";
  expect(await wrapAgain(inputOf(configuration + second, opened), queries)).toMatchObject({
    text: opened,
    problem: "OpenShift takes one issuer, and this one is lost: https://b.example.com",
  });
});

test("a secret that was hidden is missing in what is written back", async () => {
  const opened = `secret: client-secret=•••••\n---\n${wrap(inner)}`;
  expect((await wrapAgain(inputOf(inner, opened), queries))?.problem).toBe(
    "••••• is in place of a secret that was hidden when the text was pasted: write the secret there again.",
  );
});

test.each([
  {
    name: "JSON",
    text: (audience: string) =>
      JSON.stringify(
        {
          ...{ apiVersion: "config.openshift.io/v1", kind: "Authentication" },
          spec: { type: "OIDC", oidcProviders: [providerOf(audience)], serviceAccountIssuer: "" },
        },
        null,
        4,
      ),
  },
  {
    name: "JSON on one line",
    text: (audience: string) =>
      `{"apiVersion":"hypershift.openshift.io/v1beta1","kind":"HostedCluster","spec":{"configuration":{"authentication":{"type":"OIDC","oidcProviders":[${line(providerOf(audience))}]}},"etcd":{}}}`,
  },
  {
    name: "YAML's flow style",
    text: (audience: string) =>
      `apiVersion: config.openshift.io/v1\nkind: Authentication\nspec: {type: OIDC, oidcProviders: [${line(providerOf(audience))}]} # kept\n`,
  },
  {
    name: "YAML's flow style over several lines",
    text: (audience: string) =>
      `apiVersion: config.openshift.io/v1\nkind: Authentication\nspec:\n  type: OIDC\n  oidcProviders:\n  - ${JSON.stringify(providerOf(audience), null, 2).replaceAll("\n", "\n    ")}\n  serviceAccountIssuer: "" # kept\n`,
  },
])("OpenShift's object in $name comes back so", async ({ text }) => {
  const opened = text("k8s");
  const { configuration = "" } = await queries.opened({ opened, minor: 37 });
  const changed = configuration.replace("- k8s", "- other");
  expect(await wrapAgain(inputOf(changed, opened), queries)).toMatchObject({ text: text("other") });
});

// In the order in which the export writes the fields.
function providerOf(audience: string) {
  return {
    name: "sso",
    issuer: { issuerURL: "https://sso.example.com", audiences: [audience] },
    claimMappings: {
      username: { claim: "email", prefixPolicy: "NoPrefix" },
      groups: { claim: "groups", prefix: "a:" },
      uid: { claim: "sub" },
    },
    oidcClients: [{ componentName: "cli", componentNamespace: "x", clientID: "y" }],
  };
}

function line(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replaceAll(/\n\s*/g, " ")
    .replaceAll(/(?<=[{[]) | (?=[}\]])/g, "");
}
