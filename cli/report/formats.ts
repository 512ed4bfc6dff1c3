import {
  describeMismatch,
  describeTurned,
  type FileReport,
  placeOf,
  type Report,
  showSafely,
} from "./report.ts";

/** All of it as one JSON object. */
export function writeJsonReport({ command, files }: Report): string {
  const shown = files.map(({ path, text, findings, tests }) => ({
    path,
    findings: findings.map(({ span, ...rest }) => ({ ...rest, ...placeOf(text, span.start) })),
    tests: tests.map(({ span, mismatches, ...rest }) => ({
      ...rest,
      ...placeOf(text, span.start),
      mismatches: mismatches.map(({ span: at, ...own }) => ({
        ...own,
        ...placeOf(text, at.start),
      })),
    })),
  }));
  return `${JSON.stringify({ command, files: shown }, null, 2)}\n`;
}

/** JUnit XML: a suite for each file and version, findings as errors. */
export function writeJunit({ files }: Report): string {
  const suites = files.flatMap((file) => {
    const versions = [...new Set(file.tests.map(({ version }) => version))];
    const broken = file.findings.length > 0 || versions.length === 0;
    return [
      ...(broken ? [writeFindingSuite(file)] : []),
      ...versions.map((version) => writeSuite(file, version)),
    ];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function writeSuite(file: FileReport, version: string): string {
  const tests = file.tests.filter((test) => test.version === version);
  const name = `${file.path}@${version}`;
  const failures = tests.filter(({ passed }) => !passed).length;
  return [
    `  <testsuite name="${xml(name)}" tests="${tests.length}" failures="${failures}" errors="0">`,
    ...tests.flatMap((test) => {
      const open = `    <testcase classname="${xml(name)}" name="${xml(test.name)}"`;
      if (test.passed) return [`${open}/>`];
      const text = test.mismatches.map(describeMismatch).join("\n");
      const [first = ""] = text.split("\n");
      return [
        `${open}>`,
        `      <failure message="${xml(first)}">${xml(text)}</failure>`,
        "    </testcase>",
      ];
    }),
    "  </testsuite>",
  ].join("\n");
}

function writeFindingSuite({ path, text, findings }: FileReport): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  const texts = errors.map(({ message, span }) => {
    const { line, column } = placeOf(text, span.start);
    return `${path}:${line}:${column}: ${message}`;
  });
  const [first] = errors;
  const error =
    first &&
    `      <error message="${xml(first.message)}" type="${xml(first.code)}">${xml(texts.join("\n"))}</error>`;
  const open = `    <testcase classname="${xml(path)}" name="the file is valid"`;
  return [
    `  <testsuite name="${xml(path)}" tests="1" failures="0" errors="${errors.length > 0 ? 1 : 0}">`,
    ...(error === undefined ? [`${open}/>`] : [`${open}>`, error, "    </testcase>"]),
    "  </testsuite>",
  ].join("\n");
}

/** Workflow commands of GitHub Actions: an annotation at each place. */
export function writeGithub({ files }: Report): string {
  const lines = files.flatMap(({ path, text, findings, tests }) => [
    ...findings.map(({ severity, code, message, span }) => {
      const kind = severity === "info" ? "notice" : severity;
      return annotate(kind, path, text, span.start, code, message);
    }),
    ...tests.flatMap(({ name, version, mismatches }) =>
      mismatches.map((mismatch) => {
        const title = `${name} (${version})`;
        return annotate(
          "error",
          path,
          text,
          mismatch.span.start,
          title,
          describeMismatch(mismatch),
        );
      }),
    ),
  ]);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function annotate(
  kind: string,
  path: string,
  text: string,
  offset: number,
  title: string,
  message: string,
): string {
  const { line, column } = placeOf(text, offset);
  const properties = `file=${property(path)},line=${line},col=${column},title=${property(title)}`;
  return `::${kind} ${properties}::${data(message)}`;
}

// The escapes of @actions/core.
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** TAP 14. */
export function writeTap({ files }: Report): string {
  const points = files.flatMap((file) => [
    ...file.findings
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => ({ passed: false, name: `${file.path}: ${message}`, lines: [] })),
    ...file.tests.map(({ name, version, passed, mismatches }) => ({
      passed,
      name: `${file.path} @${version}: ${name}`,
      lines: mismatches.map(describeMismatch),
    })),
  ]);
  const lines = points.flatMap(({ passed, name, lines: own }, index) => [
    `${passed ? "ok" : "not ok"} ${index + 1} - ${showSafely(name).replace(/[\\#]/g, "\\$&")}`,
    ...(own.length === 0 ? [] : ["  ---", `  mismatches: ${JSON.stringify(own)}`, "  ..."]),
  ]);
  return ["TAP version 14", `1..${points.length}`, ...lines, ""].join("\n");
}

/** A decision table for a pull request. */
export function writeMarkdown({ files }: Report): string {
  const blocks = files.map(({ path, findings, tests }) => {
    const versions = [...new Set(tests.map(({ version }) => version))];
    const names = [...new Set(tests.map(({ name }) => name))];
    const rows = names.map((name) => {
      const own = tests.filter((test) => test.name === name);
      const marks = versions.map((version) => {
        const test = own.find((one) => one.version === version);
        return test === undefined ? "" : test.passed ? "passed" : "**failed**";
      });
      const why = [
        ...new Set(own.flatMap(({ mismatches }) => mismatches.map(describeMismatch))),
        ...own.flatMap(({ fixes = [] }) =>
          fixes.map((fix) => `fix: ${fix.title}: ${describeTurned(fix)}`),
        ),
      ];
      return `| ${[cell(name), ...marks, why.map(cell).join("<br>")].join(" | ")} |`;
    });
    const head = ["Test", ...versions, "Difference"];
    return [
      `### ${cell(path)}`,
      "",
      ...findings.map(({ severity, message }) => `- ${severity}: ${cell(message)}`),
      ...(findings.length > 0 ? [""] : []),
      ...(rows.length > 0
        ? [`| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...rows, ""]
        : []),
    ].join("\n");
  });
  return blocks.join("\n");
}

// Names and claims are other people's text: it becomes no HTML, link, image or mention.
function cell(text: string): string {
  return showSafely(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]()#+!|~>@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function xml(text: string): string {
  return text
    .split("\n")
    .map(showSafely)
    .join("\n")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;")
    .replace(/[\ud800-\udfff\ufffe\uffff]/gu, "\ufffd");
}
