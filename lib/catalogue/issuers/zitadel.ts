import { textOf } from "../answers.ts";
import { hasClaim, hasEndpoint, known } from "../clues.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { digits, issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const claims = documentation("ZITADEL: claims", "https://zitadel.com/docs/apis/openidoauth/claims");

const roles = "urn:zitadel:iam:org:project:roles";

/** ZITADEL: roles of a project become groups. */
export const zitadel = peopleEntry({
  id: "zitadel",
  title: "ZITADEL",
  words: ["zitadel.cloud"],
  inputs: [
    issuerInput({
      label: "Instance",
      example: "https://acme-x1.zitadel.cloud",
      pattern: /[^/]$/,
      wrong: "Without a slash at the end.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: {
    example: "234567890123456789",
    help: "Of an application that only this cluster uses.",
  },
  prefix: "zitadel:",
  groups: { claim: roles, form: "keys", example: ["admin"], help: "Keys of roles of the project." },
  // All clients of the project are in the audience.
  person: (answers) => ({
    aud: [textOf(answers, "audience"), "234567890123450000"],
    sub: "77000000000000077",
    amr: ["pwd"],
    azp: textOf(answers, "audience"),
    client_id: textOf(answers, "audience"),
  }),
  source: claims,
  recognise: (clues) => {
    const fits =
      /^https:\/\/[a-z0-9.-]+\.zitadel\.cloud$/.test(clues.issuer) ||
      hasClaim(clues, roles) ||
      (hasEndpoint(clues, "authorization_endpoint", /\/oauth\/v2\/authorize$/) &&
        hasEndpoint(clues, "userinfo_endpoint", /\/oidc\/v1\/userinfo$/));
    if (!fits || clues.issuer === "") return undefined;
    const { client_id: client } = clues.claims;
    return known({
      url: clues.issuer,
      audience: typeof client === "string" && digits.test(client) ? client : undefined,
    });
  },
  claims: claimFacts(claims, [
    ["sub", "The user's id."],
    [roles, "Roles of the project: an object with the role as the key.", "object"],
    ["azp", "The client."],
    ["client_id", "The client."],
    ["amr", "How the user logged in.", "list of strings"],
    ["preferred_username", "Only if the application puts user info into the ID token."],
    ["email", "Only if the application puts user info into the ID token."],
  ]),
  caveats: caveats(
    claims,
    "Roles are an object. groups.claim on it refuses every login; the expression takes its keys.",
    "A role of the same key that another organization grants counts as well.",
    "aud holds every client of the project and the project itself: a token of another client of the project is accepted. Give the cluster a project of its own.",
    "Roles are in the token only with Assert Roles on Authentication, or with the scope for roles.",
  ),
  setup: [
    byHand(
      "Create the project and the application",
      claims,
      "Projects → Create; roles such as admin and view; turn on Assert Roles on Authentication.",
      "Applications → New → Native; redirect URIs http://localhost:8000 and http://localhost:18000.",
      "Token settings: Add user roles to the ID token.",
      "Authorizations → New: give people their roles.",
    ),
  ],
  scopes: ["profile", "offline_access", "urn:zitadel:iam:org:projects:roles"],
});
