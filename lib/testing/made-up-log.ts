import type { GroupKey } from "../explain/whole-log/log-group.ts";

/** The forms in which a made-up log is written. */
export const madeUpForms = [
  "klog",
  "klog-json",
  "journal",
  "journal-json",
  "cri",
  "docker",
  "audit",
] as const;

/** One of the forms. */
export type MadeUpForm = (typeof madeUpForms)[number];

/** An entry as kube-apiserver writes it. */
interface Entry {
  readonly level: "E" | "I";
  readonly place: string;
  readonly message: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A failure with what it must be counted under. `write` makes the entry number `n`, each time of another user. */
export interface MadeUpCause {
  readonly name: string;
  readonly write: (n: number) => Entry;
  readonly want: GroupKey;
  /** Whether the entries name a user. */
  readonly names: boolean;
}

const refused = (error: (n: number) => string) => (n: number) => ({
  level: "E" as const,
  place: "authentication.go:76",
  message: "Unable to authenticate the request",
  values: { err: `[invalid bearer token, ${error(n)}]` },
});

/** What is wrong in a made-up log; texts as the recorded server wrote them. */
export const madeUpCauses: readonly MadeUpCause[] = [
  {
    name: "tokens that expired, at a time of their own each",
    write: refused(
      (n) =>
        `oidc: verify token: oidc: token is expired (Token Expiry: 2026-11-22 00:${two(n)}:${two(n * 7)} +0000 UTC)`,
    ),
    want: { code: "token-expired", by: "kube-apiserver" },
    names: false,
  },
  {
    name: "an audience of a client of their own each",
    write: refused(
      (n) => `oidc: verify token: oidc: expected audience "kubernetes" got ["client-${n}"]`,
    ),
    want: {
      ...{ code: "token-audience", by: "kube-apiserver" },
      ...{ field: "issuer.audiences", audiences: '"kubernetes"' },
    },
    names: false,
  },
  {
    name: "an expression that reads a claim which is not there",
    write: refused(
      () =>
        "oidc: error evaluating group claim expression: expression 'dyn(claims.roles).map(r, \"a:\" + r)' resulted in error: no such key: roles",
    ),
    want: {
      ...{ code: "claim-missing", by: "kube-apiserver", field: "claimMappings.groups" },
      ...{ expression: 'dyn(claims.roles).map(r, "a:" + r)', claim: "roles" },
    },
    names: false,
  },
  {
    name: "a rule that is false",
    write: refused(
      () =>
        "oidc: error evaluating claim validation expression: validation expression 'claims.tenant == \"acme\"' failed: only tenant acme may log in",
    ),
    want: {
      ...{ code: "rule-false", by: "kube-apiserver", field: "claimValidationRules" },
      expression: 'claims.tenant == "acme"',
    },
    names: false,
  },
  {
    name: "a token of no issuer",
    write: () => ({
      ...{ level: "E", place: "authentication.go:76" },
      ...{ message: "Unable to authenticate the request", values: { err: "invalid bearer token" } },
    }),
    want: { code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url" },
    names: false,
  },
  {
    name: "an issuer that cannot be reached",
    write: () => ({
      ...{ level: "E", place: "oidc.go:328" },
      message: "oidc authenticator: initializing plugin",
      values: {
        err: 'Get "https://idp.example.com/a/.well-known/openid-configuration": dial tcp 192.0.2.7:443: connect: connection refused',
      },
    }),
    want: {
      ...{ code: "issuer-unreachable", by: "kube-apiserver", field: "issuer.url" },
      issuer: "https://idp.example.com/a",
    },
    names: false,
  },
  {
    name: "a reload that was refused, in several lines",
    write: () => ({
      ...{ level: "E", place: "authentication.go:874" },
      message: "failed to load authentication config",
      values: {
        err: 'strict decoding error: yaml: unmarshal errors:\n  line 7: key "audiences" already set in map',
      },
    }),
    want: {
      ...{ code: "config-decode", by: "kube-apiserver" },
      error:
        'strict decoding error: yaml: unmarshal errors:\n  line 7: key "audiences" already set in map',
    },
    names: false,
  },
];

/** What is wrong in a made-up audit log: each request has the events of its stages. */
export const madeUpAuditCauses: readonly (Pick<MadeUpCause, "name" | "want" | "names"> & {
  readonly write: (n: number) => readonly object[];
})[] = [
  {
    name: "users who may not list pods, in a namespace of their own each",
    write: (n) => auditEvents(n, 403, `oidc:user-${n % usersOfAudit}`),
    want: { code: "access-denied", by: "audit", request: "list pods" },
    names: true,
  },
  {
    name: "a request with a token that was refused",
    write: (n) => auditEvents(n, 401),
    want: { code: "unauthorized", by: "audit" },
    names: false,
  },
];

/** How many different users the audit log names at most. */
export const usersOfAudit = 700;

function auditEvents(n: number, code: 401 | 403, username?: string): readonly object[] {
  const user = username === undefined ? {} : { username, groups: ["system:authenticated"] };
  const namespace = `team-${n}`;
  const base = {
    ...{ kind: "Event", apiVersion: "audit.k8s.io/v1", level: "Metadata" },
    ...{ auditID: `5f1c-${n}`, requestURI: `/api/v1/namespaces/${namespace}/pods`, verb: "list" },
    ...{ user, sourceIPs: ["192.0.2.7"], requestReceivedTimestamp: moment(n) },
    stageTimestamp: moment(n),
  };
  const objectRef = { resource: "pods", namespace, apiVersion: "v1" };
  if (code === 401) {
    const message = "Authentication failed, attempted: bearer";
    const responseStatus = { metadata: {}, message, code };
    return [
      { ...base, stage: "ResponseStarted", responseStatus },
      { ...base, stage: "ResponseComplete", user: {}, responseStatus: { metadata: {}, code: 200 } },
    ];
  }
  const message = `pods is forbidden: User "${username}" cannot list resource "pods" in API group "" in the namespace "${namespace}"`;
  return [
    { ...base, objectRef, stage: "RequestReceived" },
    {
      ...{ ...base, objectRef, stage: "ResponseComplete" },
      responseStatus: { metadata: {}, status: "Failure", message, reason: "Forbidden", code },
    },
  ];
}

function two(n: number): string {
  return String(n % 60).padStart(2, "0");
}

/** The moment of entry `n`: one each tenth of a second from 2026-11-22T00:00:00Z on. */
function moment(n: number): string {
  return new Date(Date.UTC(2026, 10, 22) + n * 100).toISOString().replace("Z", "000Z");
}

/**
 * The lines of a made-up log, one an entry or more: every fifth entry is a failure, the causes in turn. `counts` becomes
 * how often each cause was written, in the order of the causes.
 */
export function* writeMadeUpLog(
  form: MadeUpForm,
  entries: number,
  counts: number[],
): Generator<string> {
  for (let n = 0; n < entries; n++) {
    const failure = Math.floor(n / 5);
    if (form === "audit") {
      const index = failure % madeUpAuditCauses.length;
      if (n % 5 === 0) counts[index] = (counts[index] ?? 0) + 1;
      const events =
        n % 5 === 0 ? (madeUpAuditCauses[index]?.write(failure) ?? []) : [noiseEvent(n)];
      yield events.map((event) => `${JSON.stringify(event)}\n`).join("");
      continue;
    }
    const index = failure % madeUpCauses.length;
    if (n % 5 === 0) counts[index] = (counts[index] ?? 0) + 1;
    const entry = n % 5 === 0 ? madeUpCauses[index]?.write(failure) : noise(n);
    if (entry !== undefined) yield writeEntry(entry, form, n);
  }
}

function noise(n: number): Entry {
  return {
    ...{ level: "I", place: "httplog.go:134", message: "HTTP" },
    values: {
      ...{ verb: "GET", URI: `/api/v1/namespaces/kube-system/pods/coredns-${n}` },
      ...{ latency: "1.2ms", userAgent: "kubelet/v1.37.1", "audit-ID": `id-${n}`, resp: 200 },
    },
  };
}

function noiseEvent(n: number): object {
  return {
    ...{ kind: "Event", apiVersion: "audit.k8s.io/v1", level: "Metadata", auditID: `id-${n}` },
    ...{ stage: "ResponseComplete", requestURI: "/api/v1/nodes", verb: "list" },
    user: { username: "system:node:cp-1", groups: ["system:nodes", "system:authenticated"] },
    ...{ responseStatus: { metadata: {}, code: 200 }, stageTimestamp: moment(n) },
  };
}

function writeEntry(entry: Entry, form: Exclude<MadeUpForm, "audit">, n: number): string {
  const time = moment(n);
  if (form === "klog-json") {
    const { message, values, place } = entry;
    const ts = Date.parse(time) + 0.25;
    return `${JSON.stringify({ ts, caller: `filters/${place}`, msg: message, v: 0, ...values })}\n`;
  }
  const lines = writeKlog(entry, time).split("\n");
  switch (form) {
    case "klog":
      return `${lines.join("\n")}\n`;
    case "journal": {
      const head = `Nov ${time.slice(8, 10)} ${time.slice(11, 19)} cp-1 k3s[1234]: `;
      return lines.map((line) => `${head}${line}\n`).join("");
    }
    case "journal-json":
      return lines
        .map((line) => {
          const micro = String(Date.parse(time) * 1000);
          const row = { MESSAGE: line, __REALTIME_TIMESTAMP: micro, SYSLOG_IDENTIFIER: "k3s" };
          return `${JSON.stringify(row)}\n`;
        })
        .join("");
    case "cri":
      return lines.map((line, i) => writeCri(line, time, n % 35 === 0 && i === 0)).join("");
    case "docker":
      return lines
        .map((line) => `${JSON.stringify({ log: `${line}\n`, stream: "stderr", time })}\n`)
        .join("");
  }
}

// containerd cuts a line at 16 kB; here now and then at a word.
function writeCri(line: string, time: string, cuts: boolean): string {
  if (!cuts) return `${time} stderr F ${line}\n`;
  const at = line.indexOf("authenticate ") + 5;
  return `${time} stderr P ${line.slice(0, at)}\n${time} stderr F ${line.slice(at)}\n`;
}

function writeKlog({ level, place, message, values }: Entry, time: string): string {
  const head = `${level}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 26)}   15564 ${place}] `;
  const pairs = Object.entries(values).map(([key, value]) => {
    if (typeof value === "number") return `${key}=${value}`;
    if (!value.includes("\n")) return `${key}=${JSON.stringify(value)}`;
    return `${key}=<\n${value
      .split("\n")
      .map((line) => `\t${line}`)
      .join("\n")}\n >`;
  });
  return `${head}${JSON.stringify(message)} ${pairs.join(" ")}`;
}
