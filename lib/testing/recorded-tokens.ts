import { readFileSync } from "node:fs";
import { loadConfiguration } from "../authn/load.ts";
import { parseMinor } from "../kube/minor.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { authenticate } from "../token/authenticate.ts";
import { readKeySet } from "../token/verify.ts";
import { answerOf, type Ending } from "./catalogue-cases.ts";

/** A file of scripts/record-catalogue.ts: what kube-apiserver's own code makes of the tokens of personas. */
export interface RecordedTokens extends Head {
  readonly recorded: readonly RecordedConfiguration[];
}

interface Head {
  /** The module version of the server's code by the version of Kubernetes. */
  readonly versions: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly now: number;
  readonly keys: readonly unknown[];
}

/** A configuration, and the tokens of its personas. */
export interface RecordedConfiguration {
  readonly id: string;
  readonly config: string;
  readonly tokens: readonly {
    readonly persona: string;
    readonly token: string;
    /** By the versions that answer so: "1.30 1.31". */
    readonly answers: Readonly<Record<string, Ending>>;
  }[];
}

/** The versions that both files were recorded with. */
export const recordedVersions: RecordedTokens["versions"] = {
  "1.30": "v0.30.14",
  "1.31": "v0.31.14",
  "1.32": "v0.32.13",
  "1.33": "v0.33.13",
  "1.34": "v0.34.13",
  "1.35": "v0.35.10",
  "1.36": "v0.36.6",
  "1.37": "v0.37.1",
  "1.38": "v0.38.0-beta.0",
};

/** Reads a recorded file by its name: "catalogue". */
export function readRecordedTokens(name: string): RecordedTokens {
  const file = new URL(`./recorded/${name}.jsonl`, import.meta.url);
  const [head = "", ...rest] = readFileSync(file, "utf8").trim().split("\n");
  return {
    ...(JSON.parse(head) as Head),
    recorded: rest.map((line): RecordedConfiguration => JSON.parse(line)),
  };
}

/** What the engine makes of a recorded token, and what the server did. */
export interface AnsweredToken {
  readonly version: string;
  readonly persona: string;
  readonly user: UserInfo | undefined;
  readonly log: string | undefined;
  readonly want: Ending | undefined;
}

/** Asks the engine about every token of a configuration, on every recorded version. Throws if one does not load it. */
export async function askEngine(
  { versions, now, keys }: Head,
  { id, config, tokens }: RecordedConfiguration,
): Promise<readonly AnsweredToken[]> {
  const answered: AnsweredToken[] = [];
  for (const version of Object.keys(versions)) {
    const minor = parseMinor(version);
    const { compiled } = minor ? loadConfiguration(config, { minor }) : {};
    if (minor === undefined || compiled === undefined) throw new Error(`${id}: not loaded`);
    const keySet = readKeySet(JSON.stringify({ keys }), minor);
    for (const { persona, token, answers } of tokens) {
      const { user, log } = await authenticate({
        configuration: compiled,
        minor,
        credential: { kind: "bearer", token },
        now,
        external: {
          keysOf: () => ({ kind: "keys", keySet }),
          fetch: () => ({ kind: "missing", reason: "not asked for" }),
        },
      });
      answered.push({ version, persona, user, log, want: answerOf(answers, version) });
    }
  }
  return answered;
}

/** The claims of a token, as they are signed. */
export function payloadOf(token: string): string {
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
}
