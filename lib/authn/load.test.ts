import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minors } from "../kube/minor.ts";
import { loadConfiguration } from "./load.ts";

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
const issuer = "- issuer:\n    url: https://issuer.example.com\n    audiences: [kubernetes]\n";
const username = "  claimMappings:\n    username: {claim: sub, prefix: ''}\n";

function load(text: string, disallowedIssuers: readonly string[] = []) {
  return loadConfiguration(text, { minor: 37, disallowedIssuers });
}

describe("the server's log line", () => {
  const cases: { name: string; text: string; start: string; reload: string }[] = [
    {
      name: "one error",
      text: `${head}jwt:\n${issuer}  claimMappings:\n    username: {claim: sub}\n`,
      start:
        '"command failed" err="invalid authentication configuration: jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"',
      reload:
        '"failed to validate authentication config" err="jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"',
    },
    {
      name: "an error of several lines",
      text: `${head}jwt:\n${issuer.replace("https", "http")}${username}    groups: {expression: claims.roles +}\n`,
      start: `"command failed" err=<
\tinvalid authentication configuration: [jwt[0].issuer.url: Invalid value: "http://issuer.example.com": URL scheme must be https, jwt[0].claimMappings.groups.expression: Invalid value: "claims.roles +": compilation failed: ERROR: <input>:1:15: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}
\t | claims.roles +
\t | ..............^]
 >`,
      reload: `"failed to validate authentication config" err=<
\t[jwt[0].issuer.url: Invalid value: "http://issuer.example.com": URL scheme must be https, jwt[0].claimMappings.groups.expression: Invalid value: "claims.roles +": compilation failed: ERROR: <input>:1:15: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}
\t | claims.roles +
\t | ..............^]
 >`,
    },
    {
      name: "a double key",
      text: `${head}jwt: []\njwt: []\n`,
      start: `"command failed" err=<
\tfailed to load authentication configuration from file "/etc/kubernetes/authn/config.yaml": strict decoding error: yaml: unmarshal errors:
\t  line 4: key "jwt" already set in map
 >`,
      reload: `"failed to load authentication config" err=<
\tstrict decoding error: yaml: unmarshal errors:
\t  line 4: key "jwt" already set in map
 >`,
    },
    {
      name: "nothing",
      text: "",
      start:
        '"command failed" err="failed to load authentication configuration from file \\"/etc/kubernetes/authn/config.yaml\\": empty config data"',
      reload: '"failed to load authentication config" err="empty config data"',
    },
  ];
  test.each(cases)("$name", ({ text, start, reload }) => {
    expect(load(text).serverLine).toEqual({ start, reload });
  });

  test("an issuer of the server itself is refused elsewhere at start", () => {
    const own = ["https://issuer.example.com"];
    expect(load(`${head}jwt:\n${issuer}${username}`, own).serverLine).toEqual({
      start:
        '"command failed" err="issuer.url: Invalid value: \\"https://issuer.example.com\\": URL must not overlap with disallowed issuers: [https://issuer.example.com]"',
      reload:
        '"failed to validate authentication config" err="jwt[0].issuer.url: Invalid value: \\"https://issuer.example.com\\": URL must not overlap with disallowed issuers: [https://issuer.example.com]"',
    });
  });
});

describe("a finding stands at what is wrong", () => {
  const cases: {
    name: string;
    text: string;
    want: [code: string, path: string, covered: string][];
  }[] = [
    {
      name: "each unknown field at its name",
      text: `${head}jwt:\n${issuer}    audience: x\n  claimMapping: {}\n`,
      want: [
        ["decode/unknown-field", "jwt[0].claimMapping", "claimMapping"],
        ["decode/unknown-field", "jwt[0].issuer.audience", "audience"],
      ],
    },
    {
      name: "a wrong type at its value",
      text: `${head}jwt:\n- issuer: {url: 5}\n`,
      want: [["decode/type", "jwt[0].issuer.url", "5"]],
    },
    {
      name: "the second of two keys",
      text: `${head}jwt: []\n"jwt": []\n`,
      want: [["decode/duplicate-key", "", '"jwt"']],
    },
    {
      name: "an unknown API version",
      text: head.replace("/v1", "/v2"),
      want: [["decode/kind-unknown", "", "apiserver.config.k8s.io/v2"]],
    },
    {
      name: "an unknown kind",
      text: head.replace("AuthenticationConfiguration", "Authentication"),
      want: [["decode/kind-unknown", "", "Authentication"]],
    },
    {
      name: "what is missing at the name of what is around it",
      text: `${head}jwt:\n${issuer}  claimMappings:\n    groups: {claim: g, prefix: ''}\n`,
      want: [["validate/required", "jwt[0].claimMappings.username", "claimMappings"]],
    },
    {
      name: "what is missing in a list's item at the item",
      text: `${head}jwt:\n- claimMappings:\n    username: {claim: sub, prefix: ''}\n`,
      want: [
        ["validate/required", "jwt[0].issuer.url", "claimMappings:"],
        ["validate/required", "jwt[0].issuer.audiences", "claimMappings:"],
      ],
    },
    {
      name: "a character in a folded block",
      text: `${head}jwt:\n${issuer}  claimMappings:\n    username:\n      expression: >-\n        "a:" +\n        claim.sub\n`,
      want: [["validate/invalid", "jwt[0].claimMappings.username.expression", "claim"]],
    },
    {
      name: "a character behind escapes",
      text: `${head}jwt:\n${issuer}  claimMappings:\n    username: {expression: "\\"a:\\" + claim.sub"}\n`,
      want: [["validate/invalid", "jwt[0].claimMappings.username.expression", "claim"]],
    },
    {
      name: "a value that an alias brings in at its anchor",
      text: `${head}jwt:\n${issuer.replace("https:", "&u http:")}${username}- issuer:\n    url: *u\n    audiences: [b]\n${username}`,
      want: [
        ["validate/invalid", "jwt[0].issuer.url", "http://issuer.example.com"],
        ["validate/invalid", "jwt[1].issuer.url", "http://issuer.example.com"],
        ["validate/duplicate", "jwt[1].issuer.url", "http://issuer.example.com"],
      ],
    },
  ];
  test.each(cases)("$name", ({ text, want }) => {
    const found = load(text).diagnostics.map(({ code, path, span }) => [
      code,
      path,
      text.slice(span.start, span.end),
    ]);
    expect(found).toEqual(want);
  });
});

test("an accepted configuration comes compiled, with the places of its expressions", () => {
  const text = `${head}anonymous: {enabled: true, conditions: [{path: /livez}]}
jwt:
${issuer}  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
  - {expression: claims.a == 1, message: denied}
  claimMappings:
    username: {expression: '"x:" + claims.sub'}
    groups: {claim: groups, prefix: 'g:'}
    uid: {claim: sub}
    extra: [{key: example.com/t, valueExpression: claims.t}]
  userValidationRules:
  - expression: user.username != "x"
`;
  const { compiled, anonymous } = load(text);
  const [first] = compiled?.issuers ?? [];
  expect(anonymous).toEqual({ enabled: true, conditions: [{ path: "/livez" }] });
  expect(first?.requiredClaims.map(({ claim, value }) => [claim, value])).toEqual([
    ["hd", "example.com"],
  ]);
  expect(first?.claimRules.map(({ path, message }) => [path, message])).toEqual([
    ["jwt[0].claimValidationRules[1]", "denied"],
  ]);
  expect(first?.groups).toMatchObject({ kind: "claim", claim: "groups", prefix: "g:" });
  expect(first?.uid).toMatchObject({ kind: "claim", claim: "sub", prefix: "" });
  expect(first?.extra.map(({ key, expression }) => [key, expression.checked.source])).toEqual([
    ["example.com/t", "claims.t"],
  ]);
  expect(first?.userRules[0]?.expression.path).toBe("jwt[0].userValidationRules[0].expression");
  const expression = first?.username.kind === "expression" ? first.username.expression : undefined;
  const offsets = expression?.offsets() ?? [];
  expect(text.slice(offsets[7], offsets[17])).toBe("claims.sub");
});

describe("bad input is answered, and within a second", () => {
  const bomb = "abcdefgh"
    .split("")
    .map(
      (name, i) => `${name}: &${name} [${Array(9).fill(i === 0 ? "x" : `*${"abcdefgh"[i - 1]}`)}]`,
    )
    .join("\n");
  const cases: { name: string; text: string; want: RegExp }[] = [
    {
      name: "1 MB",
      text: `${head}x: |\n${"  text\n".repeat(150_000)}`,
      want: /^strict decoding error: unknown field "x"$/,
    },
    {
      name: "65 issuers",
      text: `${head}jwt:\n${(issuer + username).repeat(65)}`,
      want: /^jwt: Too many: 65: must have at most 64 items$/,
    },
    {
      name: "10,000 unknown fields",
      text: head + Array.from({ length: 10_000 }, (_, i) => `f${i}: 1`).join("\n"),
      want: /^strict decoding error: (unknown field "f\d+"(, )?){100}$/,
    },
    { name: "an alias bomb", text: bomb, want: /^yaml: document contains excessive aliasing$/ },
    {
      name: "deep nesting",
      text: `${head}x: ${"[".repeat(9999)}${"]".repeat(9999)}`,
      want: /^strict decoding error: unknown field "x"$/,
    },
    {
      name: "deeper nesting",
      text: "[".repeat(500_000),
      want: /^yaml: exceeded max depth of 10000$/,
    },
    { name: "deep JSON", text: '{"a":'.repeat(500_000), want: /exceeded max depth$/ },
    {
      name: "a key that is nested deep",
      text: `? ${"[".repeat(9000)}${"]".repeat(9000)}\n: 1`,
      want: /^yaml: invalid map key: /,
    },
    {
      name: "half a pair",
      text: `${head}x\ud800: 1\n`,
      want: /^strict decoding error: unknown field "x\ufffd"$/,
    },
    {
      name: "certificates without end",
      text: `${head}jwt:\n${issuer}    certificateAuthority: |\n${"      -----BEGIN CERTIFICATE-----\n".repeat(15_000)}${"      -----END X-----\n".repeat(15_000)}${username}`,
      want: /data does not contain any valid/,
    },
  ];
  test.each(cases)("$name", ({ text, want }) => {
    const { decodeError, errors } = load(text);
    expect(decodeError ?? errors[0]?.error).toMatch(want);
  });
});

test("no text makes the loader throw, on no version", () => {
  const valid = `${head}jwt:\n${issuer}${username}    groups:\n      expression: |\n        dyn(claims.g).map(x, "a:" + x)\n`;
  const snippet = fc.constantFrom(
    "\t",
    "- ",
    ": ",
    "&a ",
    "*a",
    "'",
    '"',
    "|",
    ">",
    "{",
    "}",
    "[",
    "]",
    "#",
    "\n",
    "\r",
    "\\",
    "<<: ",
    "é",
    "\ud83d",
    "\0",
    "1",
    "yes",
    "claims.",
    "!!int ",
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(valid.length), fc.nat(6), snippet), { maxLength: 4 }),
      fc.constantFrom(...minors),
      (edits, minor) => {
        let text = valid;
        for (const [at, cut, insert] of edits)
          text = text.slice(0, at) + insert + text.slice(at + cut);
        const { diagnostics, compiled, serverLine } = loadConfiguration(text, { minor });
        expect(compiled === undefined).toBe(diagnostics.length > 0);
        expect(serverLine === undefined).toBe(diagnostics.length === 0);
        for (const { span } of diagnostics) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      },
    ),
    { numRuns: 500 },
  );
});
