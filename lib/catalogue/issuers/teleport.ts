import { textOf } from "../answers.ts";
import { caveats, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import { spiffeAnswers, spiffeFacts, spiffeInputs } from "./spiffe.ts";

const guide = documentation(
  "Teleport: workload identity, federation by JWT",
  "https://goteleport.com/docs/machine-workload-identity/workload-identity/aws-oidc-federation/",
);

const url = /^https:\/\/.+\/workload-identity$/;

/** Teleport Workload Identity. */
export const teleport = workloadEntry({
  id: "teleport",
  title: "Teleport Workload Identity",
  words: ["tbot", "SPIFFE"],
  inputs: [
    issuerInput({
      example: "https://teleport.example.com/workload-identity",
      pattern: url,
      wrong: "The proxy's URL with /workload-identity.",
    }),
    ...spiffeInputs,
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "https://k8s.example.com", help: "audiences of the selector in tbot.yaml." },
  prefix: "teleport:",
  ...spiffeFacts(guide),
  recognise: (clues) => (url.test(clues.issuer) ? spiffeAnswers(clues) : undefined),
  caveats: caveats(
    guide,
    "It needs Teleport 16.4.3 or later. The trust domain is the name of the Teleport cluster.",
  ),
  setup: [
    {
      title: "An output of tbot",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `outputs:
  - type: workload-identity-jwt
    destination:
      type: directory
      path: /opt/workload-identity
    selector:
      name: deployer
    audiences: [https://k8s.example.com]
`,
        },
      ],
      source: guide,
    },
  ],
});
