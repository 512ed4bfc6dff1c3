import {
  code,
  codeBlock,
  joinMarkdown,
  type Markdown,
  markdown,
  prose,
} from "../export/markdown.ts";
import { formatRfc3339 } from "../go/time.ts";
import { formatMinor } from "../kube/minor.ts";
import { findClusterTarget } from "../kube/targets.ts";
import { maskClaims, maskClaimValues } from "../secrets/mask-claims.ts";
import { maskSecrets } from "../secrets/mask-secrets.ts";
import type { Headline } from "./headline-view.ts";
import type { AnalysisInput } from "./input.ts";
import { readLogLine } from "./log-line-view.ts";
import { type Queries, sourceOf } from "./queries.ts";

/** What a note is made of beside the inputs. */
export interface IncidentRequest {
  /** Lines of the API server's log, or what a client printed. */
  readonly log?: string;
  /** Of this product. */
  readonly claimcheck: string;
}

/**
 * A note for a ticket, as Markdown: versions, the verdict and its cause, lines of the log, the configuration without secrets
 * and the claims without values. It holds no token and no key, and untrusted text cannot leave a code block.
 */
export async function viewIncident(
  input: AnalysisInput,
  { log = "", claimcheck }: IncidentRequest,
  headline: Headline,
  queries: Pick<Queries, "describe" | "load">,
): Promise<string> {
  const { claimsText: claims = "{}" } = queries.describe({ text: input.token, minor: input.minor });
  const logLine = await readLogLine(log, queries.load(sourceOf(input)));
  const keyWords = listKeyWords(input.keys);
  const hide = (text: string) =>
    keyWords.reduce(
      (hidden, word) => hidden.replaceAll(word, "***"),
      maskClaims(maskSecrets(text, "plain").text, claims),
    );
  const { title, sentence, cause } = headline;
  const shownClaims = maskClaimValues(claims, input.configuration);
  const hasToken = shownClaims !== undefined && shownClaims !== "{}";
  const line = headline.log === undefined ? "" : hide(headline.log);
  const parts: Markdown[] = [
    markdown`# Login problem`,
    joinMarkdown(
      [
        markdown`- Kubernetes: ${code(formatMinor(input.minor))}`,
        markdown`- Kind of cluster: ${prose(findClusterTarget(input.target).title)}`,
        markdown`- Judged as of: ${code(formatRfc3339(BigInt(Math.floor(input.now)), 0))}`,
        markdown`- Claimcheck: ${code(claimcheck)}`,
        ...(hasToken ? [markdown`- Verdict: ${prose(title)}`] : []),
        ...(hasToken && cause !== undefined ? [markdown`- Cause: ${code(cause.code)}`] : []),
      ],
      "\n",
    ),
    ...(hasToken ? [markdown`## Verdict`, codeBlock("text", hide(sentence))] : []),
    ...(line === "" || !hasToken
      ? []
      : [markdown`## What the server's log says about it`, codeBlock("text", line)]),
    ...(log.trim() === ""
      ? []
      : [markdown`## Lines of the log`, codeBlock("text", cut(hide(log.trim()), 10_000))]),
    ...(logLine === undefined || log.trim() === ""
      ? []
      : [
          markdown`What they mean (${code(logLine.code)}):`,
          codeBlock("text", hide(logLine.cause)),
        ]),
    ...(hasToken
      ? [markdown`## Claims, values hidden`, codeBlock("json", cut(shownClaims, 10_000))]
      : []),
    ...(input.configuration.trim() === ""
      ? []
      : [
          markdown`## Configuration, secrets hidden`,
          codeBlock("yaml", cut(maskSecrets(input.configuration, "document").text, 40_000)),
        ]),
  ];
  return `${joinMarkdown(parts, "\n\n")}\n`;
}

// The server's line quotes a key set that it cannot read.
function listKeyWords(keys: AnalysisInput["keys"]): readonly string[] {
  const words = Object.values(keys).flatMap((text) => text.match(/[\w+/=-]{12,}/g) ?? []);
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

// Trackers take some 65,000 characters.
function cut(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text.slice(0, limit)}\n… cut: ${text.length - limit} more characters`;
}
