import { toByteString } from "../go/byte-string.ts";
import type { Minor } from "../kube/minor.ts";
import { readUntrustedIssuer } from "../token/id-token.ts";
import { judgeKeys } from "../token/judge-keys.ts";
import { issuerKeysOf, type PastedKeys, readKeys } from "../token/keys.ts";
import type { ExternalData } from "../token/stage.ts";
import type { KeysReading } from "./keys-view.ts";

/** What the user gave of what lies outside of the configuration. */
export interface Gathered {
  readonly external: ExternalData;
  /** The keys as they were read, by issuer. */
  readonly pasted: ReadonlyMap<string, PastedKeys>;
  /** Issuers of pasted answers, whose keys the server wants beside those of the configuration. */
  readonly answering: readonly string[];
}

/**
 * The issuers' keys and the answers for distributed claims as they were pasted, both by URL; nothing is fetched here.
 * The keys under "" serve every issuer without its own.
 */
export function gatherExternalData(
  keysByIssuer: Readonly<Record<string, string>>,
  answersByUrl: Readonly<Record<string, string>>,
  minor: Minor,
): Gathered {
  const read = new Map<string, PastedKeys>();
  for (const [issuer, text] of Object.entries(keysByIssuer))
    read.set(issuer, readKeys(text, minor));
  const answers = new Map(Object.entries(answersByUrl));
  return {
    external: {
      keysOf: (url) => {
        const own = read.get(url);
        const keys = own && own.kind !== "empty" ? own : (read.get("") ?? { kind: "empty" });
        return issuerKeysOf(keys, "No keys of this issuer were given");
      },
      fetch: (url) => readAnswer(answers.get(url)),
    },
    pasted: read,
    answering: [...answers.values()].flatMap(readIssuer),
  };
}

/** The key sets as the page shows them; `texts` has what was pasted, by issuer. */
export function describeKeySets(
  pasted: ReadonlyMap<string, PastedKeys>,
  texts: Readonly<Record<string, string>>,
): Promise<readonly KeysReading[]> {
  return Promise.all(
    [...pasted].map(([issuer, keys]) => describeKeys(issuer, keys, texts[issuer] ?? "")),
  );
}

/** What an endpoint answered: a JWT, or the line of its status. */
function readAnswer(pasted = ""): ReturnType<ExternalData["fetch"]> {
  const text = pasted.trim();
  if (text === "") return { kind: "missing", reason: "its answer was not given" };
  const status = /^(?:HTTP\/\S+ )?([1-5]\d\d(?: .*)?)$/.exec(text)?.[1];
  return status === undefined || status.startsWith("2")
    ? { kind: "body", body: toByteString(text) }
    : { kind: "status", status };
}

function readIssuer(answer: string): string[] {
  const issuer = readUntrustedIssuer(toByteString(answer.trim()));
  return issuer.kind === "ok" ? [issuer.value] : [];
}

async function describeKeys(issuer: string, keys: PastedKeys, text: string): Promise<KeysReading> {
  switch (keys.kind) {
    case "empty":
      return { issuer, kind: keys.kind, keys: [] };
    case "keys": {
      const judged = keys.form === "PEM" ? undefined : await judgeKeys(text);
      return {
        issuer,
        kind: keys.kind,
        form: keys.form,
        keys: keys.keys,
        ...(keys.note ? { problem: keys.note } : {}),
        ...(judged && { judged }),
      };
    }
    default:
      return { issuer, kind: keys.kind, keys: [], problem: keys.problem };
  }
}
