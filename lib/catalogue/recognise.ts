import { catalogue } from "./catalogue.ts";
import type { Answers, CatalogueEntry, Clues } from "./entry.ts";

/** An entry that fits, with the answers that what was seen gives away. */
export interface Recognised {
  readonly entry: CatalogueEntry;
  readonly answers: Answers;
}

/**
 * The entries that fit a token's claims, a discovery document or an issuer's URL, the likeliest first; empty if the
 * issuer is not known. Values of other types than a provider would write are passed over.
 */
export function recogniseIssuer(seen: Partial<Clues>): readonly Recognised[] {
  const { claims = {}, discovery = {} } = seen;
  const found = [seen.issuer, claims.iss, discovery.issuer].find(
    (value) => typeof value === "string" && value !== "",
  );
  const clues: Clues = { issuer: typeof found === "string" ? found : "", claims, discovery };
  return catalogue.flatMap((entry) => {
    const answers = entry.recognise(clues);
    return answers === undefined ? [] : [{ entry, answers }];
  });
}
