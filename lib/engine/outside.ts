import type { KeysReading } from "../engine.ts";
import type { Minor } from "../kube/minor.ts";
import { issuerKeysOf, type PastedKeys, readKeys } from "../token/keys.ts";
import type { Outside } from "../token/stage.ts";

/** What the user gave of the issuers' keys; nothing is fetched here. The entry "" serves every issuer without its own. */
export async function gatherKeys(
  pasted: Readonly<Record<string, string>>,
  minor: Minor,
): Promise<{ outside: Outside; readings: KeysReading[] }> {
  const read = new Map<string, PastedKeys>();
  for (const [issuer, text] of Object.entries(pasted))
    read.set(issuer, await readKeys(text, minor));
  return {
    outside: {
      keysOf: (url) => {
        const own = read.get(url);
        const keys = own && own.kind !== "empty" ? own : (read.get("") ?? { kind: "empty" });
        return issuerKeysOf(keys, "No keys of this issuer were given");
      },
      fetch: () => ({ kind: "missing", reason: "Nobody gave the answer for distributed claims" }),
    },
    readings: [...read].map(([issuer, keys]) => describeKeys(issuer, keys)),
  };
}

function describeKeys(issuer: string, keys: PastedKeys): KeysReading {
  switch (keys.kind) {
    case "empty":
      return { issuer, kind: keys.kind, keys: [] };
    case "keys":
      return {
        issuer,
        kind: keys.kind,
        form: keys.form,
        keys: keys.keys,
        ...(keys.note ? { problem: keys.note } : {}),
      };
    default:
      return { issuer, kind: keys.kind, keys: [], problem: keys.problem };
  }
}
