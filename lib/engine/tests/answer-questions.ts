import type { ApiResource } from "../../rbac/api-resources.ts";
import { decideAccess } from "../../rbac/authorization-modes.ts";
import type { Authorizer } from "../../rbac/authorize.ts";
import { parseQuestion } from "../../rbac/parse-question.ts";
import type { AccessRequest } from "../../rbac/types.ts";
import { letsAnonymousIn } from "../../token/anonymous.ts";
import type { Expectation } from "../../workspace/tests/test-workspace.ts";
import type { Mismatch, Outcome } from "./test-result.ts";

/** What decides about access, for one version. */
export interface AccessWorld {
  readonly authorizer: Authorizer;
  readonly resources: readonly ApiResource[];
  /** Those in which a role or binding is, and "" for all others. */
  readonly namespaces: readonly string[];
  readonly modes: readonly string[];
  /** Why the bindings could not be read as a whole. */
  readonly broken?: string;
}

/** The questions of `can` and `cannot` that are answered otherwise than expected. */
export function answerQuestions(
  { can, cannot }: Pick<Expectation, "can" | "cannot">,
  outcome: Outcome,
  world: AccessWorld,
): readonly Mismatch[] {
  return [
    ...can.flatMap(({ value, span }): Mismatch[] => {
      const answer = answerOne(value, outcome, world, "default");
      return answer.kind === "allowed"
        ? []
        : [{ field: "can", expected: value, actual: answer.text, span }];
    }),
    ...cannot.flatMap(({ value, span }): Mismatch[] => {
      const answer = answerOne(value, outcome, world, "everywhere");
      return answer.kind === "denied"
        ? []
        : [{ field: "cannot", expected: value, actual: answer.text, span }];
    }),
  ];
}

interface Answer {
  readonly kind: "allowed" | "denied" | "unknown";
  readonly text: string;
}

function answerOne(
  question: string,
  outcome: Outcome,
  world: AccessWorld,
  scope: "default" | "everywhere",
): Answer {
  const { user } = outcome;
  if (world.broken !== undefined) return { kind: "unknown", text: world.broken };
  const read = parseQuestion(
    question,
    world.resources,
    scope === "default" ? "default" : noNamespace,
  );
  if (read.kind === "unreadable") return { kind: "unknown", text: read.message };
  if (read.as !== undefined) {
    return { kind: "unknown", text: "--as names another user than the one who asks" };
  }
  if (user === undefined) return { kind: "denied", text: "denied: there is no user" };
  const requests = scope === "default" ? [read.request] : spread(read.request, world);
  const answers = requests.map((request) => decide(request, outcome, world));
  return (
    answers.find(({ kind }) => kind === "allowed") ??
    answers.find(({ kind }) => kind === "unknown") ??
    answers[0] ?? { kind: "unknown", text: "unknown" }
  );
}

/** No namespace has such a name, so it tells a question that names none. */
const noNamespace = "/";

// Without -n in every namespace. Those without roles and bindings answer as the whole cluster does.
function spread(request: AccessRequest, { namespaces, resources }: AccessWorld): AccessRequest[] {
  if (request.kind === "path") return [request];
  const { namespace, apiGroup, resource } = request;
  if (namespace !== "" && namespace !== noNamespace) return [request];
  const known = resources.find((one) => one.group === apiGroup && one.resource === resource);
  if (known?.namespaced === false) return [{ ...request, namespace: "" }];
  return namespaces.map((name) => ({ ...request, namespace: name }));
}

function decide(request: AccessRequest, outcome: Outcome, world: AccessWorld): Answer {
  const { user, anonymous } = outcome;
  if (user === undefined) return { kind: "denied", text: "denied: there is no user" };
  if (anonymous?.kind === "paths") {
    if (request.kind === "resource") {
      // A condition can name the path of an API too; which path a question means is open.
      return anonymous.paths.some((path) => path.startsWith("/api"))
        ? {
            kind: "unknown",
            text: "unknown: the configuration lets anonymous requests in on some paths",
          }
        : {
            kind: "denied",
            text: "unauthorized: anonymous requests are let in on other paths only",
          };
    }
    if (!letsAnonymousIn(anonymous, request.path)) {
      return {
        kind: "denied",
        text: "unauthorized: anonymous requests are let in on other paths only",
      };
    }
  }
  const { verdict, reason, note } = decideAccess(world.modes, world.authorizer, user, request);
  const place =
    request.kind === "resource" && request.namespace !== "" ? ` in ${request.namespace}` : "";
  const why = [reason, note].filter(Boolean).join(" ");
  return { kind: verdict, text: why === "" ? `${verdict}${place}` : `${verdict}${place}: ${why}` };
}
