import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { issuerInput, textInput, uuidInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "Vault: identity tokens",
  "https://developer.hashicorp.com/vault/docs/secrets/identity/identity-token",
);

const url = /\/v1\/(?:[^\s]{1,500}\/)?identity\/oidc(?:\/provider\/[^/]+)?$/;

const messages = { entity: "not one of our entities", namespace: "not our namespace" } as const;

/** Entities of Vault and OpenBao, by identity tokens. */
export const vault = workloadEntry({
  id: "vault",
  title: "Vault",
  words: ["HashiCorp", "OpenBao", "identity token"],
  inputs: [
    issuerInput({
      example: "https://vault.example.com:8200/v1/identity/oidc",
      help: "The issuer of identity/oidc/config, else the address of Vault with /v1/identity/oidc.",
      pattern: url,
      wrong: "It ends with /identity/oidc, or with /identity/oidc/provider/NAME.",
    }),
    uuidInput({
      id: "entities",
      kind: "list",
      label: "Entity IDs",
      help: "vault read -field=id identity/entity/name/NAME",
      example: ["a2cd63d3-5364-406f-980e-8d71bb0692f5"],
    }),
    textInput({
      id: "namespace",
      label: "Namespace",
      help: "As in the token: root if there is none.",
      example: "root",
      default: "root",
      pattern: /^\S+$/,
      wrong: "Without spaces.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "LTNFkkHVc5dOQjvPzdtErkpmkH", help: "client_id of the role." },
  prefix: "vault:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("sub"), listOf(answers, "entities")),
      message: messages.entity,
    },
    {
      expression: isOneOf(claimText("namespace"), [textOf(answers, "namespace")]),
      message: messages.namespace,
    },
  ],
  name: () => claimText("sub"),
  token: (answers) => {
    const [entity = ""] = listOf(answers, "entities");
    return {
      title: "The entity",
      claims: { sub: entity, namespace: textOf(answers, "namespace") },
      name: entity,
    };
  },
  variants: () => [
    refusal(
      "other-entity",
      "Another entity",
      { sub: "00000000-0000-4000-8000-000000000001" },
      messages.entity,
    ),
    refusal(
      "other-namespace",
      "The same in another namespace",
      { namespace: "team-a" },
      messages.namespace,
    ),
    refusal("no-sub", "A token without sub", { sub: undefined }, messages.entity),
    refusal(
      "no-namespace",
      "A token without namespace",
      { namespace: undefined },
      messages.namespace,
    ),
  ],
  source: guide,
  recognise: (clues) => {
    if (!url.test(clues.issuer)) return undefined;
    const entity = claimOf(clues, "sub");
    return known({
      url: clues.issuer,
      entities: listed(entity),
      namespace: claimOf(clues, "namespace"),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "The entity's ID."],
    ["namespace", "The namespace."],
  ]),
  caveats: caveats(
    guide,
    "Other claims come from the role's template: a user who can write the template decides what they say.",
    "The API server must be able to reach the issuer's URL, and the discovery document must name it exactly.",
  ),
  setup: [
    {
      title: "Create the role and read a token",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `vault write identity/oidc/key/kubernetes allowed_client_ids="*" algorithm=RS256
vault write identity/oidc/role/kubernetes key=kubernetes ttl=10m
vault read -field=client_id identity/oidc/role/kubernetes
vault read -field=token identity/oidc/token/kubernetes
`,
        },
      ],
      source: guide,
    },
  ],
});
