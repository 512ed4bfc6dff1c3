import type { Opened } from "../import/open.ts";
import { findClusterTarget } from "../kube/targets.ts";

/** What a text says of its cluster, as settings of the page and its export; undefined if it says nothing. */
export function settingsOf({
  target,
  options = {},
}: Opened): Readonly<Record<string, string>> | undefined {
  const settings = { ...(target !== undefined && { target }), ...options };
  return Object.keys(settings).length === 0 ? undefined : settings;
}

/** The sentence about these settings; undefined without any that are taken over. */
export function describeSettings(
  settings: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const { target, version, cluster, server, shoot, namespace, object } = settings ?? {};
  const named = target === undefined ? undefined : findClusterTarget(target).object;
  const parts = [
    ...(target === undefined ? [] : [findClusterTarget(target).title]),
    ...(version === undefined ? [] : [`Kubernetes ${version}`]),
    ...(cluster === undefined ? [] : [`the cluster’s name ${cluster}`]),
    ...(server === undefined ? [] : [`the API server ${server}`]),
    ...(shoot === undefined ? [] : [`the Shoot ${shoot}`]),
    ...(object === undefined || named === undefined || object === cluster
      ? []
      : [`the ${named.kind} ${object}`]),
    ...(namespace === undefined || (shoot === undefined && !named?.namespaced)
      ? []
      : [`the namespace ${namespace}`]),
  ];
  if (parts.length === 0) return undefined;
  return `The page also takes over what the text says of its cluster: ${parts.join(", ")}.`;
}
