import { expect, test } from "vitest";
import { hiddenSecret } from "@/lib/secrets/hide-client-secrets.ts";
import type { Action } from "./action.ts";
import { reduce } from "./reduce.ts";
import { initialState } from "./state.ts";

// The value is short and is not searched for by its form: whatever is in a place that names a secret goes.
const secret = "hunter2";
const kubeconfig = `users:
- name: oidc
  user:
    exec:
      command: kubectl
      args: [oidc-login, get-token, --oidc-client-secret=${secret}]
- name: old
  user:
    auth-provider: {name: oidc, config: {client-secret: ${secret}, refresh-token: ${secret}}}
`;

const paste = (place: "configuration" | "bindings"): Action => ({
  ...{ kind: "edit", document: place, text: kubeconfig },
});
const ways: readonly (readonly [string, readonly Action[]])[] = [
  ["pasted in the configuration", [paste("configuration")]],
  ["pasted in the role bindings", [paste("bindings")]],
  [
    "pasted behind another text",
    [
      { kind: "edit", document: "configuration", text: "# mine\n" },
      { kind: "edit", document: "configuration", text: `# mine\n${kubeconfig}` },
    ],
  ],
  [
    "opened as a file",
    [{ kind: "open-file", place: "configuration", name: "config", text: kubeconfig }],
  ],
  ["pasted as a token", [{ kind: "set-token", text: kubeconfig }]],
];

test.each(ways)("a client's secrets go the moment that a text is %s", (_, actions) => {
  const state = actions.reduce((before, action) => reduce(before, action, 1), initialState);
  const held = JSON.stringify(state);
  expect(held).toContain(hiddenSecret);
  expect(held).not.toContain(secret);
});

test("what is typed stays as it is", () => {
  const typed = ["client-secret: h", "client-secret: hu", "client-secret: hun"].reduce(
    (state, text) => reduce(state, { kind: "edit", document: "configuration", text }, 1),
    reduce(initialState, { kind: "edit", document: "configuration", text: "client-secret:" }, 1),
  );
  expect(typed.inputs.documents.configuration).toBe("client-secret: hun");
});
