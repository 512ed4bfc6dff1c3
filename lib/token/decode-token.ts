import { decodeBase64UrlText } from "../go/base64.ts";
import { toByteString } from "../go/byte-string.ts";
import { type GoJsonText, parseGoJson, stringValue } from "../go/parse-json.ts";
import type { Credential } from "./authenticate.ts";
import { stripWhitespace } from "./jws.ts";
import { type PastedToken, readToken } from "./read.ts";

/** A paste, recognised and decoded once: what describes, advises, compares with keys and authenticates starts from it. */
export interface DecodedToken {
  readonly pasted: PastedToken;
  /** What a server would try to authenticate; absent if the paste is nothing that it could be sent. */
  readonly credential?: Credential;
  /** The header as JSON; absent for a draft, and if it cannot be read. */
  readonly header?: GoJsonText;
  /** The claims as JSON; absent if they cannot be read. */
  readonly claims?: GoJsonText;
}

/** Decodes whatever was pasted as a token. Takes any text and never throws. */
export function decodeToken(text: string): DecodedToken {
  return decodePasted(readToken(text));
}

/** The same for a text that was recognised already. */
export function decodePasted(pasted: PastedToken): DecodedToken {
  switch (pasted.kind) {
    case "empty":
    case "unreadable":
      return { pasted };
    case "claims": {
      const claims = parse(toByteString(pasted.claims));
      return {
        pasted,
        credential: { kind: "draft", claims: pasted.claims },
        ...withClaims(claims),
      };
    }
    case "jwt":
    case "jwe": {
      const [head = "", payload = ""] = stripWhitespace(pasted.token).split(".");
      const header = decodePart(head);
      return {
        pasted,
        credential: { kind: "bearer", token: pasted.token },
        ...(header && { header }),
        ...(pasted.kind === "jwt" && withClaims(decodePart(payload))),
      };
    }
    default:
      return { pasted, credential: { kind: "bearer", token: pasted.token } };
  }
}

/** The text of a member of a header or of claims; undefined if it is absent or no string. */
export function readMember(text: GoJsonText | undefined, name: string): string | undefined {
  if (text?.root.kind !== "object") return undefined;
  // Of a member that is there twice the last one, as for the server's expressions.
  const node = text.root.values[text.root.keys.lastIndexOf(name)];
  return node?.kind === "string" ? stringValue(text, node) : undefined;
}

function withClaims(claims: GoJsonText | undefined): Pick<DecodedToken, "claims"> {
  return claims === undefined ? {} : { claims };
}

function decodePart(part: string): GoJsonText | undefined {
  const decoded = decodeBase64UrlText(part);
  return decoded.kind === "error" ? undefined : parse(decoded.value.bytes);
}

function parse(bytes: string): GoJsonText | undefined {
  const parsed = parseGoJson(bytes);
  return parsed.kind === "ok" ? parsed.value : undefined;
}
