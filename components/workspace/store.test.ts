import { expect, test } from "vitest";
import { secretMask } from "@/lib/secrets/mask-secrets.ts";
import { emptyInputs } from "./inputs.ts";
import { keptOf } from "./store.ts";

const token = `${btoa('{"alg":"RS256"}')}.${btoa('{"iss":"https://a.test"}')}.c2lnbmF0dXJl`;

test("what is kept has the documents and settings, and neither tokens, keys nor claims", () => {
  expect(
    keptOf({
      ...emptyInputs,
      documents: { configuration: `# ${token}\njwt: []\n`, bindings: "kind: Role\n" },
      token,
      keys: { "https://a.test": '{"keys":[]}' },
      running: `# ${token}\n`,
      runningBindings: `# ${token}\n`,
      clock: { kind: "at", seconds: 1000 },
      namespace: "app",
      example: { id: "gitlab", token: "user", edited: true },
      exportOptions: {
        comments: "canonical",
        cluster: "prod",
        server: `https://${token}`,
        namespace: "garden-a",
        shoot: "",
        kubeadm: "v1beta3",
      },
    }),
  ).toEqual({
    documents: { configuration: `# ${secretMask}\njwt: []\n`, bindings: "kind: Role\n" },
    minor: 37,
    server: { target: "static-pod", authorizationModes: ["Node", "RBAC"] },
    running: `# ${secretMask}\n`,
    runningBindings: `# ${secretMask}\n`,
    clock: { kind: "at", seconds: 1000 },
    namespace: "app",
    defaultPolicy: true,
    example: { id: "gitlab", token: "user", edited: true },
    exportOptions: {
      comments: "canonical",
      cluster: "prod",
      server: `https://${secretMask}`,
      namespace: "garden-a",
      shoot: "",
      kubeadm: "v1beta3",
    },
  });
});
