import type { ExportInput } from "../export/types.ts";
import { writeYaml } from "../export/yaml-text.ts";

/**
 * What an attacker writes into a field. Whatever a payload does, it does it by the word `canary`: a command, a file, a
 * key, a heading, a link or a flag of that name.
 */
export const payloads: readonly { readonly id: string; readonly text: string }[] = [
  { id: "line", text: "x\ncanary\n#" },
  { id: "line with return", text: "x\r\ncanary\r\n#" },
  { id: "return", text: "x\rcanary #" },
  { id: "form feed and line", text: "x\f\n canary\n" },
  { id: "line of a here-document", text: "x\nEOF\ncanary\ncat <<EOF" },
  { id: "end of another here-document", text: "END\nEOF\n'EOF'\ncanary" },
  { id: "substitution", text: "$(canary)" },
  { id: "backticks", text: "`canary`" },
  { id: "substitution in double quotes", text: '"$(canary)"' },
  { id: "out of single quotes", text: "'; canary; '" },
  { id: "out of single quotes, twice", text: "'\\''; canary; '\\''" },
  { id: "out of double quotes", text: '"; canary; "' },
  { id: "semicolon", text: "x; canary" },
  { id: "and", text: "x && canary" },
  { id: "or", text: "x || canary" },
  { id: "pipe", text: "x | canary" },
  { id: "background", text: "x & canary" },
  { id: "redirection", text: "x > canary" },
  { id: "line and redirection", text: "x\n: > canary\n" },
  { id: "backslash at the end", text: "x\\" },
  { id: "backslash and line", text: "x\\\ncanary" },
  { id: "process substitution", text: "<(canary)" },
  { id: "parameter with a command", text: "$".concat("{x:-$(canary)}") },
  { id: "arithmetic", text: "$((1)) $((canary))" },
  { id: "NUL", text: "x\u0000canary" },
  { id: "line separators", text: "x\u2028canary\u2029canary\u0085canary" },
  { id: "flag", text: "--kubeconfig=canary" },
  { id: "short flag", text: "-ocanary" },
  { id: "key of YAML", text: 'x"\ncanary: 1\n- canary: 1' },
  { id: "document of YAML", text: "x\n---\ncanary: 1\n..." },
  { id: "flow of YAML", text: "x, canary: 1}, canary: {a: 1" },
  { id: "alias and tag of YAML", text: "*canary" },
  { id: "template of Ansible", text: "{{ lookup('pipe', 'canary') }}" },
  { id: "expression of GitHub", text: "$".concat("{{ secrets.canary }}") },
  { id: "variable of GitLab", text: "$canary $".concat("{canary}") },
  { id: "heading of Markdown", text: "x\n\n# canary\n" },
  { id: "link of Markdown", text: "[canary](https://canary.example)" },
  { id: "image of Markdown", text: "![canary](https://canary.example/x.png)" },
  { id: "code of Markdown", text: "x` canary ``canary`` ```\ncanary" },
  { id: "HTML", text: "<img src=x onerror=canary><b>canary</b>" },
  { id: "address", text: "https://canary.example <https://canary.example>" },
  { id: "emphasis of Markdown", text: "**canary** _canary_ ~~canary~~ | canary |" },
  { id: "right-to-left override", text: "x\u202ecanary\u2066canary" },
  { id: "zero width", text: "x\u200bcanary\u00adcanary\u{e0041}\u3164" },
];

/** What the page passes to an export, before the analysis has looked at the documents. */
export type Attack = Pick<
  ExportInput,
  "configuration" | "bindings" | "cluster" | "options" | "user" | "minor" | "comments"
>;

const plainConfiguration = {
  apiVersion: "apiserver.config.k8s.io/v1beta1",
  kind: "AuthenticationConfiguration",
  jwt: [
    {
      issuer: { url: "https://idp.example.com", audiences: ["k8s"] },
      claimValidationRules: [{ expression: "has(claims.sub)", message: "no subject" }],
      claimMappings: {
        username: { claim: "sub", prefix: "idp:" },
        groups: { claim: "groups", prefix: "idp:" },
      },
    },
  ],
};

const api = "rbac.authorization.k8s.io/v1";
const group = "rbac.authorization.k8s.io";

const plainObjects = [
  {
    apiVersion: api,
    kind: "ClusterRole",
    metadata: { name: "reader" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"], resourceNames: ["one"] }],
  },
  {
    apiVersion: api,
    kind: "ClusterRole",
    metadata: { name: "paths" },
    rules: [{ nonResourceURLs: ["/metrics"], verbs: ["get"] }],
  },
  {
    apiVersion: api,
    kind: "RoleBinding",
    metadata: { name: "readers", namespace: "app" },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: "reader" },
    subjects: [
      { kind: "User", apiGroup: group, name: "idp:jane" },
      { kind: "Group", apiGroup: group, name: "idp:people" },
      { kind: "ServiceAccount", name: "robot", namespace: "app" },
    ],
  },
  {
    apiVersion: api,
    kind: "ClusterRoleBinding",
    metadata: { name: "scrapers" },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: "paths" },
    subjects: [{ kind: "Group", apiGroup: group, name: "idp:scrapers" }],
  },
];

const plainServer = "https://api.example.com:6443";
const plainGardener = { namespace: "garden-acme", shoot: "prod" };

type Path = readonly (string | number)[];

const inConfiguration: readonly Path[] = [
  ["apiVersion"],
  ["kind"],
  ["jwt", 0, "issuer", "url"],
  ["jwt", 0, "issuer", "discoveryURL"],
  ["jwt", 0, "issuer", "certificateAuthority"],
  ["jwt", 0, "issuer", "audiences", 0],
  ["jwt", 0, "issuer", "audienceMatchPolicy"],
  ["jwt", 0, "claimValidationRules", 0, "expression"],
  ["jwt", 0, "claimValidationRules", 0, "message"],
  ["jwt", 0, "claimMappings", "username", "claim"],
  ["jwt", 0, "claimMappings", "username", "prefix"],
  ["jwt", 0, "claimMappings", "groups", "claim"],
  ["jwt", 0, "claimMappings", "groups", "prefix"],
];

const inObjects: readonly Path[] = [
  [0, "metadata", "name"],
  [0, "rules", 0, "apiGroups", 0],
  [0, "rules", 0, "resources", 0],
  [0, "rules", 0, "verbs", 0],
  [0, "rules", 0, "resourceNames", 0],
  [1, "rules", 0, "nonResourceURLs", 0],
  [1, "rules", 0, "verbs", 0],
  [2, "kind"],
  [2, "metadata", "name"],
  [2, "metadata", "namespace"],
  [2, "roleRef", "apiGroup"],
  [2, "roleRef", "kind"],
  [2, "roleRef", "name"],
  [2, "subjects", 0, "kind"],
  [2, "subjects", 0, "name"],
  [2, "subjects", 1, "name"],
  [2, "subjects", 2, "name"],
  [2, "subjects", 2, "namespace"],
  [3, "roleRef", "kind"],
];

const pipelines = [
  "https://gitlab.example.com",
  "https://token.actions.githubusercontent.com",
  "https://git.example.com/api/actions",
];

/** Every field that another can write, as a way to put a text there. */
export const fields: readonly {
  readonly id: string;
  readonly put: (text: string) => Attack;
}[] = [
  ...inConfiguration.map((path) => ({
    id: `configuration ${path.join(".")}`,
    put: (text: string) => attack({ configuration: replaceAt(plainConfiguration, path, text) }),
  })),
  {
    id: "configuration comment",
    put: (text) => ({
      ...attack({}),
      configuration: `# ${text.replaceAll(/[\n\r\f]/g, " ")}\n${writeYaml(plainConfiguration)}`,
    }),
  },
  ...inObjects.map((path) => ({
    id: `bindings ${path.join(".")}`,
    put: (text: string) => attack({ objects: replaceAt(plainObjects, path, text) }),
  })),
  ...[2, 3].map((index) => ({
    id: `bindings ${index}.roleRef, and the role of that name`,
    put: (text: string) =>
      attack({
        objects: replaceAt(
          replaceAt(plainObjects, [index - 2, "metadata", "name"], text),
          [index, "roleRef", "name"],
          text,
        ),
      }),
  })),
  {
    id: "cluster name",
    put: (text) => ({ ...attack({}), cluster: { name: text, server: plainServer } }),
  },
  {
    id: "cluster server",
    put: (text) => ({ ...attack({}), cluster: { name: "prod", server: text } }),
  },
  {
    id: "Gardener namespace",
    put: (text) => ({
      ...attack({}),
      options: { gardener: { ...plainGardener, namespace: text } },
    }),
  },
  {
    id: "Gardener shoot",
    put: (text) => ({ ...attack({}), options: { gardener: { ...plainGardener, shoot: text } } }),
  },
  {
    id: "object namespace",
    put: (text) => ({ ...attack({}), options: { object: { namespace: text, name: "prod" } } }),
  },
  {
    id: "object name",
    put: (text) => ({ ...attack({}), options: { object: { namespace: "team", name: text } } }),
  },
  { id: "user name", put: (text) => ({ ...attack({}), user: { username: text, groups: ["a"] } }) },
  {
    id: "user group",
    put: (text) => ({ ...attack({}), user: { username: "jane", groups: [text] } }),
  },
  ...pipelines.map((url) => ({
    id: `audience of ${url}`,
    put: (text: string) => attack({ configuration: issuerOf(url, text) }),
  })),
  {
    id: "path of a GitLab",
    put: (text) => attack({ configuration: issuerOf(`https://gitlab.example.com/${text}`, "k8s") }),
  },
];

function issuerOf(url: string, audience: string): unknown {
  const issuer = { url, audiences: [audience] };
  return replaceAt(plainConfiguration, ["jwt", 0, "issuer"], issuer);
}

function attack({
  configuration = plainConfiguration,
  objects = plainObjects,
}: {
  readonly configuration?: unknown;
  readonly objects?: unknown;
}): Attack {
  return {
    configuration: writeYaml(configuration),
    bindings: (objects as unknown[]).map(writeYaml).join("---\n"),
    minor: 37,
    comments: "kept",
    cluster: { name: "prod", server: plainServer },
    options: { gardener: plainGardener },
    user: { username: "idp:jane", groups: ["idp:people"] },
  };
}

/** The value with another at a place in it. */
function replaceAt(value: unknown, [head, ...rest]: Path, to: unknown): unknown {
  if (head === undefined) return to;
  if (Array.isArray(value))
    return value.map((item, index) => (index === head ? replaceAt(item, rest, to) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [head]: replaceAt(object[head], rest, to) };
}
