import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatLogLine } from "../authn/load.ts";
import { explainLogLine } from "./log-line.ts";

describe("explainLogLine", () => {
  test.each([
    {
      name: "with the log's head",
      line: `E1127 10:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: email not verified]"`,
      want: {
        by: "kube-apiserver",
        error: "oidc: email not verified",
        field: "claimMappings.username",
        cause: "The user name is the e-mail address, and email_verified is not true.",
        remedy: "Verify the address at the issuer, or take sub for the user name.",
      },
    },
    {
      name: "in JSON",
      line: `{"ts":1,"msg":"Unable to authenticate the request","err":"[invalid bearer token, oidc: verify token: oidc: expected audience \\"kubernetes\\" got [\\"web\\"]]"}`,
      want: {
        by: "kube-apiserver",
        error: 'oidc: verify token: oidc: expected audience "kubernetes" got ["web"]',
        field: "issuer.audiences",
        cause: 'The token was made for ["web"], and the configuration wants "kubernetes".',
        remedy:
          "Log in with the client id that the configuration names, or add the token's audience to issuer.audiences (with audienceMatchPolicy: MatchAny where there are several).",
      },
    },
    {
      name: "the error alone, with its expression",
      line: `oidc: error evaluating group claim expression: expression 'claims.groups + "x"' resulted in error: no such overload`,
      want: {
        by: "kube-apiserver",
        error: `oidc: error evaluating group claim expression: expression 'claims.groups + "x"' resulted in error: no such overload`,
        field: "claimMappings.groups",
        expression: 'claims.groups + "x"',
        cause: "The expression for groups combines values of types that do not go together.",
        remedy: "Paste the token to see the value of each part of the expression.",
      },
    },
    {
      name: "of discovery",
      line: 'oidc authenticator: initializing plugin: Get "https://a/.well-known/openid-configuration": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      want: {
        by: "kube-apiserver",
        error:
          'oidc authenticator: initializing plugin: Get "https://a/.well-known/openid-configuration": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        field: "issuer.url",
        cause: "The API server does not trust the issuer's certificate.",
        remedy: "Put the certificate of its authority into issuer.certificateAuthority, as PEM.",
      },
    },
    {
      name: "kubectl's 401",
      line: "error: You must be logged in to the server (Unauthorized)",
      want: {
        by: "kubectl",
        error: "error: You must be logged in to the server (Unauthorized)",
        cause: "The server answered 401 and does not tell its clients why.",
        remedy:
          "The reason stands in kube-apiserver's log, in the line “Unable to authenticate the request”. Paste that line, or the token.",
      },
    },
    {
      name: "kubectl's 403",
      line: `Error from server (Forbidden): jobs.batch is forbidden: User "oidc:jane" cannot list resource "jobs" in API group "batch" in the namespace "app"`,
      want: {
        by: "kubectl",
        error: `User "oidc:jane" cannot list resource "jobs" in API group "batch" in the namespace "app"`,
        cause:
          "The token was accepted: its user is oidc:jane. No role that is bound to it allows this.",
        remedy:
          "Compare the name with the subjects of the bindings: the access part finds those that miss by a hair.",
        denied: { question: "list jobs.batch -n app", username: "oidc:jane" },
      },
    },
    {
      name: "kubectl's 403 that is a 401",
      line: `Error from server (Forbidden): forbidden: User "system:anonymous" cannot get path "/version"`,
      want: {
        by: "kubectl",
        error: `User "system:anonymous" cannot get path "/version"`,
        cause:
          "The request carried no token that an issuer took, so it went on as system:anonymous, which may not do this.",
        remedy:
          "This is a 401 in disguise: look at the token and how it is sent, not at the roles.",
        denied: { question: "get /version", username: "system:anonymous" },
      },
    },
  ])("$name", ({ line, want }) => {
    expect(explainLogLine(line)).toEqual(want);
  });

  test.each(["", "eyJhbGciOiJSUzI1NiJ9.e30.x", '{"iss":"https://a.test"}', "hello world"])(
    "nothing of %j",
    (text) => {
      expect(explainLogLine(text)).toBeUndefined();
    },
  );

  test("has a word on every refusal that was recorded", () => {
    const unknown = new Set<string>();
    for (const log of recordedLogs()) {
      const line = formatLogLine("Unable to authenticate the request", log);
      const found = explainLogLine(line);
      if (found === undefined || found.cause.includes("not one of the usual ones"))
        unknown.add(log);
      else if (/expression '/.test(log)) expect(log).toContain(found.expression);
    }
    expect([...unknown]).toEqual([]);
  });
});

function recordedLogs(): Set<string> {
  const logs = new Set<string>();
  for (const file of ["authenticate", "authenticate-versions", "presets"]) {
    const path = fileURLToPath(new URL(`../testing/recorded/${file}.jsonl`, import.meta.url));
    for (const line of readFileSync(path, "utf8").trim().split("\n")) {
      const { answer, answers = {} } = JSON.parse(line);
      for (const { log } of [answer ?? {}, ...Object.values<{ log?: string }>(answers)])
        if (log !== undefined) logs.add(log);
    }
  }
  return logs;
}
