import { textOf } from "../answers.ts";
import { claimOf } from "../clues.ts";
import type { Answers, Persona, Source } from "../entry.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { textInput, uuid } from "../inputs.ts";
import { type PeopleFacts, peopleEntry } from "../people.ts";

const idToken: Source = {
  kind: "documentation",
  title: "Microsoft identity platform: ID token claims reference",
  url: "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference",
};
const accessToken: Source = {
  kind: "documentation",
  title: "Microsoft identity platform: access token claims reference",
  url: "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
};

const optional: Source = {
  kind: "documentation",
  title: "Microsoft identity platform: optional claims, groups",
  url: "https://learn.microsoft.com/entra/identity-platform/optional-claims",
};

const tooMany =
  "in too many groups for the token: assign groups to the application, or use app roles";

/** Microsoft Entra ID, tokens of version 2.0. */
export const entra = peopleEntry(
  entraFacts({
    id: "entra",
    title: "Microsoft Entra ID",
    words: ["Azure AD", "Azure Active Directory", "Microsoft", "AAD", "Office 365"],
    version: "2.0",
    url: (tenant) => `https://login.microsoftonline.com/${tenant}/v2.0`,
    pattern: /^https:\/\/login\.microsoftonline\.com\/([0-9a-f-]{36})\/v2\.0$/,
    caveats: [],
  }),
);

/** What both versions of Entra's tokens have in common. */
export function entraFacts(over: {
  readonly id: string;
  readonly title: string;
  readonly words: readonly string[];
  readonly version: "1.0" | "2.0";
  url(tenant: string): string;
  readonly pattern: RegExp;
  readonly caveats: PeopleFacts["caveats"];
}): PeopleFacts {
  return {
    id: over.id,
    title: over.title,
    words: over.words,
    population: {
      beside: ["entra-workload"],
      marker: `${claimText("oid")} != ${claimText("sub")}`,
      message: "tokens of applications and managed identities are not for people",
    },
    inputs: [
      textInput({
        id: "tenant",
        label: "Tenant ID",
        help: "Entra admin center → Overview. Never common or organizations: no token has them in its iss.",
        example: "72f988bf-86f1-41af-91ab-2d7cd011db47",
        pattern: uuid,
        wrong: "The tenant's ID, a UUID in lower case.",
      }),
    ],
    url: (answers) => over.url(textOf(answers, "tenant")),
    audience: {
      label: "Application (client) ID",
      help: "Of an app registration that only this cluster uses.",
      example: "6731de76-14a6-49ae-97bc-6eba6914391e",
    },
    prefix: "entra:",
    subject: "oid",
    groups: {
      claim: "groups",
      form: "list",
      example: ["2f5b0c1e-53f2-4a0b-9d3f-8f4a7a1d9c11"],
      other: "c0ffee00-1111-4222-8333-444455556666",
      help: "Object IDs: names can be reused.",
      pattern: uuid,
      wrong: "The group's object ID, a UUID in lower case.",
    },
    rules: (answers) => [
      {
        expression: isOneOf(claimText("tid"), [textOf(answers, "tenant")]),
        message: "not an account of our tenant",
      },
      {
        expression: "!has(claims._claim_names) && !has(claims.hasgroups)",
        message: tooMany,
      },
    ],
    person: (answers) => ({
      tid: textOf(answers, "tenant"),
      oid: "9a1c2e44-7c1c-4d0e-8a55-0f9e3c5b6d21",
      sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
      name: "Jane Doe",
      preferred_username: "jane@example.com",
      ver: over.version,
    }),
    personas: (answers, base) => overage(answers, base),
    source: idToken,
    recognise: (clues) => {
      const tenant = over.pattern.exec(clues.issuer)?.[1];
      const account = claimOf(clues, "oid");
      const isWorkload = account !== undefined && account === claimOf(clues, "sub");
      return tenant === undefined || isWorkload ? undefined : { tenant };
    },
    claims: [
      { name: "tid", type: "string", meaning: "The tenant of the account.", source: idToken },
      {
        name: "oid",
        type: "string",
        meaning: "The account; the same in every application.",
        source: idToken,
      },
      {
        name: "sub",
        type: "string",
        meaning: "The account, another one for each application.",
        source: idToken,
      },
      {
        name: "preferred_username",
        type: "string",
        meaning: "For display; it can change.",
        source: idToken,
      },
      { name: "name", type: "string", meaning: "For display; it can change.", source: idToken },
      {
        name: "email",
        type: "string",
        meaning: "Only if configured; not verified.",
        source: idToken,
      },
      {
        name: "groups",
        type: "list of strings",
        meaning: "Object IDs of groups, if configured; 200 at most.",
        source: optional,
      },
      {
        name: "roles",
        type: "list of strings",
        meaning: "App roles of the account.",
        source: idToken,
      },
      {
        name: "hasgroups",
        type: "boolean",
        meaning: "There are groups that are not in the token.",
        source: idToken,
      },
      {
        name: "_claim_names",
        type: "object",
        meaning: "Groups are left out: more than 200.",
        source: optional,
      },
      {
        name: "_claim_sources",
        type: "object",
        meaning: "Where the groups that are left out can be read.",
        source: optional,
      },
      {
        name: "azp",
        type: "string",
        meaning: "The client of an access token, in version 2.0; people's ID tokens have none.",
        source: accessToken,
      },
      { name: "ver", type: "string", meaning: `"${over.version}".`, source: idToken },
    ],
    caveats: [
      {
        text: "With more than 200 groups the token has none. Let the application emit the groups that are assigned to it only, or use app roles.",
        source: optional,
      },
      {
        text: "preferred_username, upn and email can pass to another person: name people by oid.",
        source: idToken,
      },
      ...over.caveats,
    ],
    setup: [
      {
        title: "Register the application",
        steps: [
          {
            kind: "do",
            text: "App registrations → New registration, accounts in this organizational directory only.",
          },
          {
            kind: "do",
            text: "Authentication → Add a platform → Mobile and desktop applications, redirect URI http://localhost:8000; allow public client flows.",
          },
          {
            kind: "do",
            text: "Token configuration → Add groups claim → Groups assigned to the application, Group ID.",
          },
          {
            kind: "do",
            text: `Manifest: set requestedAccessTokenVersion (accessTokenAcceptedVersion) to ${over.version === "2.0" ? "2" : "1"}.`,
          },
        ],
        source: optional,
      },
    ],
    scopes: ["profile", "offline_access"],
  };
}

function overage(answers: Answers, base: Persona): Persona[] {
  const { groups: _, ...claims } = base.claims;
  const endpoint = `https://graph.microsoft.com/v1.0/users/${String(claims.oid)}/getMemberObjects`;
  const refused = { verdict: "unauthorized", code: "rule-false" } as const;
  return [
    {
      id: "many-groups",
      title: "A member of more than 200 groups",
      claims: {
        ...claims,
        _claim_names: { groups: "src1" },
        _claim_sources: { src1: { endpoint } },
      },
      want: { ...refused, message: tooMany },
      source: optional,
    },
    {
      id: "other-tenant",
      title: "An account of another tenant, as an issuer for all tenants would give",
      claims: { ...base.claims, tid: "9188040d-6c67-4c5b-b112-36a304b66dad" },
      want: { ...refused, message: "not an account of our tenant" },
      source: idToken,
    },
    {
      id: "application",
      title: "An application or managed identity of the tenant",
      claims: { ...base.claims, sub: base.claims.oid, azp: textOf(answers, "audience") },
      want: {
        ...refused,
        message: "tokens of applications and managed identities are not for people",
      },
      source: accessToken,
    },
  ];
}
