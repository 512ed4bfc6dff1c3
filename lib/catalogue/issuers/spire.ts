import { textOf } from "../answers.ts";
import { claimOf } from "../clues.ts";
import { caveats, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import { spiffeAnswers, spiffeFacts, spiffeInputs } from "./spiffe.ts";

const svid = documentation(
  "SPIFFE: the JWT SPIFFE Verifiable Identity Document",
  "https://github.com/spiffe/spiffe/blob/main/standards/JWT-SVID.md",
);
const server = documentation(
  "SPIRE: server configuration and OIDC discovery provider",
  "https://spiffe.io/docs/latest/deploying/spire_server/",
);

/** Workloads of SPIRE, by JWT-SVIDs. */
export const spire = workloadEntry({
  id: "spire",
  title: "SPIRE (SPIFFE)",
  words: ["JWT-SVID", "workload identity"],
  inputs: [
    issuerInput({
      example: "https://oidc.example.org",
      help: "jwt_issuer of the server: the address of the OIDC discovery provider.",
    }),
    ...spiffeInputs,
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "https://k8s.example.com", help: "Asked for by the workload." },
  prefix: "spire:",
  ...spiffeFacts(svid),
  recognise: (clues) =>
    clues.issuer !== "" && claimOf(clues, "sub")?.startsWith("spiffe://")
      ? spiffeAnswers(clues)
      : undefined,
  caveats: [
    ...caveats(
      svid,
      "Tokens live for five minutes by default: the client has to ask for new ones.",
    ),
    ...caveats(
      server,
      "jwt_issuer must be set, and the OIDC discovery provider must run at that URL: without them the token has no iss that the server could find keys for.",
    ),
  ],
  setup: [
    {
      title: "Ask for the token",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: "spire-agent api fetch jwt -audience https://k8s.example.com -output json\n",
        },
      ],
      source: server,
    },
  ],
});
