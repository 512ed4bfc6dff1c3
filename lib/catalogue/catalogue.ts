import type { CatalogueEntry } from "./entry.ts";
import { entra } from "./issuers/entra.ts";
import { githubActions } from "./issuers/github-actions.ts";
import { gitlab } from "./issuers/gitlab.ts";
import { gitlabCi } from "./issuers/gitlab-ci.ts";

/**
 * Every issuer that the page knows how to add. In the order in which a token or URL is compared with them: those that
 * an address gives away before those told by claims alone. A lazy chunk: nothing that the first paint needs imports it.
 */
export const catalogue: readonly CatalogueEntry[] = [entra, githubActions, gitlabCi, gitlab];
