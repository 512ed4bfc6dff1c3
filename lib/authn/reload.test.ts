import { describe, expect, test } from "vitest";
import { hashConfiguration, predictReload, type ReloadOutcome } from "./reload.ts";
import { compareReplicas, parseReloadMetrics } from "./reload-metrics.ts";

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
const jwt = `jwt:
- issuer: {url: https://a.example.com, audiences: [k]}
  claimMappings:
    username: {claim: sub, prefix: ""}
`;
const none = `${head}jwt: []\n`;
const one = head + jwt;

function predict(running: string, edited: string): ReloadOutcome {
  return predictReload({ running, edited, minor: 37 });
}

describe("what becomes of an edited file", () => {
  const cases: { name: string; running: string; edited: string; want: object }[] = [
    { name: "the same bytes", running: one, edited: one, want: { kind: "unchanged" } },
    { name: "nothing valid runs", running: "", edited: one, want: { kind: "not-running" } },
    {
      name: "no issuer",
      running: one,
      edited: none,
      want: {
        kind: "applied",
        line: '"reloaded authentication config"',
        expectation: { seconds: [0, 1] },
      },
    },
    {
      name: "an issuer",
      running: none,
      edited: one,
      want: {
        kind: "waits",
        line: '"reloaded authentication config"',
        issuers: ["https://a.example.com"],
        expectation: {
          seconds: [10, 70],
          metrics: [
            'apiserver_authentication_config_controller_automatic_reloads_total{status="success"} +1',
            `apiserver_authentication_config_controller_last_config_info{hash="${hashConfiguration(one)}"} 1`,
          ],
        },
      },
    },
    {
      name: "a file half written",
      running: one,
      edited: "",
      want: {
        kind: "refused",
        stage: "load",
        line: '"failed to load authentication config" err="empty config data"',
      },
    },
    {
      name: "an error",
      running: one,
      edited: one.replace(', prefix: ""', ""),
      want: { kind: "refused", stage: "validate", anonymousChanged: false },
    },
    {
      name: "anonymous came",
      running: one,
      edited: `${one}anonymous: {enabled: false}\n`,
      want: {
        kind: "refused",
        stage: "validate",
        anonymousChanged: true,
        line: '"failed to validate authentication config" err="anonymous: Forbidden: changed from initial configuration file"',
      },
    },
    {
      name: "an empty list of conditions is another than none",
      running: `${none}anonymous: {enabled: true}\n`,
      edited: `${none}anonymous: {enabled: true, conditions: []}\n`,
      want: { kind: "refused", anonymousChanged: true },
    },
    {
      name: "anonymous spelt otherwise",
      running: `${none}anonymous: {enabled: yes, conditions: null}\n`,
      edited: `${none}anonymous:\n  enabled: true\n`,
      want: { kind: "applied" },
    },
  ];
  test.each(cases)("$name", ({ running, edited, want }) => {
    expect(predict(running, edited)).toMatchObject(want);
  });
});

test("an issuer that does not answer is named after a minute", () => {
  const outcome = predict(none, one);
  expect(outcome.kind === "waits" && outcome.unreachable[0]?.line).toBe(
    String.raw`"failed to update authentication config" err="[oidc: authenticator for issuer \"https://a.example.com\" is not healthy: Get \"https://a.example.com/.well-known/openid-configuration\": …, context deadline exceeded]"`,
  );
});

test("the hash is that of the bytes", () => {
  expect(hashConfiguration("é\n")).toBe(
    "sha256:edd3a863872a04239eb29ad4bc12fc892b3d4ae57cc7e786a3697816f8e141c2",
  );
});

test("pasted metrics tell which file each server runs", () => {
  const text = `# TYPE apiserver_authentication_config_controller_automatic_reloads_total counter
apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:73",status="failure"} 1.7953090706623561e+09
apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:73",status="success"} 1.7953090806675062e+09
apiserver_authentication_config_controller_automatic_reloads_total{apiserver_id_hash="sha256:73",status="failure"} 14
apiserver_authentication_config_controller_automatic_reloads_total{apiserver_id_hash="sha256:73",status="success"} 10
apiserver_authentication_config_controller_last_config_info{apiserver_id_hash="sha256:73",hash="sha256:02"} 1
etcd_requests_total{operation="get"} 12
apiserver_authentication_config_controller_last_config_info{apiserver_id_hash="sha256:74",hash="sha256:ab"} 1
apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:74",status="failure"} 1.8e+09
apiserver_authentication_config_controller_automatic_reloads_total{apiserver_id_hash="sha256:75",status="success"} 1
`;
  const replicas = parseReloadMetrics(text);
  expect(replicas[0]).toEqual({
    server: "sha256:73",
    configHash: "sha256:02",
    reloads: { success: 10, failure: 14 },
    lastSuccess: 1795309080.6675062,
    lastFailure: 1795309070.6623561,
  });
  const states = compareReplicas(replicas, { edited: "sha256:02", running: "sha256:ab" });
  expect(states.map(({ server, runs, failing }) => [server, runs, failing])).toEqual([
    ["sha256:73", "edited", false],
    ["sha256:74", "running", true],
    ["sha256:75", "unknown", false],
  ]);
});
