import { expect, test } from "vitest";
import type { Persona } from "../catalogue/entry.ts";
import { addPersonas } from "./compose-tests.ts";

type Given = Pick<Persona, "title" | "claims" | "want">;

const jane: Given = {
  title: "A person",
  claims: { iss: "https://idp.example.com", aud: "k8s", sub: "jane" },
  want: { verdict: "authenticated", username: "idp:jane", groups: ["idp:dev"] },
};
const stranger: Given = {
  title: "A stranger",
  claims: { iss: "https://idp.example.com", aud: "k8s", sub: "x" },
  want: { verdict: "unauthorized", code: "rule-false", message: "not ours" },
};
const written = `- name: "IdP: A person"
  claims:
    iss: https://idp.example.com
    aud: k8s
    sub: jane
    iat: now-1m
    exp: now+10m
  expect:
    verdict: authenticated
    user:
      username: idp:jane
      groups:
        - idp:dev
`;

test.each<{ name: string; text: string; personas: readonly Given[]; want: string | undefined }>([
  { name: "to an empty list", text: "", personas: [jane], want: written },
  {
    name: "behind a test that is there, a refusal by its verdict",
    text: "# ours\n- name: mine\n  expect: {verdict: loads}\n",
    personas: [stranger],
    want: `# ours
- name: mine
  expect: {verdict: loads}
- name: "IdP: A stranger"
  claims:
    iss: https://idp.example.com
    aud: k8s
    sub: x
    iat: now-1m
    exp: now+10m
  expect:
    verdict: unauthorized
`,
  },
  { name: "not twice", text: written, personas: [jane], want: written },
  { name: "not to a text that is no list", text: "a: b", personas: [jane], want: undefined },
])("made-up tokens are added $name", ({ text, personas, want }) => {
  expect(addPersonas(text, "IdP", personas)).toBe(want);
});
