import { listOf, textOf } from "../answers.ts";
import { hasClaim, hasEndpoint, known } from "../clues.ts";
import { isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { issuerInput, textInput, trimmed } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const scopes = documentation(
  "Dex: scopes, claims and clients",
  "https://dexidp.io/docs/configuration/custom-scopes-claims-clients/",
);

const otherConnector = "not from a connector that may enter";

/** Dex. */
export const dex = peopleEntry({
  id: "dex",
  title: "Dex",
  words: ["dexidp", "Argo CD"],
  inputs: [
    issuerInput({
      example: "https://dex.example.com",
      help: "As in Dex's configuration under issuer.",
    }),
    textInput({
      id: "connectors",
      kind: "list",
      label: "Connectors",
      help: "Only people of these: groups of two connectors can have the same name. Empty for all.",
      example: ["github"],
      default: [],
      required: false,
      pattern: trimmed,
      wrong: "The id of a connector.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "kubernetes" },
  prefix: "dex:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["acme:sre"],
    help: "As the connector names them.",
  },
  rules: (answers) => {
    const connectors = listOf(answers, "connectors");
    if (connectors.length === 0) return [];
    const connector = 'claims.?federated_claims.?connector_id.orValue("")';
    return [{ expression: isOneOf(connector, connectors), message: otherConnector }];
  },
  person: (answers) => ({
    sub: "CgMxMjMSBmdpdGh1Yg",
    name: "Jane Doe",
    preferred_username: "jane",
    email: "jane@example.com",
    email_verified: true,
    federated_claims: {
      connector_id: listOf(answers, "connectors")[0] ?? "github",
      user_id: "123",
    },
  }),
  personas: (answers, { claims, want, source }) => [
    {
      id: "other-connector",
      title: "The same names from another connector",
      claims: { ...claims, federated_claims: { connector_id: "ldap", user_id: "123" } },
      want:
        listOf(answers, "connectors").length > 0
          ? { verdict: "unauthorized", code: "rule-false", message: otherConnector }
          : want,
      source,
    },
  ],
  source: scopes,
  recognise: (clues) => {
    const { federated_claims: federated } = clues.claims;
    const id =
      typeof federated === "object" && federated !== null
        ? Reflect.get(federated, "connector_id")
        : undefined;
    const fits =
      hasClaim(clues, "federated_claims") ||
      /\/dex$/.test(clues.issuer) ||
      (hasEndpoint(clues, "authorization_endpoint", /\/auth$/) &&
        hasEndpoint(clues, "device_authorization_endpoint", /\/device\/code$/));
    if (!fits || clues.issuer === "") return undefined;
    return known({ url: clues.issuer, connectors: typeof id === "string" ? [id] : undefined });
  },
  claims: claimFacts(scopes, [
    ["sub", "Connector and user, encoded."],
    ["groups", "Groups, with the scope groups.", "list of strings"],
    ["federated_claims", "connector_id and user_id, with the scope federated:id.", "object"],
    ["email", "With the scope email."],
    ["email_verified", "As the connector says.", "boolean"],
    ["name", "With the scope profile."],
    ["preferred_username", "With the scope profile; it can change."],
  ]),
  caveats: caveats(
    scopes,
    "Groups are not kept apart by connector: a person who controls a group's name at one connector has what is bound to that name.",
    "For a rule on the connector, the client must ask for the scope federated:id.",
  ),
  setup: [
    {
      title: "Add the client to Dex's configuration",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `staticClients:
  - id: kubernetes
    name: Kubernetes
    public: true
    redirectURIs:
      - http://localhost:8000
      - http://localhost:18000
`,
        },
      ],
      source: scopes,
    },
  ],
  scopes: ["profile", "email", "groups", "federated:id", "offline_access"],
});
