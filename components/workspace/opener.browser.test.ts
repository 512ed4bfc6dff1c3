import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Action } from "./action.ts";
import { describeFound } from "./open-words.ts";
import { createOpener, type OpeningState } from "./opener.ts";
import { initialState } from "./state.ts";

const configuration = (url: string) => `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: ${url}, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: ""}}
`;
const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: view}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
`;
const a = configuration("https://a.example.com");
const b = configuration("https://b.example.com");

test.each([
  {
    name: "for two places are offered together",
    texts: [a, bindings],
    want: ["an AuthenticationConfiguration and a ClusterRoleBinding", a, bindings],
  },
  {
    name: "for one place: the newer one counts",
    texts: [a, b],
    want: ["an AuthenticationConfiguration", b, undefined],
  },
])("texts that are pasted one after the other $name", async ({ texts, want }) => {
  const opening = createStore<OpeningState>(() => ({
    busy: false,
    report: undefined,
    offer: undefined,
  }));
  const done: Action[] = [];
  const opener = createOpener(
    createStore(() => initialState),
    opening,
    { importText: async () => false },
    (action) => done.push(action),
  );
  for (const text of texts) await opener.offerPaste(text);
  const { offer } = opening.getState();
  expect([offer && describeFound(offer), offer?.configuration, offer?.bindings]).toEqual(want);
  await opener.acceptOffer();
  expect(done.map(({ kind }) => kind)).toEqual(["open-plan"]);
  // What was accepted is not offered again.
  await opener.offerPaste(bindings);
  const next = opening.getState().offer;
  expect([next?.configuration, next?.bindings]).toEqual([undefined, bindings]);
});
