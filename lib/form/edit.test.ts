import { expect, test } from "vitest";
import type { FormChange } from "./change.ts";
import { editForm } from "./edit.ts";

const issuers = `# who may enter
jwt:
# people
- issuer:
    url: 'https://a.example.com'   # the first
    audiences: [x, "y"]
  claimMappings:
    username: {claim: sub, prefix: ""}

# machines
- issuer:
    url: https://b.example.com
    audiences:
    - z
  claimMappings:
    username:
      expression: |-
        "b:" +
        claims.sub
`;

test.each<{ name: string; text: string; change: FormChange; want: string }>([
  {
    name: "a quoted text keeps its quotes and its comment",
    text: issuers,
    change: { kind: "set", path: "jwt[0].issuer.url", value: "https://a.example.com/x'y" },
    want: issuers.replace("'https://a.example.com'", "'https://a.example.com/x''y'"),
  },
  {
    name: "a plain text is changed inside",
    text: issuers,
    change: { kind: "set", path: "jwt[1].issuer.url", value: "https://bb.example.com" },
    want: issuers.replace("https://b.", "https://bb."),
  },
  {
    name: "a plain text that cannot hold the value gets quotes",
    text: issuers,
    change: { kind: "set", path: "jwt[1].issuer.url", value: "https://b: # c" },
    want: issuers.replace("https://b.example.com", "'https://b: # c'"),
  },
  {
    name: "a plain text that is emptied gets quotes",
    text: issuers,
    change: { kind: "set", path: "jwt[1].issuer.url", value: "" },
    want: issuers.replace("https://b.example.com", '""'),
  },
  {
    name: "a text that would be a number gets quotes",
    text: issuers,
    change: { kind: "set", path: "jwt[1].issuer.audiences[0]", value: "12" },
    want: issuers.replace("- z", "- '12'"),
  },
  {
    name: "an item between brackets",
    text: issuers,
    change: { kind: "set", path: "jwt[0].issuer.audiences[0]", value: "x, z" },
    want: issuers.replace("[x,", '["x, z",'),
  },
  {
    name: "a block keeps its style and indent",
    text: issuers,
    change: {
      kind: "set",
      path: "jwt[1].claimMappings.username.expression",
      value: '"c:" +\nclaims.sub +\n"!"',
    },
    want: issuers.replace(
      '"b:" +\n        claims.sub',
      '"c:" +\n        claims.sub +\n        "!"',
    ),
  },
  {
    name: "a block that is emptied keeps its style",
    text: issuers,
    change: { kind: "set", path: "jwt[1].claimMappings.username.expression", value: "" },
    want: issuers.replace('|-\n        "b:" +\n        claims.sub', "|-"),
  },
  {
    name: "an empty block is filled",
    text: "a:\n  b: |-\nc: x\n",
    change: { kind: "set", path: "a.b", value: "one\ntwo" },
    want: "a:\n  b: |-\n    one\n    two\nc: x\n",
  },
  {
    name: "a block keeps its style on one line",
    text: issuers,
    change: { kind: "set", path: "jwt[1].claimMappings.username.expression", value: "claims.sub" },
    want: issuers.replace('"b:" +\n        claims.sub', "claims.sub"),
  },
  {
    name: "a field goes behind the one that it follows in the schema",
    text: issuers,
    change: {
      kind: "set",
      path: "jwt[0].issuer.discoveryURL",
      value: "https://d",
      order: ["url", "discoveryURL", "audiences"],
    },
    want: issuers.replace("  # the first\n", "  # the first\n    discoveryURL: https://d\n"),
  },
  {
    name: "a field goes between brackets",
    text: issuers,
    change: {
      kind: "set",
      path: "jwt[0].claimMappings.username.expression",
      value: "claims.sub",
    },
    want: issuers.replace('prefix: ""}', 'prefix: "", expression: claims.sub}'),
  },
  {
    name: "what is above a new field is made with it",
    text: issuers,
    change: { kind: "set", path: "anonymous.conditions[0].path", value: "/livez" },
    want: `${issuers}anonymous:\n  conditions:\n  - path: /livez\n`.replace(
      "path: /livez",
      "path: '/livez'",
    ),
  },
  {
    name: "a switch",
    text: "anonymous:\n  enabled: yes # now\n",
    change: { kind: "set", path: "anonymous.enabled", value: false },
    want: "anonymous:\n  enabled: false # now\n",
  },
  {
    name: "a key without a value gets one",
    text: "anonymous:\njwt: []\n",
    change: { kind: "set", path: "anonymous.enabled", value: true },
    want: "anonymous:\n  enabled: true\njwt: []\n",
  },
  {
    name: "a text in the place of nothing",
    text: "jwt:\n- issuer:\n    url: # none\n",
    change: { kind: "set", path: "jwt[0].issuer.url", value: "https://a" },
    want: "jwt:\n- issuer:\n    url: https://a # none\n",
  },
  {
    name: "an issuer goes behind the last one",
    text: issuers,
    change: { kind: "insert", path: "jwt", index: 2, value: { issuer: { url: "https://c" } } },
    want: `${issuers}- issuer:\n    url: https://c\n`,
  },
  {
    name: "an issuer goes into an empty list",
    text: "kind: A\njwt: []\n",
    change: { kind: "insert", path: "jwt", index: 0, value: { issuer: { audiences: ["aa"] } } },
    want: "kind: A\njwt:\n- issuer:\n    audiences:\n    - aa\n",
  },
  {
    name: "the first issuer goes into a file without the list",
    text: "kind: A",
    change: { kind: "insert", path: "jwt", index: 0, value: { issuer: { audiences: [] } } },
    want: "kind: A\njwt:\n- issuer:\n    audiences: []",
  },
  {
    name: "an item goes between two",
    text: "a:\n  - x # one\n  # two\n  - y\n",
    change: { kind: "insert", path: "a", index: 1, value: "mm" },
    want: "a:\n  - x # one\n  - mm\n  # two\n  - y\n",
  },
  {
    name: "an item goes between brackets",
    text: issuers,
    change: { kind: "insert", path: "jwt[0].issuer.audiences", index: 1, value: "m" },
    want: issuers.replace('[x, "y"]', '[x, m, "y"]'),
  },
  {
    name: "two issuers change places with their comments",
    text: issuers,
    change: { kind: "move", path: "jwt", from: 1, to: 0 },
    want: `# who may enter
jwt:
# machines
- issuer:
    url: https://b.example.com
    audiences:
    - z
  claimMappings:
    username:
      expression: |-
        "b:" +
        claims.sub

# people
- issuer:
    url: 'https://a.example.com'   # the first
    audiences: [x, "y"]
  claimMappings:
    username: {claim: sub, prefix: ""}
`,
  },
  {
    name: "items between brackets change places",
    text: issuers,
    change: { kind: "move", path: "jwt[0].issuer.audiences", from: 0, to: 1 },
    want: issuers.replace('[x, "y"]', '["y", x]'),
  },
  {
    name: "an issuer is taken out with its comment",
    text: issuers,
    change: { kind: "remove", path: "jwt[0]" },
    want: issuers.replace(/# people[\s\S]*(?=# machines)/, "").replace("jwt:\n", "jwt:\n\n"),
  },
  {
    name: "the last issuer of several is taken out",
    text: issuers,
    change: { kind: "remove", path: "jwt[1]" },
    want: issuers.replace(/# machines[\s\S]*/, ""),
  },
  {
    name: "the only item leaves an empty list",
    text: "a:\n- x\n- y\nb: 1\n".replace("- y\n", ""),
    change: { kind: "remove", path: "a[0]" },
    want: "a: []\nb: 1\n",
  },
  {
    name: "a field is taken out with its lines",
    text: issuers,
    change: { kind: "remove", path: "jwt[1].issuer.audiences" },
    want: issuers.replace("    audiences:\n    - z\n", ""),
  },
  {
    name: "a key is renamed where it stands",
    text: "uid:\n  claim: sub # c\n",
    change: { kind: "rename", path: "uid.claim", to: "expression" },
    want: "uid:\n  expression: sub # c\n",
  },
  {
    name: "the first field of an item is taken out",
    text: "r:\n  - claim: a\n    message: b\n",
    change: { kind: "remove", path: "r[0].claim" },
    want: "r:\n  - message: b\n",
  },
  {
    name: "a field is taken out of brackets",
    text: issuers,
    change: { kind: "remove", path: "jwt[0].claimMappings.username.claim" },
    want: issuers.replace("claim: sub, ", ""),
  },
  {
    name: "the only field leaves an empty mapping",
    text: "uid:\n  claim: sub\nb: 1\n",
    change: { kind: "remove", path: "uid.claim" },
    want: "uid: {}\nb: 1\n",
  },
  {
    name: "a copy stands behind the original as it is written",
    text: issuers,
    change: { kind: "duplicate", path: "jwt", index: 0 },
    want: issuers.replace(
      "\n# machines",
      `# people
- issuer:
    url: 'https://a.example.com'   # the first
    audiences: [x, "y"]
  claimMappings:
    username: {claim: sub, prefix: ""}

# machines`,
    ),
  },
  {
    name: "JSON",
    text: '{\n  "jwt": [\n    {"issuer": {"url": "a\\/b"}}\n  ]\n}\n',
    change: { kind: "set", path: "jwt[0].issuer.url", value: "a/bc" },
    want: '{\n  "jwt": [\n    {"issuer": {"url": "a\\/bc"}}\n  ]\n}\n',
  },
  {
    name: "JSON gets a field on a line of its own",
    text: '{\n  "kind": "A"\n}\n',
    change: { kind: "insert", path: "jwt", index: 0, value: { issuer: {} } },
    want: '{\n  "kind": "A",\n  "jwt": [{"issuer": {}}]\n}\n',
  },
  {
    name: "JSON gets an item",
    text: '{"a": ["x"]}',
    change: { kind: "insert", path: "a", index: 0, value: "y" },
    want: '{"a": ["y", "x"]}',
  },
  {
    name: "CRLF stays",
    text: "a:\r\n- x\r\n- y\r\n",
    change: { kind: "insert", path: "a", index: 1, value: "mm" },
    want: "a:\r\n- x\r\n- mm\r\n- y\r\n",
  },
  {
    name: "a tab in front of a value stays",
    text: "a:\tx\t# c\n",
    change: { kind: "set", path: "a", value: "yy" },
    want: "a:\tyy\t# c\n",
  },
  {
    name: "only the first document is changed",
    text: "a: x\n---\na: x\n",
    change: { kind: "set", path: "b", value: "y" },
    want: "a: x\nb: 'y'\n---\na: x\n",
  },
  {
    name: "an alias that is the value is written out",
    text: "a: &v x\nb: *v # same\n",
    change: { kind: "set", path: "b", value: "zz" },
    want: "a: &v x\nb: zz # same\n",
  },
  {
    name: "an alias above the field is written out with the new value",
    text: "a: &m\n  claim: sub # c\n  count: 1\nb: *m\n",
    change: { kind: "set", path: "b.claim", value: "oid" },
    want: "a: &m\n  claim: sub # c\n  count: 1\nb:\n  claim: oid\n  count: 1\n",
  },
  {
    name: "an anchor that nothing else uses stays",
    text: "a: &v x\n",
    change: { kind: "set", path: "a", value: "yy" },
    want: "a: &v yy\n",
  },
  {
    name: "a copy of an item with an anchor is written out",
    text: "a:\n- k: &v xx\n- k: *v\n",
    change: { kind: "duplicate", path: "a", index: 0 },
    want: "a:\n- k: &v xx\n- k: xx\n- k: *v\n",
  },
  {
    name: "a folded block is changed inside",
    text: "a: >-\n  one two\n  three\nb: x\n",
    change: { kind: "set", path: "a", value: "one four three" },
    want: "a: >-\n  one four\n  three\nb: x\n",
  },
  {
    name: "a block that keeps its line breaks, before a new field",
    text: "a: |+\n  x\n\nb: y\n",
    change: { kind: "set", path: "c", value: "zz", order: ["a", "c", "b"] },
    want: "a: |+\n  x\n\nc: zz\nb: y\n",
  },
])("editForm changes only the edited text: $name", ({ text, change, want }) => {
  const edited = editForm(text, change);
  expect(edited.kind === "edited" ? edited.text : edited.reason).toBe(want);
});

test.each<{ name: string; text: string; change: FormChange; want: string }>([
  {
    name: "a text that cannot be read",
    text: "a: [",
    change: { kind: "set", path: "a", value: "y" },
    want: "The text cannot be read.",
  },
  {
    name: "a value that an alias uses too",
    text: "a: &v x\nb: *v\n",
    change: { kind: "set", path: "a", value: "y" },
    want: "The value on line 1 has the anchor &v, and line 2 uses it too: a change here would change both. Change it in the text.",
  },
  {
    name: "a value within one that an alias uses too",
    text: "a: &m\n  claim: sub\nb: *m\n",
    change: { kind: "set", path: "a.claim", value: "y" },
    want: "The value on line 1 has the anchor &m, and line 3 uses it too: a change here would change both. Change it in the text.",
  },
  {
    name: "an anchor may not go while an alias needs it",
    text: "a:\n- &v x\n- m: *v\n",
    change: { kind: "move", path: "a", from: 0, to: 1 },
    want: "The value on line 2 has the anchor &v, and line 3 uses it too: a change here would change both. Change it in the text.",
  },
  {
    name: "a value out of a merge key",
    text: "a: &m {claim: sub}\nb:\n  <<: *m\n  x: 1\n",
    change: { kind: "remove", path: "b.claim" },
    want: "The value comes from a merge key (<<). Change it where it is written, in the text.",
  },
  {
    name: "an item that is not there any more",
    text: "jwt: []\n",
    change: { kind: "remove", path: "jwt[0]" },
    want: "jwt[0] is not in the text any more.",
  },
])("editForm refuses $name", ({ text, change, want }) => {
  expect(editForm(text, change)).toEqual({ kind: "refused", reason: want });
});
