import type { LoadedConfiguration } from "../../authn/load.ts";
import type { GroupKey } from "../../explain/whole-log/log-group.ts";
import type { Span } from "../../source/span.ts";
import { listPlaces } from "../log-line-view.ts";

/** A field of the configuration with the issuer that it belongs to. */
export interface LogPlace {
  readonly path: string;
  readonly span: Span;
  readonly url: string;
}

/** The fields that the entries of a group can be about: of the issuer that they name, if they name one. */
export function placesOf(group: GroupKey, loaded: LoadedConfiguration): readonly LogPlace[] {
  const jwt = loaded.decoded?.configuration.jwt ?? [];
  const places = listPlaces(group, loaded).map((place) => {
    const issuer = jwt[Number(/^jwt\[(\d{1,3})\]/.exec(place.path)?.[1])]?.issuer;
    return { ...place, issuer, url: issuer?.url ?? "" };
  });
  const named = places.filter(
    ({ issuer }) =>
      (group.issuer === undefined ||
        group.issuer === issuer?.url ||
        withoutDiscovery(issuer?.discoveryURL ?? "") === group.issuer) &&
      (group.audiences === undefined || isOfAudiences(group.audiences, issuer?.audiences ?? [])),
  );
  return (named.length > 0 ? named : places).map(({ path, span, url }) => ({ path, span, url }));
}

function withoutDiscovery(url: string): string {
  const end = "/.well-known/openid-configuration";
  return url.endsWith(end) ? url.slice(0, -end.length) : url;
}

// `"kubernetes"`, or `in ["a" "b"]` of more than one.
function isOfAudiences(quoted: string, audiences: readonly string[]): boolean {
  return audiences.length > 0 && audiences.every((one) => quoted.includes(JSON.stringify(one)));
}
