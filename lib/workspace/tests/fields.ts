import { causeCodes } from "../../diagnostics/cause-code.ts";
import { formatMinor, minors } from "../../kube/minor.ts";
import { clusterTargets } from "../../kube/targets.ts";

/** What a field of the workspace file holds. */
export type FieldType =
  | { readonly kind: "text"; readonly values?: readonly string[] }
  | { readonly kind: "number" }
  | { readonly kind: "flag" }
  /** Any mapping, claims for example. */
  | { readonly kind: "any-object" }
  | { readonly kind: "list"; readonly items: FieldType }
  /** A mapping with free keys. */
  | { readonly kind: "map"; readonly values: FieldType }
  | { readonly kind: "object"; readonly fields: readonly FileField[] };

/** One field of the workspace file. The reader and the JSON Schema are made of the same table. */
export interface FileField {
  readonly name: string;
  readonly text: string;
  readonly type: FieldType;
  readonly required?: true;
}

const text: FieldType = { kind: "text" };
const number: FieldType = { kind: "number" };
const texts: FieldType = { kind: "list", items: text };

function choice(values: readonly string[]): FieldType {
  return { kind: "text", values };
}

function object(...fields: FileField[]): FieldType {
  return { kind: "object", fields };
}

const byPath = object({
  name: "path",
  text: "The path of the file, relative to the workspace file.",
  type: text,
  required: true,
});

const userFields: readonly FileField[] = [
  { name: "username", text: "The user name.", type: text },
  { name: "uid", text: "The UID.", type: text },
  { name: "groups", text: "Groups, in any order.", type: texts },
  { name: "extra", text: "Values of extra by key.", type: { kind: "map", values: texts } },
];

const membership = object(
  {
    name: "kind",
    text: "What the number is of.",
    type: choice(["project", "group"]),
    required: true,
  },
  { name: "id", text: "Number of the project or group.", type: number, required: true },
  { name: "role", text: "The highest role in it.", type: text, required: true },
);

const agentFields: readonly FileField[] = [
  {
    name: "access_as",
    text: "As whom the GitLab agent passes requests on, as in its configuration file.",
    type: choice(["agent", "user", "ci_job"]),
    required: true,
  },
  {
    name: "agent",
    text: "The service account of the agent, with access_as: agent.",
    type: object(
      { name: "namespace", text: "Its namespace.", type: text, required: true },
      { name: "name", text: "Its name.", type: text, required: true },
    ),
  },
  {
    name: "user",
    text: "The GitLab user, with access_as: user.",
    type: object(
      { name: "username", text: "The name at GitLab.", type: text, required: true },
      { name: "memberships", text: "Roles that count.", type: { kind: "list", items: membership } },
    ),
  },
  {
    name: "job",
    text: "The job, with access_as: ci_job.",
    type: object(
      { name: "jobId", text: "Number of the job.", type: number, required: true },
      { name: "projectId", text: "Number of its project.", type: number, required: true },
      {
        name: "groupIds",
        text: "Numbers of the groups that the project is in, outermost first.",
        type: { kind: "list", items: number },
      },
      {
        name: "environment",
        text: "The environment that it deploys to.",
        type: object(
          { name: "slug", text: "Its slug.", type: text, required: true },
          { name: "tier", text: "Its tier.", type: text, required: true },
        ),
      },
    ),
  },
];

/** The fields of a test that say who asks; a test has one of them, or expects `loads`. */
export const askerFields: readonly FileField[] = [
  {
    name: "claims",
    text: "Claims of a token that counts as signed by its issuer. exp, nbf and iat may be relative: now+10m.",
    type: { kind: "any-object" },
  },
  { name: "claimsFrom", text: "The same in a file.", type: byPath },
  {
    name: "tokenFrom",
    text: "A signed token, in a file or an environment variable. It is never stored.",
    type: object(
      { name: "path", text: "The path of a file.", type: text },
      { name: "env", text: "The name of an environment variable.", type: text },
    ),
  },
  {
    name: "certificate",
    text: "A client certificate that the server trusts.",
    type: object({
      name: "subject",
      text: "Its subject: CN=jane,O=dev.",
      type: text,
      required: true,
    }),
  },
  {
    name: "serviceAccount",
    text: "A service account, as namespace:name.",
    type: text,
  },
  {
    name: "gitlabAgent",
    text: "A request through the GitLab agent.",
    type: object(...agentFields),
  },
  { name: "anonymous", text: "A request without credentials: true.", type: { kind: "flag" } },
  {
    name: "user",
    text: "A user after authentication. system:authenticated is added.",
    type: object(...userFields),
  },
];

const expectation = object(
  {
    name: "verdict",
    text: "What becomes of the request. Default: unauthorized with a cause or a line, else authenticated.",
    type: choice(["authenticated", "unauthorized"]),
  },
  {
    name: "loads",
    text: "Whether the server starts with the configuration. Such a test has no asker.",
    type: { kind: "flag" },
  },
  { name: "cause", text: "The code of the cause.", type: choice(causeCodes) },
  { name: "line", text: "A part of the server's log line.", type: text },
  {
    name: "user",
    text: "The user. What is not named is not compared, unless exact is true.",
    type: object(...userFields, {
      name: "exact",
      text: "The user has nothing but what is named; system:authenticated counts as named.",
      type: { kind: "flag" },
    }),
  },
  {
    name: "can",
    text: "What is allowed, as after kubectl auth can-i. Without -n the namespace is default.",
    type: texts,
  },
  {
    name: "cannot",
    text: "What is denied, as after kubectl auth can-i. Without -n in every namespace.",
    type: texts,
  },
);

/** The fields of one test. */
export const testFields: readonly FileField[] = [
  { name: "name", text: "What is tested, in a few words.", type: text, required: true },
  ...askerFields,
  { name: "expect", text: "What must come out.", type: expectation, required: true },
];

const versions = choice(minors.map(formatMinor));

/** All fields of the workspace file that tests read. */
export const workspaceFields: readonly FileField[] = [
  {
    name: "apiVersion",
    text: "The version of the file's format.",
    type: choice(["claimcheck/v1alpha1"]),
    required: true,
  },
  { name: "kind", text: "The kind of the file.", type: choice(["Workspace"]), required: true },
  { name: "id", text: "Names the record in the page's store.", type: text },
  { name: "name", text: "As its owner calls it.", type: text },
  { name: "changed", text: "Last change, in milliseconds since 1970.", type: number },
  {
    name: "cluster",
    text: "What is known of the server.",
    type: object(
      { name: "version", text: "The version of Kubernetes. Default: the newest.", type: versions },
      {
        name: "versions",
        text: "The versions that tests run with. Default: version alone.",
        type: { kind: "list", items: versions },
      },
      {
        name: "target",
        text: "The kind of cluster.",
        type: choice(clusterTargets.map(({ id }) => id)),
      },
      {
        name: "authorizationModes",
        text: "--authorization-mode. Default: Node, RBAC.",
        type: texts,
      },
      {
        name: "serviceAccountIssuers",
        text: "--service-account-issuer, all of them. Default: that of the kind of cluster.",
        type: texts,
      },
    ),
  },
  { name: "configuration", text: "The text of the AuthenticationConfiguration.", type: text },
  {
    name: "configurationFrom",
    text: "A file with the configuration, in any form that claimcheck opens.",
    type: byPath,
  },
  { name: "bindings", text: "Roles and bindings, as YAML.", type: text },
  {
    name: "bindingsFrom",
    text: "Files with roles and bindings.",
    type: object({
      name: "paths",
      text: "Paths relative to the workspace file. * matches any name, ** any folders.",
      type: texts,
      required: true,
    }),
  },
  {
    name: "keysFrom",
    text: "Files with the issuers' keys, by issuer URL. Only signed tokens need them.",
    type: { kind: "map", values: text },
  },
  { name: "running", text: "What the cluster has today.", type: { kind: "any-object" } },
  { name: "now", text: "The moment of the tests, in seconds since 1970.", type: number },
  { name: "namespace", text: "The namespace that the page shows access for.", type: text },
  {
    name: "defaultPolicy",
    text: "Whether the roles that every cluster has are looked at. Default: true.",
    type: { kind: "flag" },
  },
  { name: "export", text: "How the page writes files.", type: { kind: "any-object" } },
  { name: "example", text: "The example that it came from.", type: { kind: "any-object" } },
  {
    name: "tests",
    text: "What must and must not happen.",
    type: { kind: "list", items: object(...testFields) },
  },
];
