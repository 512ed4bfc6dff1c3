import { expect, test } from "vitest";
import { completeConfiguration } from "../authn/editor/complete-configuration.ts";
import { completeBindings } from "../rbac/editor/complete-bindings.ts";
import { createRandom } from "../testing/random.ts";
import { cutPiece } from "./cut-piece.ts";

const two = `kind: AuthenticationConfiguration
jwt:
# the first
- issuer: {url: https://a.example.com}
- issuer:
    url: https://b.example.com
  claimMappings:
    username:
      expression: |
        - claims.sub
anonymous: {enabled: false}
`;

test.each<{ name: string; text: string; at: string; key?: string; want: string | undefined }>([
  {
    name: "the first item",
    text: two,
    at: "https://a",
    want: "jwt:\n- issuer: {url: https://a.example.com}\n",
  },
  {
    name: "the last item, up to the next key",
    text: two,
    at: "- claims.sub",
    want: `jwt:${two.slice(two.indexOf("\n- issuer:\n"), two.indexOf("anonymous"))}`,
  },
  { name: "in front of the list", text: two, at: "Configuration", want: undefined },
  { name: "behind the list", text: two, at: "enabled", want: undefined },
  { name: "in flow style", text: "jwt: [{issuer: {url: a}}]\n", at: "url", want: undefined },
  {
    name: "a document",
    text: "a: 1\n---\nb: 2\n---\nc: 3\n",
    at: "b: 2",
    want: "b: 2\n",
  },
  {
    name: "an item of a list that is indented",
    text: "items:\n  - a: 1\n    b: 2\n  - c: 3\n",
    at: "c: 3",
    key: "items",
    want: "items:\n  - c: 3\n",
  },
])("cutPiece: $name", ({ text, at, key = "jwt", want }) => {
  const offset = text.indexOf(at);
  const found = cutPiece(text, offset, key);
  expect(found?.text).toBe(want);
  if (found === undefined) return;
  expect(found.text.slice(offset - found.shift).startsWith(at)).toBe(true);
});

const issuer = (index: number) => `- issuer:
    url: https://${index}.example.com
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: sub
      prefix: "a:"
    groups: {claim: groups, prefix: ""}
`;
const binding = (index: number) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: b${index}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- kind: Group
  name: g${index}
`;
const numbers = [0, 1, 2, 3];
const list = `apiVersion: v1\nkind: List\nitems:\n${numbers.map((index) => `- ${binding(index).replace(/\n(?=.)/g, "\n  ")}`).join("")}`;

test("what is offered in a piece is what is offered in the whole text", () => {
  const random = createRandom(7);
  const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n";
  const context = { roles: [], subjects: [], resources: [], namespaces: [] };
  const kinds = [
    {
      text: head + numbers.map(issuer).join(""),
      key: "jwt",
      offer: (text: string, offset: number) => completeConfiguration(text, offset, { minor: 37 }),
    },
    {
      text: numbers.map(binding).join("---\n"),
      key: "items",
      offer: (text: string, offset: number) => completeBindings(text, offset, context),
    },
    {
      text: list,
      key: "items",
      offer: (text: string, offset: number) => completeBindings(text, offset, context),
    },
  ];
  const typed = ["a", " ", "\n", "- ", ": ", "    ", "#", "pre", "---\n", "\n  "];
  let cut = 0;
  for (let round = 0; round < 1500; round += 1) {
    const { text: start, key, offer } = random.pick(kinds);
    const at = random.below(start.length);
    const letters = random.pick(typed);
    const text = start.slice(0, at) + letters + start.slice(at);
    const offset = at + letters.length;
    const piece = cutPiece(text, offset, key);
    if (piece === undefined) continue;
    cut += 1;
    const { shift } = piece;
    // Names of other objects of the text are known besides.
    const only = (offers: ReturnType<typeof offer>, by: number) =>
      offers
        .filter(({ kind }) => kind !== "value")
        .map(({ label, insert, span }) => [label, insert, span.start + by, span.end + by]);
    expect(only(offer(piece.text, offset - shift), shift)).toEqual(only(offer(text, offset), 0));
  }
  expect(cut).toBeGreaterThan(1000);
});
