import type { LoadedConfiguration } from "../authn/load.ts";
import type { Span } from "../source/span.ts";

/** Whether a kube-apiserver of the version would start with the configuration. */
export interface ConfigurationReading {
  /** "empty": there is no text; "unreadable": it does not decode; "refused": decoded and not valid. */
  readonly verdict: "empty" | "unreadable" | "refused" | "accepted";
  readonly issuers: readonly {
    readonly index: number;
    readonly url: string;
    /** "" if there is none. */
    readonly discoveryURL: string;
    /** PEM; "" if there is none. */
    readonly certificateAuthority: string;
    readonly span?: Span;
  }[];
  /** The sha256 of the text in hex, as the server's metric reports it after "sha256:". */
  readonly hash?: string;
}

/** What the server makes of the text, and its issuers. */
export function describeConfiguration(
  text: string,
  loaded: LoadedConfiguration,
): ConfigurationReading {
  const issuers = (loaded.decoded?.configuration.jwt ?? []).map(({ issuer }, index) => {
    const place = loaded.decoded?.locate(`jwt[${index}].issuer.url`);
    const { url, discoveryURL, certificateAuthority } = issuer;
    const found = { index, url, discoveryURL, certificateAuthority };
    return { ...found, ...(place ? { span: place.span } : {}) };
  });
  return { verdict: verdictOf(text, loaded), issuers };
}

function verdictOf(text: string, loaded: LoadedConfiguration): ConfigurationReading["verdict"] {
  if (text.trim() === "") return "empty";
  if (loaded.decodeError !== undefined) return "unreadable";
  return loaded.errors.length > 0 ? "refused" : "accepted";
}
