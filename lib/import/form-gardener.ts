import type { Exploration, Place } from "./exploration.ts";
import { pushSettings } from "./form-flags.ts";
import { readPemOrBase64 } from "./pem.ts";
import { placeOf } from "./piece.ts";
import type { Said, Settings } from "./settings.ts";
import { entriesOf, get, itemsOf, type Tree, textOf } from "./tree.ts";

/**
 * Converts OpenIDConnect of Gardener's webhook authenticator; false if the value is none. Of a Shoot of Gardener and a
 * cluster of Kubermatic it notes which object holds the file.
 */
export function recogniseGardener(x: Exploration, tree: Tree, place: Place): boolean {
  const map = textOf(get(tree, "structuredAuthentication", "configMapName"));
  if (map !== undefined) {
    const span = placeOf(place.piece, tree.span);
    const base = { format: "gardener-shoot", title: "a Shoot of Gardener", span, notes: [] };
    const file = `the ConfigMap ${x.holes.reveal(map)}`;
    x.found.push({ kind: "reference", ...base, file, target: "gardener" });
    return false;
  }
  const secret = textOf(get(tree, "authenticationConfiguration", "secretName"));
  if (secret !== undefined) {
    const span = placeOf(place.piece, tree.span);
    const base = { format: "kubermatic", title: "an object of Kubermatic", span, notes: [] };
    const key = textOf(get(tree, "authenticationConfiguration", "secretKey")) ?? "";
    const file = x.holes.reveal(`the key ${key} of the Secret ${secret}`);
    x.found.push({ kind: "reference", ...base, file, target: "kubermatic" });
    return false;
  }
  if (textOf(get(tree, "kind")) !== "OpenIDConnect") return false;
  if (!/^authentication\.gardener\.cloud\//.test(textOf(get(tree, "apiVersion")) ?? ""))
    return false;
  const spec = get(tree, "spec");
  const said = (found: Tree | undefined): Said | undefined => {
    const value = textOf(found);
    return found === undefined || value === undefined
      ? undefined
      : { value, from: placeOf(place.piece, found.span) };
  };
  const client = said(get(spec, "clientID"));
  const audiences = itemsOf(get(spec, "audiences")).flatMap((one) => said(one) ?? []);
  const name = textOf(get(tree, "metadata", "name")) ?? "";
  const notes = [
    "A webhook of Gardener reads this object, not kube-apiserver: the file is what the API server would take in its place.",
    "Gardener's webhook refuses users and groups that begin with system:; the API server takes them.",
  ];
  const ca = said(get(spec, "caBundle"));
  const pem = ca === undefined ? undefined : readPemOrBase64(ca.value);
  if (ca !== undefined && pem === undefined)
    notes.push("caBundle holds no certificate in PEM: it is left out.");
  if (get(spec, "jwks", "keys") !== undefined) {
    notes.push(
      "jwks.keys is left out: the API server fetches keys from the issuer, it takes none from the file.",
    );
  }
  if (get(spec, "maxTokenExpirationSeconds") !== undefined) {
    const seconds = textOf(get(spec, "maxTokenExpirationSeconds")) ?? "";
    notes.push(
      `maxTokenExpirationSeconds (${seconds}) is left out: a rule over claims.exp and claims.iat can say the same.`,
    );
  }
  if (get(spec, "groupsClaim") === undefined) {
    notes.push(
      "Without groupsClaim no groups are read; older versions of the object's schema took the claim groups by default.",
    );
  }
  const extra = itemsOf(get(spec, "extraClaims")).flatMap((one) => {
    const claim = said(one);
    return claim === undefined
      ? []
      : [{ key: `gardener.cloud/user/${claim.value.toLowerCase()}`, claim }];
  });
  const settings: Settings = {
    issuerUrl: said(get(spec, "issuerURL")),
    audiences:
      client === undefined
        ? audiences
        : [client, ...audiences.filter(({ value }) => value !== client.value)],
    usernameClaim: said(get(spec, "usernameClaim")),
    usernamePrefix: said(get(spec, "usernamePrefix")),
    groupsClaim: said(get(spec, "groupsClaim")),
    groupsPrefix: said(get(spec, "groupsPrefix")),
    requiredClaims: entriesOf(get(spec, "requiredClaims")).flatMap(({ key, keySpan, value }) => {
      const found = said(value);
      return found === undefined
        ? []
        : [{ claim: { value: key, from: placeOf(place.piece, keySpan) }, value: found }];
    }),
    signingAlgorithms: itemsOf(get(spec, "supportedSigningAlgs")).flatMap(
      (one) => textOf(one) ?? [],
    ),
    caFile: undefined,
    ca: ca === undefined || pem === undefined ? undefined : { ...ca, value: pem },
    extra,
  };
  pushSettings(
    x,
    settings,
    {
      usernamePrefix: { prefix: `${name}/` },
      groupsPrefix: { prefix: `${name}/` },
      usernameClaim: "sub",
      name: (field) => fieldNames[field] ?? field,
      algorithms: "RS256",
    },
    {
      format: "gardener-openidconnect",
      title: "Gardener's OpenIDConnect",
      span: placeOf(place.piece, tree.span),
      notes,
      target: "gardener",
    },
  );
  return true;
}

const fieldNames: Readonly<Record<string, string>> = {
  "issuer-url": "issuerURL",
  "client-id": "clientID",
  "username-claim": "usernameClaim",
  "username-prefix": "usernamePrefix",
  "groups-claim": "groupsClaim",
  "groups-prefix": "groupsPrefix",
  "required-claim": "requiredClaims",
  "signing-algs": "supportedSigningAlgs",
  "ca-file": "caBundle",
};
