import { describe, expect, test } from "vitest";
import { exampleAnswers } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers, CatalogueEntry } from "../catalogue/entry.ts";
import { type Minor, minors } from "../kube/minor.ts";
import { lintConfiguration } from "../lint/lint.ts";
import { type Composed, composeIssuer } from "./compose-issuer.ts";
import { judgeClaims } from "./judge.ts";

const now = 1_790_000_000;

function compose(
  text: string,
  id: string,
  over: Answers = {},
  minor: Minor = 34,
): Promise<Composed> {
  const entry = find(id);
  const answers = { ...exampleAnswers(entry), ...over };
  return composeIssuer({ text, entry, answers, minor, now });
}

function find(id: string): CatalogueEntry {
  const entry = catalogue.find((each) => each.id === id);
  if (entry === undefined) throw new Error(id);
  return entry;
}

async function textAfter(text: string, id: string, over?: Answers, minor?: Minor): Promise<string> {
  const composed = await compose(text, id, over, minor);
  return composed.kind === "composed" ? composed.text : `refused: ${composed.reason}`;
}

const kanidm = `issuer:
    url: https://idm.example.com/oauth2/openid/k8s
    audiences:
    - k8s
  claimValidationRules:
  - expression: claims.?sub.orValue("") != ""
    message: the token has no sub
  claimMappings:
    username:
      expression: '"kanidm:" + claims.?sub.orValue("")'
    groups:
      expression: dyn(claims.?groups.orValue([])).filter(g, g.contains("@")).map(g, "kanidm:" + g)
  userValidationRules:
  - expression: '!user.username.startsWith("system:")'
    message: 'names under system: are reserved'
  - expression: user.groups.all(group, !group.startsWith("system:"))
    message: 'groups under system: are reserved'
`;

describe("a new entry", () => {
  test.each<{ name: string; text: string; minor?: Minor; want: string }>([
    {
      name: "from an empty page, with the version of the file of 1.34",
      text: "",
      want: `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- ${kanidm}`,
    },
    {
      name: "from an empty page, with the version of the file of 1.33",
      text: "",
      minor: 33,
      want: `apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt:\n- ${kanidm}`,
    },
    {
      name: "below comments that are alone",
      text: "# our cluster",
      want: `# our cluster\napiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- ${kanidm}`,
    },
    {
      name: "with the head that is missing",
      text: "# ours\njwt:\n",
      want: `# ours\napiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- ${kanidm}`,
    },
    {
      name: "in place of an empty list, before what follows",
      text: "kind: AuthenticationConfiguration\njwt: [] # none yet\nanonymous:\n  enabled: false\napiVersion: apiserver.config.k8s.io/v1\n",
      want: `kind: AuthenticationConfiguration\njwt:\n- ${kanidm.trimEnd()} # none yet\nanonymous:\n  enabled: false\napiVersion: apiserver.config.k8s.io/v1\n`,
    },
  ])("$name", async ({ text, minor, want }) => {
    expect(await textAfter(text, "kanidm", {}, minor)).toBe(want);
  });

  const indented = `# The cluster of the platform team.
apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
    # People.
    - issuer:
          url: https://login.example.com # ours
          audiences:
              - kubernetes
      claimMappings:
          username:
              claim: sub
              prefix: "corp:"
# The end.
`;
  test("indented as the text is, with its comments as they were", async () => {
    const after = await textAfter(indented, "google");
    expect(after.startsWith(indented.replace("# The end.\n", ""))).toBe(true);
    expect(after.endsWith("# The end.\n")).toBe(true);
    expect(after).toContain(`    - issuer:
          url: https://accounts.google.com
          audiences:
              - 123456789012-abc.apps.googleusercontent.com
      claimValidationRules:
          - expression: has(claims.hd)
            message: only accounts of a Google Workspace
`);
  });

  test("in flow style, as JSON stays JSON", async () => {
    const text =
      '{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": []}';
    const after = await textAfter(text, "kanidm");
    expect(JSON.parse(after).jwt[0].issuer).toEqual({
      url: "https://idm.example.com/oauth2/openid/k8s",
      audiences: ["k8s"],
    });
  });

  test.each([
    {
      name: "a text that is no YAML",
      text: "jwt: [",
      want: "refused: The configuration cannot be read (yaml: line 1: did not find expected node content). Correct it first.",
    },
    {
      name: "a field that the server does not know",
      text: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuers: {}\n",
      want: 'refused: The server refuses the configuration as it is (strict decoding error: unknown field "jwt[0].issuers"). Correct it first.',
    },
    {
      name: "another object",
      text: "apiVersion: v1\nkind: Secret\n",
      want: "refused: The text is no AuthenticationConfiguration, so that nothing can be added to it.",
    },
  ])("refused for $name", async ({ text, want }) => {
    expect(await textAfter(text, "kanidm")).toBe(want);
  });
});

describe("Entra and GitHub Actions", () => {
  test.each(minors)(
    "on 1.%i there is no finding above info, and users that are not meant get 401",
    async (minor) => {
      const text = await textAfter("", "entra", { who: "groups" }, minor);
      const composed = await compose(text, "github-actions", {}, minor);
      if (composed.kind === "refused") throw new Error(composed.reason);
      const { loaded } = composed;
      expect(loaded.diagnostics).toEqual([]);
      const findings = lintConfiguration({
        text: composed.text,
        minor,
        target: "kubeadm",
        loaded,
        now,
      });
      expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
      for (const [id, over] of [
        ["entra", { who: "groups" }],
        ["github-actions", {}],
      ] as const) {
        const entry = find(id);
        for (const persona of entry.personas({ ...exampleAnswers(entry), ...over })) {
          const { want } = persona;
          const got =
            loaded.compiled && (await judgeClaims(loaded.compiled, persona.claims, { minor, now }));
          expect({ persona: persona.id, user: got?.user?.username }).toEqual({
            persona: persona.id,
            user: want.verdict === "authenticated" ? want.username : undefined,
          });
        }
      }
    },
  );
});

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n";

describe("an entry that has the URL already", () => {
  test("written by hand, by claims and prefixes: the same in expressions, comments and style kept", async () => {
    const text = `${head}# GitLab
- issuer:
    url: https://gitlab.com
    audiences: [app] # the application
  claimValidationRules:
  - expression: '!has( claims.job_id )' # people
  # only ours
  - claim: namespace # exact
    requiredValue: acme
  - expression: |
      claims.?email_verified.orValue(true) // or missing
      || false
  claimMappings:
    username:
      claim: preferred_username # their name
      prefix: "gitlab:"
    groups: {claim: groups_direct, prefix: "gitlab:"}
    uid:
      claim: sub
- issuer: {url: https://other.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "o:"}}
`;
    const composed = await compose(text, "gitlab-ci");
    if (composed.kind === "refused") throw new Error(composed.reason);
    expect(composed).toMatchObject({ kind: "composed", merge: { index: 0 } });
    expect(composed.kind === "composed" && composed.merge?.differences).toEqual([
      "Tokens without groups_direct that name distributed claims are refused: an expression cannot fetch these.",
    ]);
    expect(composed.text).toBe(`${head}# GitLab
- issuer:
    url: https://gitlab.com
    audiences: [app, "https://k8s.example.com"] # the application
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  # only ours
  - expression: 'has(claims.job_id) ? true : claims[?"namespace"].orValue("") == "acme"' # exact
    message: 'namespace must be acme'
  - expression: |-
      has(claims.job_id) ? true : claims.?email_verified.orValue(true) // or missing
      || false
  - expression: 'has(claims.job_id) ? true : claims.?groups_direct.hasValue() || !has(claims._claim_names)'
    message: 'the token has its groups_direct elsewhere (distributed claims)'
  - expression: 'has(claims.job_id) ? true : dyn(type(claims.aud) == string ? [claims.aud] : claims.aud).exists(a, a == "app")'
    message: 'the token is for another audience'
  - expression: 'has(claims.job_id) ? dyn(type(claims.aud) == string ? [claims.aud] : claims.aud).exists(a, a == "https://k8s.example.com") : true'
    message: 'the token is for another audience'
  - expression: 'has(claims.job_id) ? claims.?project_id.orValue("") == "4711" : true'
    message: 'not one of our projects'
  - expression: 'has(claims.job_id) ? claims.?ref_protected.orValue("") == "true" : true'
    message: 'not from a protected branch or tag'
  claimMappings:
    username:
      expression: 'has(claims.job_id) ? "gitlab-ci:" + claims.?project_id.orValue("") + ":" + claims.?ref_path.orValue("") : "gitlab:" + (claims.preferred_username == null ? "" : dyn(claims.preferred_username))' # their name
    groups: {"expression": "has(claims.job_id) ? [] : (claims.?groups_direct.orValue(null) == null ? [] : (type(claims.groups_direct) == list ? dyn(claims.groups_direct) : [dyn(claims.groups_direct)]).map(g, \\"gitlab:\\" + (g == null ? \\"\\" : dyn(g))))"}
    uid:
      expression: 'has(claims.job_id) ? "" : (claims.sub == null ? "" : dyn(claims.sub))'
- issuer: {url: https://other.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "o:"}}
`);
  });

  test("names without a beginning of their own are said", async () => {
    const text = `${head}- issuer: {url: "https://accounts.google.com", audiences: [app]}
  claimValidationRules: [{claim: hd, requiredValue: example.com}]
  claimMappings: {username: {claim: email, prefix: ""}}
`;
    const composed = await compose(text, "google-workload");
    expect(composed.kind === "composed" && composed.merge?.differences).toEqual([
      "A token whose email is null or empty had an empty user name and is refused now.",
      "User names of jwt[0] have no beginning of their own: one could be the same as a new one. Give them a prefix.",
    ]);
  });

  test("rules about the user of the entry hold for its own names only, and extra stays with its tokens", async () => {
    const text = `${head}- issuer:
    url: https://gitlab.com
    audiences: [k8s]
  claimValidationRules:
  - expression: "!has(claims.job_id)"
  claimMappings:
    username: {expression: '"gitlab:" + claims.sub'}
    extra:
    - {key: example.com/name, valueExpression: claims.name}
  userValidationRules:
  - expression: user.username.size() < 20
`;
    const after = await textAfter(text, "gitlab-ci", { audience: "k8s" });
    expect(after).toContain(
      `  - expression: 'user.username.startsWith("gitlab-ci:") ? true : user.username.size() < 20'`,
    );
    expect(after).toContain("'has(claims.job_id) ? [] : claims.name'");
  });

  const people = `${head}- issuer: {url: "https://gitlab.com", audiences: [app]}
  claimValidationRules:
  - expression: 'claims.?job_id.orValue("") == "" || claims.?kind.orValue("") == "robot"'
  claimMappings:
    username: {claim: preferred_username, prefix: "gitlab:"}
`;
  const guide = `${head}- issuer: {url: "https://gitlab.com", audiences: [app, "https://k8s.example.com"], audienceMatchPolicy: MatchAny}
  claimMappings:
    username:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
`;
  // A text, or the entries of the catalogue that it is composed of.
  test.each<{
    name: string;
    text: string | readonly string[];
    id?: string;
    over?: Answers;
    want: string;
  }>([
    {
      name: "nothing tells the tokens apart",
      text: `${head}- issuer: {url: "https://idm.example.com/oauth2/openid/k8s", audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "k:"}}
`,
      id: "kanidm",
      want: "jwt[0] has this URL already, and the server takes one entry a URL. Nothing tells its tokens from those of Kanidm: change that entry.",
    },
    {
      name: "the entry is for the same tokens",
      text: ["gitlab-ci"],
      over: { projects: ["1"] },
      want: "jwt[0] is for these tokens already: change its rules instead.",
    },
    {
      name: "both are in it",
      text: ["gitlab", "gitlab-ci"],
      over: { projects: ["1"] },
      want: "jwt[0] tells these tokens from others already: change it there instead.",
    },
    {
      name: "both are in it, for the one that was there first",
      text: ["gitlab", "gitlab-ci"],
      id: "gitlab",
      want: "jwt[0] tells these tokens from others already: change it there instead.",
    },
    {
      name: "jobs have other names today",
      text: guide,
      want: "It would change what becomes of tokens that jwt[0] is about. A job of project 4711, branch main: the entry lets it in as gitlab-ci:project_path:acme/app:ref_type:branch:ref:main today, and the new one would as gitlab-ci:4711:refs/heads/main.",
    },
    {
      name: "its names can begin as the new ones",
      text: people,
      over: { prefix: "gitlab:" },
      want: "Names of jwt[0] can begin with gitlab: too. Choose another beginning for the new ones.",
    },
    {
      name: "rules about the user cannot be kept apart",
      text: `${head}- issuer: {url: "https://accounts.google.com", audiences: [app]}
  claimValidationRules: [{claim: hd, requiredValue: example.com}]
  claimMappings: {username: {claim: email, prefix: ""}}
  userValidationRules: [{expression: 'user.username.endsWith("@example.com")'}]
`,
      id: "google-workload",
      want: "jwt[0] has rules about the user, and its names have no beginning of their own: one could begin with gcp:, and the rules would not hold for it. Give its names a prefix first.",
    },
    {
      name: "strangers' jobs get in today",
      text: `${head}- issuer: {url: "https://gitlab.com", audiences: [app]}
  claimMappings: {username: {claim: sub, prefix: "gitlab:"}}
`,
      want: "It would change what becomes of tokens that jwt[0] is about. A job of project 4711, branch main: gitlab:project_path:acme/app:ref_type:branch:ref:main would become 401. If such tokens are to stay out, add the rule !has(claims.job_id) to jwt[0] first.",
    },
    {
      name: "the configuration has an error",
      text: `${people}- issuer: {url: "http://idp.example.com", audiences: [app]}\n  claimMappings: {username: {claim: sub, prefix: ""}}\n`,
      want: "jwt[0] has this URL already, and the server takes one entry a URL. The two can be merged once the configuration has no errors.",
    },
    {
      name: "an anchor brings in a part of it",
      text: `${head}- issuer: {url: "https://gitlab.com", audiences: [app]}
  claimMappings: &mappings
    username: {claim: preferred_username, prefix: "gitlab:"}
- issuer: {url: "https://other.example.com", audiences: [app]}
  claimMappings: *mappings
`,
      want: "The text of the entry cannot be changed safely: parts of it may be brought in by anchors, or be written twice.",
    },
    {
      name: "a rule has no expression with the same meaning",
      text: people.replace(
        "  claimMappings:",
        '  - {claim: hd, requiredValue: ""}\n  claimMappings:',
      ),
      want: "The rule that hd must be empty has no expression with the same meaning.",
    },
  ])("is refused if $name", async ({ text, id = "gitlab-ci", over, want }) => {
    let before = typeof text === "string" ? text : "";
    for (const one of typeof text === "string" ? [] : text) before = await textAfter(before, one);
    expect(await textAfter(before, id, over)).toBe(`refused: ${want}`);
  });

  test("is refused if a token of the visitor would become another user", async () => {
    const claims = {
      iss: "https://gitlab.com",
      aud: "app",
      job_id: "1",
      preferred_username: "robot",
      kind: "robot",
    };
    const entry = find("gitlab-ci");
    const request = {
      text: people,
      entry,
      answers: exampleAnswers(entry),
      minor: 37 as const,
      now,
    };
    const url = '"https://gitlab.com"';
    const at = people.indexOf(url);
    expect((await composeIssuer(request)).kind).toBe("composed");
    expect(await composeIssuer({ ...request, tokens: [{ title: "The robot", claims }] })).toEqual({
      kind: "refused",
      reason:
        "It would change what becomes of tokens that jwt[0] is about. The robot: gitlab:robot would become 401. If such tokens are to stay out, add the rule !has(claims.job_id) to jwt[0] first.",
      entry: { start: at, end: at + url.length },
    });
  });
});
