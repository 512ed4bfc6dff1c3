import { readClusterSettings } from "./cluster-settings.ts";
import type { Exploration, Place } from "./exploration.ts";
import { recogniseBindings } from "./form-bindings.ts";
import { recogniseClient } from "./form-client.ts";
import { recogniseConfiguration } from "./form-configuration.ts";
import { recogniseGardener } from "./form-gardener.ts";
import { recogniseGiantSwarm } from "./form-giant-swarm.ts";
import { recogniseGitlabAgent } from "./form-gitlab-agent.ts";
import { recogniseGke } from "./form-gke.ts";
import { recogniseOneIssuer } from "./form-one-issuer.ts";
import { recogniseOpenShift } from "./form-openshift.ts";
import { recognisePinniped } from "./form-pinniped.ts";
import { recogniseRbacDefinition } from "./form-rbac-definition.ts";
import { recogniseReview } from "./form-review.ts";
import type { Tree } from "./tree.ts";
import { doubtsInside, doubtsOf, explainDoubts, refuseUnknown } from "./unknown.ts";

/** Takes a value that is a known form as a whole; false if its parts have to be read. */
export function recognise(x: Exploration, tree: Tree, place: Place): boolean {
  const cluster = tree.kind === "map" ? readClusterSettings(tree) : undefined;
  if (cluster !== undefined) x.clusters.push(cluster);
  const before = x.found.length;
  const taken = recognisers.some((take) => take(x, tree, place));
  if (taken) refuseInside(x, before, tree, place);
  return taken;
}

// A part that is not known may hold more of the same: subjects, issuers, rules.
function refuseInside(x: Exploration, before: number, tree: Tree, place: Place): void {
  const inside = doubtsInside(x, tree, place);
  refuseUnknown(x, before, ({ kind }) => {
    const doubts = kind === "settings" ? [...inside, ...doubtsOf(x, tree, place)] : inside;
    const what = kind === "bindings" ? "subjects or rules" : "settings";
    return doubts.length === 0
      ? undefined
      : explainDoubts(x, doubts, { grammar: place.grammar, what });
  });
}

const recognisers: readonly ((x: Exploration, tree: Tree, place: Place) => boolean)[] = [
  recogniseConfiguration,
  recogniseReview,
  recogniseBindings,
  recogniseRbacDefinition,
  recogniseClient,
  recogniseGitlabAgent,
  recogniseGke,
  recogniseOpenShift,
  recognisePinniped,
  recogniseGardener,
  recogniseGiantSwarm,
  recogniseOneIssuer,
];
