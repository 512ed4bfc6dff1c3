import { listOf, textOf } from "../answers.ts";
import { claimOf, known } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { digits, slugInput, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "Fly.io: OpenID Connect",
  "https://fly.io/docs/security/openid-connect/",
);

const host = /^https:\/\/oidc\.fly\.io\/([a-z0-9-]+)$/;

const messages = { organization: "not our organization", app: "not one of our apps" } as const;

// The vendor's page shows a text, a published token a number; whole numbers of both kinds give the same text.
const app = '(has(claims.app_id) ? string(int(claims.app_id)) : "")';

/** Machines of Fly.io. */
export const fly = workloadEntry({
  id: "fly",
  title: "Fly.io machines",
  words: ["Fly Machines", "flyctl"],
  inputs: [
    slugInput({
      id: "slug",
      label: "Organization",
      help: "The slug.",
      example: "acme",
    }),
    textInput({
      id: "organization",
      label: "Organization ID",
      help: "org_id of a token.",
      example: "29873298",
      pattern: digits,
      wrong: "A number.",
    }),
    textInput({
      id: "apps",
      kind: "list",
      label: "App IDs",
      help: "app_id of a token.",
      example: ["3671581"],
      pattern: digits,
      wrong: "A number.",
    }),
  ],
  url: (answers) => `https://oidc.fly.io/${textOf(answers, "slug")}`,
  audience: {
    example: "https://k8s.example.com",
    help: "Chosen by the machine; by default https://fly.io/ORGANIZATION.",
  },
  prefix: "fly:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("org_id"), [textOf(answers, "organization")]),
      message: messages.organization,
    },
    { expression: isOneOf(app, listOf(answers, "apps")), message: messages.app },
  ],
  name: () => app,
  token: (answers) => {
    const [id = ""] = listOf(answers, "apps");
    return {
      title: "A machine of the app",
      claims: {
        jti: "31d0b8c2-5a0c-4f0d-8d5f-5e9a6b7c8d9e",
        sub: "acme:web:weathered-sun-1234",
        app_id: id,
        app_name: "web",
        image: "registry.fly.io/web:deployment-01",
        image_digest: "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        machine_id: "3d8d377ce9e398",
        machine_name: "weathered-sun-1234",
        machine_version: "01HZXXV1N6WRMTGB7VHK5KYXQV",
        org_id: textOf(answers, "organization"),
        org_name: "acme",
        region: "ams",
      },
      name: id,
    };
  },
  variants: (answers) => [
    {
      id: "number",
      title: "The same with app_id as a number",
      claims: { app_id: Number(listOf(answers, "apps")[0]) },
      want: { name: listOf(answers, "apps")[0] ?? "" },
    },
    refusal(
      "other-app",
      "Another app of the organization",
      { app_id: "1", app_name: "other" },
      messages.app,
    ),
    refusal("other-organization", "Another organization", { org_id: "2" }, messages.organization),
    refusal("no-app", "A token without app_id", { app_id: undefined }, messages.app),
  ],
  source: guide,
  recognise: (clues) => {
    const slug = host.exec(clues.issuer)?.[1];
    if (slug === undefined) return undefined;
    const { app_id: id } = clues.claims;
    const apps = typeof id === "string" || typeof id === "number" ? [String(id)] : undefined;
    return known({ slug, organization: claimOf(clues, "org_id"), apps });
  },
  claims: claimFacts(guide, [
    ["sub", "ORGANIZATION:APP:MACHINE; names, which can change."],
    ["app_id", "The app; a number as a text."],
    ["app_name", "The app's name."],
    ["org_id", "The organization; a number as a text."],
    ["org_name", "The organization's name."],
    ["machine_id", "The machine."],
    ["machine_name", "The machine's name."],
    ["machine_version", "The version of the machine's configuration."],
    ["image", "The image."],
    ["image_digest", "The image's digest."],
    ["region", "The region."],
  ]),
  caveats: caveats(
    guide,
    "Every process of the machine can ask for a token.",
    "string(claims.app_id) of a number is in scientific notation since 1.34; the mapping goes through int().",
  ),
  setup: [
    {
      title: "Ask for the token on the machine",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `TOKEN=$(curl -sSf --unix-socket /.fly/api -X POST http://localhost/v1/tokens/oidc -d '{"aud": "https://k8s.example.com"}')
kubectl --token="$TOKEN" auth whoami
`,
        },
      ],
      source: guide,
    },
  ],
});
