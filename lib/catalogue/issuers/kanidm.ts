import { textOf } from "../answers.ts";
import { caveats, claimFacts, code, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const book = documentation(
  "Kanidm: OAuth2",
  "https://kanidm.github.io/kanidm/stable/integrations/oauth2.html",
);

const server = code(
  "Kanidm: how the ID token is made",
  "https://github.com/kanidm/kanidm/blob/master/server/lib/src/idm/oauth2.rs",
);

const url = /\/oauth2\/openid\/([^/]+)$/;

/** Kanidm: groups by their full name. */
export const kanidm = peopleEntry({
  id: "kanidm",
  title: "Kanidm",
  words: ["idm"],
  inputs: [
    issuerInput({
      example: "https://idm.example.com/oauth2/openid/k8s",
      help: "Each client has an issuer of its own.",
      pattern: url,
      wrong: "It ends with /oauth2/openid/ and the client's name.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "k8s" },
  prefix: "kanidm:",
  groups: {
    claim: "groups",
    form: "list",
    keep: 'g.contains("@")',
    example: ["k8s_admins@idm.example.com"],
    other: "another_group@idm.example.com",
    help: "Names with their domain.",
    pattern: /^[^\s@]+@[^\s@]+$/,
    wrong: "The group's name, @ and the domain of Kanidm.",
  },
  person: () => ({
    sub: "d6a1f2b3-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
    azp: "k8s",
    name: "Jane Doe",
    preferred_username: "jane@idm.example.com",
    email: "jane@example.com",
    email_verified: true,
    scopes: ["openid", "groups"],
  }),
  personas: (_, { claims, want, source }) => [
    {
      id: "ids-too",
      title: "A token whose groups are there by name and by id",
      claims: {
        ...claims,
        groups: [...groupsOf(claims), "00000000-0000-0000-0000-000000000001"],
      },
      want,
      source,
    },
  ],
  source: book,
  recognise: ({ issuer }) => {
    const client = url.exec(issuer)?.[1];
    return client === undefined ? undefined : { url: issuer, audience: client };
  },
  claims: [
    ...claimFacts(book, [
      ["sub", "The account's UUID."],
      ["groups", "Each group by its UUID and by its name with domain.", "list of strings"],
      ["preferred_username", "Name with domain; its owner can change it."],
      ["name", "For display."],
      ["email", "With the scope email."],
      ["email_verified", "Whether the address is confirmed.", "boolean"],
      ["scopes", "The scopes that were granted.", "list of strings"],
    ]),
    ...claimFacts(server, [["azp", "The client."]]),
  ],
  caveats: caveats(
    book,
    "Tokens are signed with ES256. The old flag --oidc-signing-algs has to name it; the file needs nothing.",
    "groups holds every group twice, by name and by id. The mapping keeps the names.",
    "A user can change the own name: name people by sub.",
  ),
  setup: [
    {
      title: "Create the client and the group",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `kanidm system oauth2 create-public k8s Kubernetes http://localhost:8000
kanidm system oauth2 enable-localhost-redirects k8s
kanidm group create k8s_users
kanidm system oauth2 update-scope-map k8s k8s_users openid email profile groups
kanidm group add-members k8s_users jane
kanidm system oauth2 get k8s
`,
        },
      ],
      source: book,
    },
  ],
  scopes: ["profile", "email", "groups"],
});

function groupsOf({ groups }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(groups) ? groups : [];
}
