import { anonymousUsableSince } from "../../kube/configuration-versions.ts";
import { findData } from "../../yaml/data.ts";
import type { LintContext } from "../context.ts";
import { addItems, toFix } from "../edits.ts";
import type { LintFinding, LintFix, LintRule } from "../rule.ts";

/** Requests without credentials: left open, or closed where the cluster needs them. */
export const anonymousAccess: LintRule = {
  id: "anonymous-access",
  title: "Anonymous requests",
  explanation:
    "anonymous says which requests without credentials go on as system:anonymous. Open for all paths, every binding of " +
    "system:anonymous or system:unauthenticated is open to the network. Closed for /livez and /readyz, the probes of most " +
    "distributions fail and the kubelet restarts the server for ever.",
  check: (context) =>
    context.decoded && context.minor >= anonymousUsableSince ? check(context) : [],
};

function check(context: LintContext): LintFinding[] {
  const { target, configuration } = context;
  const { anonymous } = configuration;
  if (anonymous === undefined) return checkAbsent(context);
  const path = "anonymous";
  const span = context.locate(path).keySpan ?? context.locate(path).span;
  if (target.anonymous === "forbidden") {
    return [
      {
        severity: "error",
        path,
        span,
        message: `On ${target.title} the field keeps the server from starting, or is set elsewhere: ${target.anonymousReason}.`,
        hint: "Leave anonymous out.",
      },
    ];
  }
  const paths = new Set(anonymous.conditions.map((condition) => condition.path));
  const probes = probePaths.filter((each) => !paths.has(each));
  if (!anonymous.enabled) {
    if (!target.probesAreAnonymous) return [];
    return [
      {
        severity: "error",
        path: "anonymous.enabled",
        span: context.locate("anonymous.enabled").span,
        message: `${target.title} needs anonymous requests to ${listOf(probePaths)}: ${target.anonymousReason}.`,
        hint: "Without them the kubelet takes the server for dead and restarts it.",
        fixes: openProbes(context),
      },
    ];
  }
  if (paths.size === 0) {
    return [
      {
        severity: "info",
        path,
        span,
        message: "Requests without credentials are let in on every path, as system:anonymous.",
        hint: "What they may do is up to bindings; conditions can limit them to the health paths.",
        fixes: limitToProbes(context),
      },
    ];
  }
  if (target.probesAreAnonymous && probes.length > 0) {
    return [
      {
        severity: "error",
        path: "anonymous.conditions",
        span: context.locate("anonymous.conditions").span,
        message: `${target.title} probes ${listOf(probes)} without credentials: ${target.anonymousReason}.`,
        hint: "Without them the kubelet takes the server for dead and restarts it.",
        fixes: addPaths(context, "Let the probes through", probes),
      },
    ];
  }
  if (joins.includes(target.id) && !paths.has(clusterInfo)) {
    return [
      {
        severity: "info",
        path: "anonymous.conditions",
        span: context.locate("anonymous.conditions").span,
        message:
          "kubeadm join by token reads cluster-info without credentials, which these conditions refuse.",
        fixes: addPaths(context, "Let kubeadm join read cluster-info", [clusterInfo]),
      },
    ];
  }
  return [];
}

function checkAbsent(context: LintContext): LintFinding[] {
  const { target } = context;
  if (target.anonymous !== "needed" && target.anonymous !== "depends") return [];
  const { span } = context.locate("kind");
  const needed = target.anonymous === "needed";
  return [
    {
      severity: needed ? "warning" : "info",
      path: "anonymous",
      span,
      message: needed
        ? `${target.title} needs the field anonymous: ${target.anonymousReason}.`
        : `On ${target.title} it depends on the build who may go on without credentials: ${target.anonymousReason}.`,
      ...(needed && { fixes: addField(context) }),
    },
  ];
}

function addField(context: LintContext): LintFix[] {
  if (context.data?.kind !== "object" || context.text[context.data.span.start] === "{") return [];
  const lineBreak = context.text.includes("\r\n") ? "\r\n" : "\n";
  const { span } = context.locate("kind");
  const rest = context.text.slice(span.end).search(/[\r\n]/);
  const at = rest < 0 ? context.text.length : span.end + rest;
  const lines = ["anonymous:", "  enabled: true", "  conditions:"];
  for (const path of healthPaths) lines.push(`  - path: ${path}`);
  const newText = lines.map((line) => lineBreak + line).join("");
  return [toFix(context, "Open the health paths", [{ span: { start: at, end: at }, newText }])];
}

function openProbes(context: LintContext): LintFix[] {
  const { span, exact } = context.locate("anonymous.enabled");
  const edits = addItems(
    context,
    "anonymous",
    "conditions",
    healthPaths.map((path) => ({ path })),
  );
  if (!exact || edits === undefined) return [];
  const enabled = { span, newText: "true" };
  return [toFix(context, "Open the health paths only", [enabled, ...edits])];
}

function limitToProbes(context: LintContext): LintFix[] {
  if (findData(context.data, "anonymous.conditions") !== undefined) return [];
  const wanted = joins.includes(context.target.id) ? [...healthPaths, clusterInfo] : healthPaths;
  return addPaths(context, "Open the health paths only", wanted);
}

function addPaths(context: LintContext, title: string, paths: readonly string[]): LintFix[] {
  const edits = addItems(
    context,
    "anonymous",
    "conditions",
    paths.map((path) => ({ path })),
  );
  return edits === undefined ? [] : [toFix(context, title, edits)];
}

function listOf(paths: readonly string[]): string {
  return paths.join(" and ");
}

/** What the kubelet asks in static pods of kubeadm and its relatives. */
const probePaths = ["/livez", "/readyz"];
const healthPaths = [...probePaths, "/healthz"];
const clusterInfo = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
/** Clusters that nodes join with kubeadm. */
const joins = ["kubeadm", "kind"];
