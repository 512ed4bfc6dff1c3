import { expect, test } from "vitest";
import {
  madeUpAuditCauses,
  madeUpCauses,
  madeUpForms,
  usersOfAudit,
  writeMadeUpLog,
} from "../../testing/made-up-log.ts";
import type { LogGroup } from "./log-group.ts";
import { createLogReader, type LogSummary } from "./read-log.ts";

function read(text: string, pieceLength = text.length): LogSummary {
  const reader = createLogReader();
  for (let at = 0; at < text.length; at += pieceLength)
    reader.push(text.slice(at, at + pieceLength));
  reader.finish();
  return reader.summary();
}

const keyNames = [
  ...["code", "by", "field", "expression", "claim", "issuer", "audiences", "request", "error"],
];

function keyOf(group: LogGroup) {
  return Object.fromEntries(Object.entries(group).filter(([name]) => keyNames.includes(name)));
}

test.each(madeUpForms)("every failure of a made-up log in the form %s is in its group", (form) => {
  const counts: number[] = [];
  const text = [...writeMadeUpLog(form, 2000, counts)].join("");
  const causes = form === "audit" ? madeUpAuditCauses : madeUpCauses;
  for (const pieceLength of [text.length, 777]) {
    const { groups, failures } = read(text, pieceLength);
    expect(failures).toBe(400);
    const found = groups.map((group) => [keyOf(group), group.count, group.users]);
    for (const [index, { want, names }] of causes.entries()) {
      const users = names ? Math.min(counts[index] ?? 0, usersOfAudit) : 0;
      expect(found).toContainEqual([want, counts[index], users]);
    }
    expect(groups).toHaveLength(causes.length);
  }
});

test("no value of a claim and no name is in what is said of a log", () => {
  const forms = madeUpForms.map((form) => [...writeMadeUpLog(form, 400, [])].join(""));
  const said = JSON.stringify(read(forms.join("")));
  expect(said).not.toContain("client-");
  expect(said).not.toContain("user-");
  expect(said).not.toContain("team-");
});

const klog = (time: string, error: string) =>
  `E${time} 1 authentication.go:76] "Unable to authenticate the request" err="${error}"\n`;

const cases: readonly {
  readonly name: string;
  readonly input: string;
  readonly want: readonly Partial<LogGroup>[];
}[] = [
  {
    name: "times of klog are as written, in the order of the lines",
    input:
      klog("1231 23:59:58.000001", "invalid bearer token") +
      klog("0101 00:00:03.000001", "invalid bearer token"),
    want: [
      {
        ...{ code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url", count: 2 },
        first: { kind: "written", text: "12-31 23:59:58" },
        last: { kind: "written", text: "01-01 00:00:03" },
        ...{ firstLine: 1, lastLine: 2, users: 0 },
      },
    ],
  },
  {
    name: "moments are compared, whatever the order of the lines",
    input: `2026-11-22T01:00:00Z stderr F ${klog("1122 01:00:00.000001", "invalid bearer token")}2026-11-22T02:00:00+02:00 stderr F ${klog("1122 02:00:00.000001", "invalid bearer token")}`,
    want: [
      {
        ...{ code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url", count: 2 },
        first: { kind: "moment", milliseconds: Date.UTC(2026, 10, 22, 0) },
        last: { kind: "moment", milliseconds: Date.UTC(2026, 10, 22, 1) },
        ...{ firstLine: 1, lastLine: 2, users: 0 },
      },
    ],
  },
  {
    name: "the address of a distributed claim is the token's: it is left out",
    input: klog(
      "1122 01:00:00.000001",
      '[invalid bearer token, oidc: could not expand distributed claims: while getting distributed claim \\"groups\\": Get \\"https://secret.example.com/jane\\": EOF]',
    ),
    want: [
      {
        ...{ code: "claim-distributed", by: "kube-apiserver", field: "claimMappings.groups" },
        ...{ count: 1 },
        first: { kind: "written", text: "11-22 01:00:00" },
        last: { kind: "written", text: "11-22 01:00:00" },
        ...{ firstLine: 1, lastLine: 1, users: 0 },
      },
    ],
  },
  {
    name: "a block that does not end is closed by the next entry",
    input: `E1122 01:00:00.000001 1 run.go:72] "command failed" err=<\n\tauthentication-config file and oidc-* flags are mutually exclusive\n${klog("1122 01:00:01.000001", "invalid bearer token")}`,
    want: [
      {
        ...{ code: "config-flags-conflict", by: "kube-apiserver" },
        error: "authentication-config file and oidc-* flags are mutually exclusive",
        count: 1,
        first: { kind: "written", text: "11-22 01:00:00" },
        last: { kind: "written", text: "11-22 01:00:00" },
        ...{ firstLine: 1, lastLine: 1, users: 0 },
      },
      {
        ...{ code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url", count: 1 },
        first: { kind: "written", text: "11-22 01:00:01" },
        last: { kind: "written", text: "11-22 01:00:01" },
        ...{ firstLine: 3, lastLine: 3, users: 0 },
      },
    ],
  },
  {
    name: "a line without a line break at its end counts",
    input: klog("1122 01:00:00.000001", "invalid bearer token").trimEnd(),
    want: [
      {
        ...{ code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url", count: 1 },
        first: { kind: "written", text: "11-22 01:00:00" },
        last: { kind: "written", text: "11-22 01:00:00" },
        ...{ firstLine: 1, lastLine: 1, users: 0 },
      },
    ],
  },
  {
    name: "a line that k0s passes on in one of its own",
    input:
      'Nov 22 01:00:00 cp-1 k0s[77]: time="2026-11-22T01:00:00Z" level=info msg="E1122 01:00:00.000001    1 authentication.go:76] \\"Unable to authenticate the request\\" err=\\"invalid bearer token\\"" component=kube-apiserver stream=stderr\n',
    want: [
      {
        ...{ code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url", count: 1 },
        first: { kind: "moment", milliseconds: Date.UTC(2026, 10, 22, 1) },
        last: { kind: "moment", milliseconds: Date.UTC(2026, 10, 22, 1) },
        ...{ firstLine: 1, lastLine: 1, users: 0 },
      },
    ],
  },
  {
    name: "what a client says of another server is not counted",
    input:
      "Unable to connect to the server: x509: certificate signed by unknown authority: command failed\n",
    want: [],
  },
  {
    name: "a line longer than a megabyte is passed over, and the next one is read",
    input: `${"x".repeat(1_500_000)} Unable to authenticate the request\n${klog("1122 01:00:00.000001", "invalid bearer token")}`,
    want: [
      {
        ...{ code: "token-issuer-unknown", by: "kube-apiserver", field: "issuer.url", count: 1 },
        first: { kind: "written", text: "11-22 01:00:00" },
        last: { kind: "written", text: "11-22 01:00:00" },
        ...{ firstLine: 2, lastLine: 2, users: 0 },
      },
    ],
  },
];

test.each(cases)("a whole log: $name", ({ input, want }) => {
  expect(read(input, 60_000).groups).toEqual(want);
});
