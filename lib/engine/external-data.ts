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
  readonly readings: readonly KeysReading[];
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
    readings: [...read].map(([issuer, keys]) =>
      describeKeys(issuer, keys, keysByIssuer[issuer] ?? ""),
    ),
    answering: [...answers.values()].flatMap(readIssuer),
  };
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

function describeKeys(issuer: string, keys: PastedKeys, text: string): KeysReading {
  switch (keys.kind) {
    case "empty":
      return { issuer, kind: keys.kind, keys: [] };
    case "keys": {
      const judged = keys.form === "PEM" ? undefined : judgeKeys(text);
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
