import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimList, claimText, isOneOf, prefixEach } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { choiceInput, textInput, uuid, uuidInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const reference = documentation(
  "Microsoft identity platform: access token claims reference",
  "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
);
const identity = documentation(
  "Managed identities: get a token on a virtual machine",
  "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
);

const second = /^https:\/\/login\.microsoftonline\.com\/([0-9a-f-]{36})\/v2\.0$/;
const first = /^https:\/\/sts\.windows\.net\/([0-9a-f-]{36})\/$/;

const messages = {
  marker: "tokens of people are not for workloads",
  tenant: "not an identity of our tenant",
  identity: "not one of our identities",
} as const;

/** Managed identities and applications of Entra ID. */
export const entraWorkload = workloadEntry({
  id: "entra-workload",
  title: "Azure managed identities and applications",
  words: ["Entra ID", "Azure AD", "service principal", "MSI"],
  population: {
    beside: ["entra", "entra-v1"],
    marker: `${claimText("oid")} == ${claimText("sub")}`,
    message: messages.marker,
  },
  inputs: [
    textInput({
      id: "tenant",
      label: "Tenant ID",
      example: "72f988bf-86f1-41af-91ab-2d7cd011db47",
      pattern: uuid,
      wrong: "The tenant's ID, a UUID in lower case.",
    }),
    choiceInput({
      id: "version",
      label: "Token version of the application that the token is for",
      default: "2.0",
      options: [
        { value: "2.0", label: "2.0 (requestedAccessTokenVersion 2)" },
        { value: "1.0", label: "1.0 (the default of an API)" },
      ],
    }),
    uuidInput({
      id: "identities",
      kind: "list",
      label: "Object IDs of service principals",
      help: "Of the managed identity or enterprise application, not of the app registration.",
      example: ["a1b2c3d4-0000-4000-8000-123456789abc"],
    }),
  ],
  url: (answers) => {
    const tenant = textOf(answers, "tenant");
    return textOf(answers, "version") === "1.0"
      ? `https://sts.windows.net/${tenant}/`
      : `https://login.microsoftonline.com/${tenant}/v2.0`;
  },
  audience: {
    example: "6731de76-14a6-49ae-97bc-6eba6914391e",
    help: "In version 2.0 the application's client ID; in 1.0 the URI that was asked for, api://….",
  },
  prefix: "entra-app:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("tid"), [textOf(answers, "tenant")]),
      message: messages.tenant,
    },
    {
      expression: isOneOf(claimText("oid"), listOf(answers, "identities")),
      message: messages.identity,
    },
  ],
  name: () => claimText("oid"),
  groups: (answers) => prefixEach(claimList("roles"), `${textOf(answers, "prefix")}role:`),
  token: (answers) => {
    const [id = ""] = listOf(answers, "identities");
    return {
      title: "The managed identity, with an app role",
      claims: {
        azp: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        oid: id,
        sub: id,
        tid: textOf(answers, "tenant"),
        ver: textOf(answers, "version"),
        roles: ["Deploy"],
      },
      name: id,
      groups: [`${textOf(answers, "prefix")}role:Deploy`],
    };
  },
  variants: (answers) => [
    {
      id: "no-roles",
      title: "The identity without app roles",
      claims: { roles: undefined },
      want: { name: listOf(answers, "identities")[0] ?? "" },
    },
    refusal(
      "other-identity",
      "Another identity of the tenant",
      {
        oid: "00000000-0000-4000-8000-000000000001",
        sub: "00000000-0000-4000-8000-000000000001",
      },
      messages.identity,
    ),
    refusal(
      "other-tenant",
      "An identity of another tenant",
      { tid: "00000000-0000-4000-8000-000000000002" },
      messages.tenant,
    ),
    refusal(
      "person",
      "A person of the tenant",
      { sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ" },
      messages.marker,
    ),
    refusal("no-oid", "A token without oid", { oid: undefined }, messages.marker),
  ],
  source: reference,
  recognise: (clues) => {
    const tenant = (second.exec(clues.issuer) ?? first.exec(clues.issuer))?.[1];
    const id = claimOf(clues, "oid");
    if (tenant === undefined || (id !== claimOf(clues, "sub") && id !== undefined))
      return undefined;
    return known({
      tenant,
      version: clues.issuer.endsWith("/") ? "1.0" : "2.0",
      identities: listed(id),
    });
  },
  claims: claimFacts(reference, [
    ["oid", "The service principal."],
    ["sub", "The same for applications; for people another one for each application."],
    ["tid", "The tenant."],
    ["azp", "The client ID, in version 2.0."],
    ["appid", "The client ID, in version 1.0."],
    ["roles", "App roles.", "list of strings"],
    ["ver", "1.0 or 2.0."],
  ]),
  caveats: caveats(
    reference,
    "oid is equal to sub in tokens of applications. People of the tenant have the same issuer: the first rule keeps them out.",
    "App roles become groups with role: in their names.",
  ),
  setup: [
    {
      title: "Get a token on a virtual machine",
      steps: [
        {
          kind: "do",
          text: "Register an application for the cluster, with an Application ID URI; it is the audience.",
        },
        {
          kind: "code",
          language: "sh",
          text: `curl -sSf -H Metadata:true "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=api%3A%2F%2Fk8s" | jq -r .access_token
`,
        },
      ],
      source: identity,
    },
  ],
});
