import { type CauseCode, causeCodes } from "../../diagnostics/cause-code.ts";
import { parseServiceAccountName } from "../../identity/service-account.ts";
import { type Minor, newestMinor, parseMinor } from "../../kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../../kube/targets.ts";
import { createUser, type UserInfo } from "../../kube/user-info.ts";
import type { Span } from "../../source/span.ts";
import { type DataNode, findMember } from "../../yaml/data.ts";
import { readYaml } from "../../yaml/document.ts";
import { usualCluster } from "../parse-workspace.ts";
import { checkFields, wrong } from "./check-fields.ts";
import { askerFields, testFields, workspaceFields } from "./fields.ts";
import type {
  Asker,
  Expectation,
  FileFinding,
  Spanned,
  TestWorkspace,
  TextSource,
  WorkspaceTest,
} from "./test-workspace.ts";
import { writeJson } from "./write-json.ts";

/** A workspace file with its tests, or what is wrong in it. */
export interface ReadTests {
  /** Absent if there are findings. */
  readonly workspace?: TestWorkspace;
  readonly findings: readonly FileFinding[];
}

/** Reads one workspace with its tests, strictly: a field that is not known is an error. Paths are not followed. */
export function readTests(text: string): ReadTests {
  const read = readYaml(text);
  if (read.kind === "failed") {
    const { message, span } = read;
    return { findings: [{ code: "workspace/syntax", severity: "error", path: "", span, message }] };
  }
  const twice = read.duplicates.map(
    ({ message, span }): FileFinding => ({
      code: "workspace/syntax",
      severity: "error",
      path: "",
      span,
      message,
    }),
  );
  const findings = [...twice, ...checkFields(read.data, workspaceFields)];
  if (findings.length > 0) return { findings };
  const collected: FileFinding[] = [];
  const workspace = toWorkspace(read.data, collected);
  return collected.length > 0 ? { findings: collected } : { workspace, findings: [] };
}

/** Tests alone, or what is wrong in their text. */
export interface ReadTestList {
  /** Those that could be read: all of them if there are no findings. */
  readonly tests: readonly ListedTest[];
  readonly findings: readonly FileFinding[];
}

/** A test with its place in the list, from 0. */
export interface ListedTest extends WorkspaceTest {
  readonly index: number;
}

/** Reads the text of a list of tests as strictly as a whole file. An empty text has none. */
export function readTestList(text: string): ReadTestList {
  if (text.trim() === "") return { tests: [], findings: [] };
  const read = readYaml(text);
  if (read.kind === "failed") {
    const { message, span } = read;
    return {
      tests: [],
      findings: [{ code: "workspace/syntax", severity: "error", path: "", span, message }],
    };
  }
  const { data, duplicates } = read;
  if (data.kind === "null") return { tests: [], findings: [] };
  if (data.kind !== "array") {
    return { tests: [], findings: [wrong("tests", data.span, "must be a list")] };
  }
  const findings = duplicates.map(
    ({ message, span }): FileFinding => ({
      ...{ code: "workspace/syntax", severity: "error", path: "", span, message },
    }),
  );
  const tests = data.items.flatMap((item, index): ListedTest[] => {
    const path = `tests[${index}]`;
    const shape = checkFields(item, testFields, path);
    if (shape.length > 0) {
      findings.push(...shape);
      return [];
    }
    const collected: FileFinding[] = [];
    const test = toTest(item, path, collected);
    findings.push(...collected);
    return collected.length > 0 ? [] : [{ ...test, index }];
  });
  return { tests, findings };
}

function toWorkspace(data: DataNode, findings: FileFinding[]): TestWorkspace {
  const cluster = at(data, "cluster");
  const version = textOf(cluster, "version");
  const named = listOf(cluster, "versions").flatMap((item) =>
    item.kind === "string" ? (parseMinor(item.value) ?? []) : [],
  );
  const single: Minor = (version === undefined ? undefined : parseMinor(version)) ?? newestMinor;
  const target = findClusterTarget(textOf(cluster, "target") ?? usualCluster.target);
  const now = numberOf(data, "now");
  const configuration = sourcesOf(data, "configuration", "path", findings);
  return {
    name: textOf(data, "name") ?? "",
    versions: named.length > 0 ? [...new Set(named)] : [single],
    target: target.id,
    authorizationModes: textsOf(cluster, "authorizationModes") ?? defaultAuthorizationModes,
    serviceAccountIssuers:
      textsOf(cluster, "serviceAccountIssuers") ?? target.serviceAccountIssuers,
    configuration: configuration[0] ?? { kind: "inline", text: "" },
    bindings: sourcesOf(data, "bindings", "paths", findings),
    keys: new Map(
      membersOf(at(data, "keysFrom")).flatMap(({ key, value }) => {
        const source = pathSource(value);
        return source === undefined ? [] : [[key, source] as const];
      }),
    ),
    ...(now !== undefined && { now }),
    defaultPolicy: flagOf(data, "defaultPolicy") ?? true,
    tests: listOf(data, "tests").map((item, index) => toTest(item, `tests[${index}]`, findings)),
  };
}

// A text in the file, or the paths of its From field; both is a contradiction.
function sourcesOf(
  data: DataNode,
  field: string,
  below: string,
  findings: FileFinding[],
): readonly TextSource[] {
  const inline = textOf(data, field);
  const from = findMember(data, `${field}From`);
  if (from === undefined) return inline === undefined ? [] : [{ kind: "inline", text: inline }];
  if (inline !== undefined) {
    findings.push(wrong(`${field}From`, from.keySpan, `is not possible beside ${field}`));
  }
  const value = at(from.value, below);
  const nodes = value?.kind === "array" ? value.items : value === undefined ? [] : [value];
  return nodes.flatMap((node) => pathSource(node) ?? []);
}

function pathSource(node: DataNode | undefined): TextSource | undefined {
  return node?.kind === "string" ? { kind: "path", path: node.value, span: node.span } : undefined;
}

function toTest(data: DataNode, path: string, findings: FileFinding[]): WorkspaceTest {
  const name = at(data, "name");
  const asking = askerFields.filter((field) => findMember(data, field.name) !== undefined);
  const expect = at(data, "expect");
  const loads = flagOf(expect, "loads");
  const span = name?.span ?? data.span;
  if (loads === undefined && asking.length !== 1) {
    const names = askerFields.map((field) => field.name).join(", ");
    findings.push(wrong(path, span, `needs exactly one of ${names}`));
  }
  if (loads !== undefined && asking.length > 0) {
    findings.push(
      wrong(`${path}.expect.loads`, span, "is about the file alone and goes without an asker"),
    );
  }
  const asker: Asker =
    loads === undefined && asking[0] !== undefined
      ? toAsker(data, asking[0].name, path, findings)
      : { kind: "none" };
  return {
    name: textOf(data, "name") ?? "",
    span,
    asker,
    expect: toExpectation(expect, span, `${path}.expect`, findings),
  };
}

function toAsker(data: DataNode, field: string, path: string, findings: FileFinding[]): Asker {
  const value = at(data, field);
  const fail = (message: string): Asker => {
    findings.push(wrong(`${path}.${field}`, value?.span ?? data.span, message));
    return { kind: "none" };
  };
  switch (field) {
    case "claims":
      return {
        kind: "claims",
        claims: { kind: "inline", text: value === undefined ? "{}" : writeJson(value) },
      };
    case "claimsFrom": {
      const source = pathSource(at(value, "path"));
      return source === undefined ? fail("needs a path") : { kind: "claims", claims: source };
    }
    case "tokenFrom": {
      const [file, env] = [pathSource(at(value, "path")), at(value, "env")];
      if ((file === undefined) === (env === undefined)) return fail("needs either path or env");
      if (file !== undefined) return { kind: "token", from: file };
      if (env?.kind !== "string") return fail("needs either path or env");
      return { kind: "token", from: { kind: "env", name: env.value, span: env.span } };
    }
    case "certificate":
      return { kind: "certificate", subject: textOf(value, "subject") ?? "" };
    case "serviceAccount": {
      const account = parseServiceAccountName(value?.kind === "string" ? value.value : "");
      return account === undefined
        ? fail("must be a service account, as namespace:name")
        : { kind: "serviceAccount", ...account };
    }
    case "gitlabAgent":
      return toAgent(value, fail);
    case "anonymous":
      return flagOf(data, "anonymous") ? { kind: "anonymous" } : fail("must be true");
    default: {
      const user = toUser(value);
      if (user.username === undefined) return fail("needs a username");
      const { username, groups = [], ...rest } = user;
      return { kind: "user", user: { ...createUser(username, groups), ...rest } };
    }
  }
}

function toAgent(value: DataNode | undefined, fail: (message: string) => Asker): Asker {
  const as = textOf(value, "access_as") as "agent" | "user" | "ci_job" | undefined;
  const kind = "gitlabAgent";
  if (as === "agent") {
    const agent = at(value, "agent");
    const [namespace, name] = [textOf(agent, "namespace"), textOf(agent, "name")];
    if (namespace === undefined || name === undefined)
      return fail("needs agent with access_as: agent");
    return { kind, as, agent: { namespace, name } };
  }
  if (as === "user") {
    const user = at(value, "user");
    const username = textOf(user, "username");
    if (username === undefined) return fail("needs user with access_as: user");
    const memberships = listOf(user, "memberships").map((item) => ({
      kind: textOf(item, "kind") as "project" | "group",
      id: numberOf(item, "id") ?? 0,
      role: textOf(item, "role") ?? "",
    }));
    return { kind, as, user: { username, memberships } };
  }
  const job = at(value, "job");
  if (job === undefined) return fail("needs job with access_as: ci_job");
  const environment = at(job, "environment");
  return {
    kind,
    as: "ci_job",
    job: {
      jobId: numberOf(job, "jobId") ?? 0,
      projectId: numberOf(job, "projectId") ?? 0,
      groupIds: listOf(job, "groupIds").flatMap((item) => toNumber(item) ?? []),
      ...(environment !== undefined && {
        environment: {
          slug: textOf(environment, "slug") ?? "",
          tier: textOf(environment, "tier") ?? "",
        },
      }),
    },
  };
}

function toExpectation(
  data: DataNode | undefined,
  nameSpan: Span,
  path: string,
  findings: FileFinding[],
): Expectation {
  const cause = spanned(at(data, "cause"));
  const line = spanned(at(data, "line"));
  const loads = findMember(data, "loads");
  const said = spanned(at(data, "verdict"));
  const user = at(data, "user");
  const can = listOf(data, "can").flatMap((item) => spanned(item) ?? []);
  const cannot = listOf(data, "cannot").flatMap((item) => spanned(item) ?? []);
  const refuses = cause !== undefined || line !== undefined;
  const verdict =
    loads?.value.kind === "bool"
      ? loads.value.value
        ? "loads"
        : "refused"
      : ((said?.value as "authenticated" | "unauthorized" | undefined) ??
        (refuses ? "unauthorized" : "authenticated"));
  const good = verdict === "authenticated" || verdict === "loads";
  if (good && refuses) {
    findings.push(wrong(path, nameSpan, `has a cause or a line, and expects ${verdict}`));
  }
  if (verdict !== "authenticated" && (user !== undefined || can.length > 0)) {
    findings.push(wrong(path, nameSpan, "has user or can, which need verdict: authenticated"));
  }
  if (loads !== undefined && (said !== undefined || cannot.length > 0)) {
    findings.push(wrong(path, nameSpan, "has loads, which goes with cause and line only"));
  }
  const code = causeCodes.find((known) => known === cause?.value);
  return {
    verdict,
    verdictSpan: said?.span ?? loads?.value.span ?? nameSpan,
    ...(cause !== undefined &&
      code !== undefined && { cause: { value: code as CauseCode, span: cause.span } }),
    ...(line !== undefined && { line }),
    ...(user !== undefined && {
      user: { ...toUser(user), exact: flagOf(user, "exact") ?? false, span: user.span },
    }),
    can,
    cannot,
  };
}

function toUser(data: DataNode | undefined): Partial<UserInfo> {
  const [username, uid] = [textOf(data, "username"), textOf(data, "uid")];
  const [groups, extra] = [textsOf(data, "groups"), at(data, "extra")];
  return {
    ...(username !== undefined && { username }),
    ...(uid !== undefined && { uid }),
    ...(groups !== undefined && { groups }),
    ...(extra !== undefined && {
      extra: Object.fromEntries(
        membersOf(extra).map(({ key, value }) => [
          key,
          value.kind === "array" ? value.items.flatMap((item) => spanned(item)?.value ?? []) : [],
        ]),
      ),
    }),
  };
}

function at(data: DataNode | undefined, name: string): DataNode | undefined {
  return findMember(data, name)?.value;
}

function membersOf(data: DataNode | undefined) {
  return data?.kind === "object" ? data.members : [];
}

function spanned(data: DataNode | undefined): Spanned<string> | undefined {
  return data?.kind === "string" ? { value: data.value, span: data.span } : undefined;
}

function textOf(data: DataNode | undefined, name: string): string | undefined {
  return spanned(at(data, name))?.value;
}

function listOf(data: DataNode | undefined, name: string): readonly DataNode[] {
  const value = at(data, name);
  return value?.kind === "array" ? value.items : [];
}

function textsOf(data: DataNode | undefined, name: string): readonly string[] | undefined {
  if (at(data, name) === undefined) return undefined;
  return listOf(data, name).flatMap((item) => spanned(item)?.value ?? []);
}

function toNumber(data: DataNode | undefined): number | undefined {
  return data?.kind === "number" ? Number(data.value) : undefined;
}

function numberOf(data: DataNode | undefined, name: string): number | undefined {
  return toNumber(at(data, name));
}

function flagOf(data: DataNode | undefined, name: string): boolean | undefined {
  const value = at(data, name);
  return value?.kind === "bool" ? value.value : undefined;
}
