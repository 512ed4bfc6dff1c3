import { readClusterSettings } from "./cluster-settings.ts";
import type { Exploration, Place } from "./exploration.ts";
import { recogniseBindings } from "./form-bindings.ts";
import { recogniseClient } from "./form-client.ts";
import { recogniseConfiguration } from "./form-configuration.ts";
import { recogniseGardener } from "./form-gardener.ts";
import { recogniseGitlabAgent } from "./form-gitlab-agent.ts";
import { recogniseOneIssuer } from "./form-one-issuer.ts";
import { recogniseOpenShift } from "./form-openshift.ts";
import { recognisePinniped } from "./form-pinniped.ts";
import { recogniseReview } from "./form-review.ts";
import type { Tree } from "./tree.ts";

/** Takes a value that is a known form as a whole; false if its parts have to be read. */
export function recognise(x: Exploration, tree: Tree, place: Place): boolean {
  const cluster = tree.kind === "map" ? readClusterSettings(tree) : undefined;
  if (cluster !== undefined) x.clusters.push(cluster);
  return recognisers.some((take) => take(x, tree, place));
}

const recognisers: readonly ((x: Exploration, tree: Tree, place: Place) => boolean)[] = [
  recogniseConfiguration,
  recogniseReview,
  recogniseBindings,
  recogniseClient,
  recogniseGitlabAgent,
  recogniseOpenShift,
  recognisePinniped,
  recogniseGardener,
  recogniseOneIssuer,
];
