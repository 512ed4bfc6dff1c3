import type { Exploration, Place } from "./exploration.ts";
import type { ClientSettings } from "./found.ts";
import { placeOf } from "./piece.ts";
import { entriesOf, get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";

/** Takes pipelines of Bitbucket and CircleCI whose steps get an ID token; false for other values. */
export function recognisePipelines(x: Exploration, tree: MapTree, place: Place): boolean {
  return takeBitbucket(x, tree, place) || takeCircle(x, tree, place) || takeJenkins(x, tree, place);
}

// An ID token as a credential, in Jenkins' configuration as code (jenkinsci/oidc-provider-plugin).
function takeJenkins(x: Exploration, tree: MapTree, place: Place): boolean {
  const credential = get(tree, "idTokenString") ?? get(tree, "idTokenFile");
  if (credential === undefined) return false;
  const text = (key: string) => textOf(get(credential, key)) ?? "";
  const audience = text("audience");
  const issuer = text("issuer");
  const notes = [
    ...(issuer === "" ? ["The issuer is Jenkins itself: its URL with /oidc behind it."] : []),
    ...(audience === "" ? ["The credential names no audience."] : []),
  ];
  x.found.push({
    ...{ kind: "client", format: "jenkins", title: "an ID token of Jenkins", notes },
    span: placeOf(place.piece, tree.span),
    client: {
      ...(issuer !== "" && { issuer }),
      ...(audience !== "" && { clientId: audience, audiences: [audience] }),
      notes,
    },
  });
  return true;
}

// `oidc: true`, or with audiences, at a step or under options (support.atlassian.com,
// integrate-pipelines-with-resource-servers-using-oidc; atlassian.com/blog, bitbucket-pipelines-oidc-now-supports-multiple-audiences).
function takeBitbucket(x: Exploration, tree: MapTree, place: Place): boolean {
  const pipelines = get(tree, "pipelines");
  if (pipelines === undefined && get(tree, "step") === undefined) return false;
  const steps = findMaps(pipelines ?? tree, (one) => get(one, "oidc") !== undefined);
  const asked = steps.filter((step) => isOn(get(step, "oidc")));
  const [first] = asked;
  if (first === undefined) return false;
  const own = itemsOf(get(first, "oidc", "audiences"));
  const listed = own.length > 0 ? own : itemsOf(get(tree, "options", "oidc", "audiences"));
  const audiences = listed.flatMap((one) => textOf(one) ?? []);
  const notes = [
    "The issuer is that of the workspace: https://api.bitbucket.org/2.0/workspaces/<workspace>/pipelines-config/identity/oidc.",
    audiences.length > 0
      ? "claims.aud is a list in expressions, even with one member."
      : "The step names no audience: the token's audience is ari:cloud:bitbucket::workspace/<UUID of the workspace>.",
    ...(asked.length > 1 ? [`${asked.length} steps get a token; this is the first.`] : []),
  ];
  push(x, first, place, { format: "bitbucket-pipelines", title: "a pipeline of Bitbucket" }, [
    audiences,
    notes,
  ]);
  return true;
}

function isOn(oidc: Tree | undefined): boolean {
  return oidc?.kind === "map" || textOf(oidc) === "true";
}

// The variable of every job, or the command for an audience of one's own (circleci.com/docs, openid-connect-tokens and
// oidc-tokens-with-custom-claims).
function takeCircle(x: Exploration, tree: MapTree, place: Place): boolean {
  const jobs = get(tree, "jobs") ?? get(tree, "commands");
  if (jobs === undefined) return false;
  const scripts = findMaps(
    jobs,
    (one) => isScript(get(one, "run")) || isScript(get(one, "command")),
  );
  const [first] = scripts;
  if (first === undefined) return false;
  const run = get(first, "run");
  const script = textOf(run) ?? textOf(get(run, "command")) ?? textOf(get(first, "command")) ?? "";
  const audience = /"aud"\s*:\s*"([^"\\]{1,500})"/.exec(x.holes.reveal(script))?.[1];
  const audiences = audience === undefined ? [] : [audience];
  const notes = [
    "The issuer is that of the organization: https://oidc.circleci.com/org/<ID of the organization>.",
    ...(audience === undefined
      ? ["The job names no audience: the token's audience is the ID of the organization."]
      : []),
  ];
  push(x, first, place, { format: "circleci", title: "a job of CircleCI" }, [audiences, notes]);
  return true;
}

function isScript(tree: Tree | undefined): boolean {
  const text = textOf(tree) ?? textOf(get(tree, "command")) ?? "";
  return /\bCIRCLE_OIDC_TOKEN(?:_V2)?\b|\bcircleci run oidc get\b/.test(text);
}

function push(
  x: Exploration,
  tree: Tree,
  place: Place,
  about: { readonly format: string; readonly title: string },
  [audiences, notes]: readonly [readonly string[], readonly string[]],
): void {
  const [clientId] = audiences;
  const client: ClientSettings = {
    ...(clientId !== undefined && { clientId, audiences }),
    notes,
  };
  x.found.push({ kind: "client", ...about, span: placeOf(place.piece, tree.span), notes, client });
}

// Mappings at any depth, in the order of the text.
function findMaps(tree: Tree, wanted: (tree: MapTree) => boolean, depth = 0): MapTree[] {
  if (depth > depthLimit) return [];
  if (tree.kind === "list") return tree.items.flatMap((one) => findMaps(one, wanted, depth + 1));
  if (tree.kind !== "map") return [];
  const inside = entriesOf(tree).flatMap(({ value }) => findMaps(value, wanted, depth + 1));
  return wanted(tree) ? [tree, ...inside] : inside;
}

const depthLimit = 20;
