import { expect, test } from "vitest";
import type { Options } from "./arguments.ts";
import type { Report } from "./report/report.ts";
import { writeReport } from "./report/write-report.ts";

const text = "tests:\n- name: a <b>\n  expect: {can: [get pods]}\n";
const report: Report = {
  command: "test",
  files: [
    {
      path: "a b/x.yaml",
      text,
      findings: [],
      tests: [
        { name: "good", version: "1.37", span: { start: 0, end: 5 }, passed: true, mismatches: [] },
        {
          name: "a <b>",
          version: "1.37",
          span: { start: 15, end: 20 },
          passed: false,
          mismatches: [
            {
              field: "can",
              expected: "get pods",
              actual: 'denied in "default"',
              span: { start: 38, end: 46 },
            },
          ],
        },
      ],
    },
    {
      path: "y.yaml",
      text: "kind: X\n",
      findings: [
        {
          code: "workspace/field",
          severity: "error",
          message: "kind must be Workspace, 100%.",
          span: { start: 6, end: 7 },
        },
      ],
      tests: [],
    },
  ],
};

const cases: Readonly<Record<Exclude<Options["output"], "json" | "sarif">, string>> = {
  text: `ok a b/x.yaml @1.37: good
FAILED a b/x.yaml @1.37: a <b>
  a b/x.yaml:3:18: can get pods: denied in "default"
    3 |   expect: {can: [get pods]}
      |                  ^^^^^^^^
y.yaml:1:7: error: kind must be Workspace, 100%. [workspace/field]
    1 | kind: X
      |       ^
1 of 2 tests passed, 1 error
`,
  junit: `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="a b/x.yaml@1.37" tests="2" failures="1" errors="0">
    <testcase classname="a b/x.yaml@1.37" name="good"/>
    <testcase classname="a b/x.yaml@1.37" name="a &lt;b&gt;">
      <failure message="can get pods: denied in &quot;default&quot;">can get pods: denied in &quot;default&quot;</failure>
    </testcase>
  </testsuite>
  <testsuite name="y.yaml" tests="1" failures="0" errors="1">
    <testcase classname="y.yaml" name="the file is valid">
      <error message="kind must be Workspace, 100%." type="workspace/field">y.yaml:1:7: kind must be Workspace, 100%.</error>
    </testcase>
  </testsuite>
</testsuites>
`,
  github: `::error file=a b/x.yaml,line=3,col=18,title=a <b> (1.37)::can get pods: denied in "default"
::error file=y.yaml,line=1,col=7,title=workspace/field::kind must be Workspace, 100%25.
`,
  tap: `TAP version 14
1..3
ok 1 - a b/x.yaml @1.37: good
not ok 2 - a b/x.yaml @1.37: a <b>
  ---
  mismatches: ["can get pods: denied in \\"default\\""]
  ...
not ok 3 - y.yaml: kind must be Workspace, 100%.
`,
  markdown: `### a b/x.yaml

| Test | 1.37 | Difference |
| --- | --- | --- |
| good | passed |  |
| a &lt;b&#62; | **failed** | can get pods: denied in "default" |

### y.yaml

- error: kind must be Workspace, 100%.
`,
};

for (const [output, want] of Object.entries(cases) as [Options["output"], string][]) {
  test(`a report is written as ${output}`, () => {
    expect(writeReport(report, { output, color: false } as Options)).toEqual(want);
  });
}

test("a report is written as SARIF", () => {
  const sarif = JSON.parse(writeReport(report, { output: "sarif", color: false } as Options));
  expect(sarif.runs[0].results).toEqual([
    {
      ruleId: "test/can",
      level: "error",
      message: { text: 'a <b> (1.37): can get pods: denied in "default"' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "a%20b/x.yaml" },
            region: { startLine: 3, startColumn: 18, endLine: 3, endColumn: 26 },
          },
        },
      ],
    },
    {
      ruleId: "workspace/field",
      level: "error",
      message: { text: "kind must be Workspace, 100%." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "y.yaml" },
            region: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 8 },
          },
        },
      ],
    },
  ]);
  expect(sarif.runs[0].tool).toEqual({
    driver: { name: "claimcheck", rules: [{ id: "test/can" }, { id: "workspace/field" }] },
  });
});

test("control characters of a name do not reach the terminal", () => {
  const [first] = report.files;
  if (first === undefined) throw new Error("there is a file");
  const tests = [{ ...first.tests[0], name: "a\u001b[2Jb" }] as typeof first.tests;
  const untrusted: Report = { command: "test", files: [{ ...first, tests }] };
  expect(writeReport(untrusted, { output: "text", color: false } as Options)).toEqual(
    "ok a b/x.yaml @1.37: a\\u{1b}[2Jb\n1 of 1 tests passed\n",
  );
});

const password = "correct-Horse7battery";
const body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
const leaking = `jwt:
- issuer:
    url: https://admin:${password}@idp.example.com # glpat-Zx81kQ0dJw7Rt5uLm2Pv
  clientSecret: ${password}
  key: "-----BEGIN PRIVATE KEY-----
    ${body}
    -----END PRIVATE KEY-----"
`;
const leakingReport: Report = {
  command: "validate",
  files: [
    {
      path: "x.yaml",
      text: leaking,
      findings: [2, 3, 5].map((line) => {
        const start = leaking.split("\n").slice(0, line).join("\n").length + 5;
        return {
          code: "server/invalid",
          severity: "error" as const,
          message: `Invalid value: "https://admin:${password}@idp.example.com"`,
          hint: `See https://admin:${password}@idp.example.com`,
          span: { start, end: start + 4 },
        };
      }),
      tests: [],
    },
  ],
};

const outputs = ["text", "json", "junit", "github", "sarif", "tap", "markdown"] as const;

test.each(outputs)("secrets of a file are in no report: %s", (output) => {
  const written = writeReport(leakingReport, { output, color: false } as Options);
  for (const secret of [password, "Zx81kQ0d", body.slice(0, 12)])
    expect(written).not.toContain(secret);
});

test("an excerpt keeps its columns where a secret is masked", () => {
  const written = writeReport(leakingReport, { output: "text", color: false } as Options);
  expect(written).toContain(
    [
      'x.yaml:3:5: error: Invalid value: "https://admin:*********************@idp.example.com" [server/invalid]',
      "    3 |     url: https://admin:*********************@idp.example.com # **************************",
      "      |     ^^^^",
      "  See https://admin:*********************@idp.example.com",
    ].join("\n"),
  );
});
