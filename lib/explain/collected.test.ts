import { describe, expect, test } from "vitest";
import { explainText } from "./explain-text.ts";

// Events and lines as collectors of logs export them, and what other programs print of a user.

const event = {
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  level: "Metadata",
  stage: "ResponseComplete",
  requestURI: "/api/v1/namespaces/app/secrets?limit=500",
  verb: "list",
  user: { username: "oidc:jane", groups: ["oidc:dev", "system:authenticated"] },
  objectRef: { resource: "secrets", namespace: "app", apiVersion: "v1" },
  responseStatus: { metadata: {}, code: 403 },
};
const line = JSON.stringify(event);

describe("an audit event is found in what a collector wrote", () => {
  test.each([
    ["CloudWatch Logs Insights", [{ "@timestamp": "2025-03-01", "@message": line }]],
    [
      "Azure Monitor",
      { category: "kube-audit", properties: { log: `${line}\n`, stream: "stdout" } },
    ],
    [
      "Loki",
      {
        status: "success",
        data: { result: [{ stream: {}, values: [["1700000000000000000", line]] }] },
      },
    ],
    ["Elasticsearch", { _index: "audit", _source: { kubernetes: { audit: event } } }],
    ["a list of events", { kind: "EventList", apiVersion: "audit.k8s.io/v1", items: [event] }],
  ])("%s", (_, value) => {
    const explained = explainText(JSON.stringify(value));
    expect([explained?.by, explained?.code]).toEqual(["audit", "access-denied"]);
    expect(explained?.user).toEqual({
      username: "oidc:jane",
      groups: ["oidc:dev", "system:authenticated"],
    });
    expect(explained?.question).toBe("list secrets -n app");
  });

  test("the name of an object is known for a subresource that is created", () => {
    const exec = {
      ...event,
      verb: "create",
      objectRef: { resource: "pods", namespace: "app", name: "web", subresource: "exec" },
    };
    expect(explainText(JSON.stringify(exec))?.question).toBe(
      "create pods/web --subresource=exec -n app",
    );
  });
});

describe("a line of the server is found in what a collector wrote", () => {
  const error = "[invalid bearer token, oidc: email not verified]";
  const written = `E1122 01:01:19.201075    1669 authentication.go:76] "Unable to authenticate the request" err=${JSON.stringify(error)}\n`;
  test.each([
    ["docker", { log: written, stream: "stderr", time: "2025-03-01T10:00:00.000Z" }],
    ["journald", { MESSAGE: written, SYSLOG_IDENTIFIER: "k3s" }],
    ["Loki", { streams: [{ stream: {}, values: [["1700000000000000000", written]] }] }],
    ["Google Cloud", [{ textPayload: written, resource: {} }]],
  ])("%s", (_, value) => {
    expect(explainText(JSON.stringify(value))?.code).toBe("email-unverified");
  });
});

describe("an audit log of GKE", () => {
  const log = {
    "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
    authenticationInfo: { principalEmail: "jane@example.com" },
    methodName: "io.k8s.rbac.authorization.v1.rolebindings.list",
    resourceName: "rbac.authorization.k8s.io/v1/namespaces/app/rolebindings",
    serviceName: "k8s.io",
  };
  test.each([
    ["a denial", { status: { code: 7 } }, "access-denied"],
    ["an answer of 401", { status: { code: 16 } }, "unauthorized"],
    ["an answer", { status: {} }, "none"],
  ])("%s", (_, more, code) => {
    const explained = explainText(JSON.stringify({ protoPayload: { ...log, ...more } }));
    expect(explained).toMatchObject({
      by: "audit",
      code,
      user: { username: "jane@example.com" },
      question: "list rolebindings.rbac.authorization.k8s.io -n app",
    });
  });

  test("of another service is none", () => {
    const other = { ...log, serviceName: "storage.googleapis.com" };
    expect(explainText(JSON.stringify({ protoPayload: other }))).toBeUndefined();
  });
});

describe("who a program says one is", () => {
  test.each([
    {
      name: "kubectl whoami --all",
      text: "$ kubectl whoami --all\n\nUser:\toidc:jane\nGroups:\n\tdev\n\tsystem:authenticated\n",
      want: { username: "oidc:jane", groups: ["dev", "system:authenticated"] },
    },
    {
      name: "oc login",
      text: 'Logged into "https://api.example.com:6443" as "kc:jane@example.com" from an external oidc issuer.\n\nYou have access to 3 projects.\n',
      want: { username: "kc:jane@example.com" },
    },
    { name: "another list of users", text: "User: jane\nShell: /bin/sh\n", want: undefined },
  ])("$name", ({ text, want }) => expect(explainText(text)?.user).toEqual(want));
});
