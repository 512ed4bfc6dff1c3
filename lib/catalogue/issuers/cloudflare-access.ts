import { textOf } from "../answers.ts";
import { byHand, caveats, claimFacts, documentation, unproved } from "../facts.ts";
import { slugInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const guide = documentation(
  "Cloudflare: generic OIDC application",
  "https://developers.cloudflare.com/cloudflare-one/applications/configure-apps/saas-apps/generic-oidc-saas/",
);
const shape = unproved("Cloudflare Access: no page of the vendor shows a whole ID token");

const url =
  /^https:\/\/([a-z0-9-]+)\.cloudflareaccess\.com\/cdn-cgi\/access\/sso\/oidc\/([0-9a-f]+)$/;

/** Cloudflare Access: a SaaS application of the kind OIDC. */
export const cloudflareAccess = peopleEntry({
  id: "cloudflare-access",
  title: "Cloudflare Access",
  words: ["Zero Trust", "cloudflareaccess.com"],
  inputs: [
    slugInput({
      id: "team",
      label: "Team name",
      help: "What is before .cloudflareaccess.com.",
      example: "acme",
    }),
  ],
  url: (answers) =>
    `https://${textOf(answers, "team")}.cloudflareaccess.com/cdn-cgi/access/sso/oidc/${textOf(answers, "audience")}`,
  audience: {
    example: "5f3c1b2a4d6e8f70912a3b4c5d6e7f8091a2b3c4d5e6f70819203a4b5c6d7e8f",
    help: "Of the SaaS application. It is a part of the issuer too.",
  },
  prefix: "cloudflare:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["k8s-admins"],
    help: "Of the identity provider behind Access, with the scope groups.",
  },
  person: () => ({
    sub: "7335d417-61da-459d-899c-0a01c76a2f94",
    email: "jane@example.com",
    name: "Jane Doe",
  }),
  source: shape,
  recognise: ({ issuer }) => {
    const [, team, audience] = url.exec(issuer) ?? [];
    return team === undefined || audience === undefined ? undefined : { team, audience };
  },
  claims: [
    ...claimFacts(guide, [
      ["sub", "A unique identifier of the user."],
      ["email", "With the scope email."],
      ["groups", "Groups at the identity provider, with the scope groups.", "list of strings"],
    ]),
    ...claimFacts(shape, [["name", "With the scope profile."]]),
  ],
  caveats: caveats(
    shape,
    "The token that Access adds to requests (cf-access-jwt-assertion) has another issuer, without a discovery document: it cannot be used. Log in through a SaaS application of the kind OIDC.",
  ),
  setup: [
    byHand(
      "Create the application",
      guide,
      "Access → Applications → Add an application → SaaS → OIDC; scopes openid, email, groups; redirect URL http://localhost:8000; PKCE on.",
      "Add a policy that says who may log in.",
    ),
  ],
  scopes: ["email", "groups"],
});
