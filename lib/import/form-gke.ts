import type { Exploration, Place } from "./exploration.ts";
import { placeOf } from "./piece.ts";
import { get, itemsOf, type Tree, textOf } from "./tree.ts";

/** Refuses the ClientConfig of GKE Identity Service, which no API server reads; false for other values. */
export function recogniseGke(x: Exploration, tree: Tree, place: Place): boolean {
  const version = textOf(get(tree, "apiVersion")) ?? "";
  if (textOf(get(tree, "kind")) !== "ClientConfig" || !version.startsWith("authentication.gke.io/"))
    return false;
  const methods = itemsOf(get(tree, "spec", "authentication"));
  if (!methods.some((one) => get(one, "oidc") !== undefined)) return false;
  x.found.push({
    ...{ kind: "refused", format: "gke-client-config", title: "GKE's ClientConfig", notes: [] },
    span: placeOf(place.piece, tree.span),
    reason:
      "GKE Identity Service reads this object, and kube-apiserver gets neither flags nor a file of it: what it makes of claims and prefixes is not known here.",
  });
  return true;
}
