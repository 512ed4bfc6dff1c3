import { createUser } from "../../kube/user-info.ts";
import { formatQuestion } from "../../rbac/format-question.ts";
import type { AccessRequest, PolicyRule } from "../../rbac/types.ts";
import { addTest, type TestItem } from "../../workspace/tests/test-list.ts";
import type { Asker } from "../../workspace/tests/test-workspace.ts";
import type { AnalysisInput } from "../input.ts";
import { createWorld } from "./access-world.ts";
import { answerQuestions } from "./answer-questions.ts";
import { askServer, startServer } from "./ask-server.ts";
import { workspaceOf } from "./workspace-of.ts";

/** What a binding gives to one of its subjects. Names in it are untrusted text. */
export interface GrantAsked {
  /** Empty for the whole cluster. */
  readonly namespace: string;
  /** A service account has a namespace. */
  readonly subject: { readonly kind: string; readonly name: string; readonly namespace?: string };
  readonly rules: readonly PolicyRule[];
}

/** The list of tests with one more, or why there is none. */
export type GrantTest =
  | { readonly kind: "added"; readonly text: string; readonly name: string }
  | { readonly kind: "refused"; readonly reason: string };

const mostQuestions = 5;
const mostTried = 200;

/**
 * Adds "a member of X can …" to the list of tests: the first questions about what the rules give, each of which was asked
 * as that user and is answered with yes.
 */
export async function testGrant(
  input: AnalysisInput,
  { namespace, subject, rules }: GrantAsked,
  tests: string,
): Promise<GrantTest> {
  const member = memberOf(subject);
  if (member === undefined) return refuse(`No test can ask as a ${subject.kind}.`);
  const workspace = workspaceOf(input);
  const outcome = await askServer(member.asker, startServer(workspace, input.minor));
  if (outcome.verdict !== "authenticated")
    return refuse("kube-apiserver does not load the configuration: correct it first.");
  const world = await createWorld(workspace, input.minor);
  const can: string[] = [];
  for (const question of questionsOf(rules, namespace)) {
    if (can.length === mostQuestions) break;
    const asked = { can: [{ value: question, span: { start: 0, end: 0 } }], cannot: [] };
    if (answerQuestions(asked, outcome, world).length === 0) can.push(question);
  }
  const [first] = can;
  if (first === undefined)
    return refuse(
      "None of what the role gives can be written as a question of kubectl auth can-i.",
    );
  const name = `${member.title} can ${first}`;
  const text = addTest(tests, { name, ...member.item, expect: { can } });
  return text === undefined
    ? refuse("The text of the tests is no list with a dash for each test. Correct it first.")
    : { kind: "added", text, name };
}

function refuse(reason: string): GrantTest {
  return { kind: "refused", reason };
}

/** Who a subject is, to ask as, and as a test has it. */
function memberOf({ kind, name, namespace = "" }: GrantAsked["subject"]):
  | {
      readonly title: string;
      readonly asker: Exclude<Asker, { readonly kind: "claims" | "token" }>;
      readonly item: TestItem;
    }
  | undefined {
  switch (kind) {
    case "User":
      return {
        title: name,
        asker: { kind: "user", user: createUser(name) },
        item: { user: { username: name } },
      };
    case "Group": {
      const user = { username: "a-member", groups: [name] };
      return {
        title: `a member of ${name}`,
        asker: { kind: "user", user: createUser(user.username, user.groups) },
        item: { user },
      };
    }
    case "ServiceAccount":
      return {
        title: `${namespace}:${name}`,
        asker: { kind: "serviceAccount", namespace, name },
        item: { serviceAccount: `${namespace}:${name}` },
      };
    default:
      return undefined;
  }
}

/** What the rules give, as questions, each once. */
function* questionsOf(rules: readonly PolicyRule[], namespace: string): Generator<string> {
  const seen = new Set<string>();
  for (const rule of rules) {
    for (const request of requestsOf(rule, namespace)) {
      if (seen.size === mostTried) return;
      const question = formatQuestion(request);
      if (seen.has(question)) continue;
      seen.add(question);
      yield question;
    }
  }
}

function* requestsOf(rule: PolicyRule, namespace: string): Generator<AccessRequest> {
  for (const verb of rule.verbs) {
    for (const path of rule.nonResourceURLs) yield { kind: "path", verb, path };
    for (const apiGroup of rule.apiGroups) {
      for (const full of rule.resources) {
        const [resource = "", subresource = ""] = full.split("/", 2);
        for (const name of rule.resourceNames.length === 0 ? [""] : rule.resourceNames)
          yield { kind: "resource", verb, apiGroup, resource, subresource, name, namespace };
      }
    }
  }
}
