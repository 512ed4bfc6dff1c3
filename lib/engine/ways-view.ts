import { checkAnswers, fillAnswers } from "../catalogue/answers.ts";
import type { Answers } from "../catalogue/entry.ts";
import { agentOf, certificatesOf, ways } from "../catalogue/ways.ts";
import type { CertificateFacts, ExportRequest } from "../export/types.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import type { Asker } from "./access-input.ts";
import type { AnalysisInput } from "./input.ts";
import { readAsker } from "./other-ways-view.ts";

/** What it follows from. */
export type WaySource = Pick<AnalysisInput, "configuration" | "ways" | "access" | "minor" | "now">;

/** The part of an export that needs no issuer. */
type WayRequest = Pick<ExportRequest, "user" | "certificates" | "agent">;

/**
 * The ways in without an issuer that files are made for: those that were composed; else, what the one who asks says of
 * itself. A user typed by hand becomes a request for a certificate: with steps only if there is no configuration.
 */
export function requestWays(input: WaySource): WayRequest {
  const asker = input.access?.asker;
  const agent = answersOf(input, "gitlab-agent");
  const people = answersOf(input, "x509");
  const asking = asker && userOf(asker, input);
  const alone = input.configuration.trim() === "";
  return {
    ...(agent
      ? { agent: agentOf(agent) }
      : asker?.kind === "gitlab-agent" && asker.agent.config.trim() !== ""
        ? {
            agent: {
              ...{ gitlab: "https://<gitlab>", name: "", number: "", groups: [] },
              config: asker.agent.config,
            },
          }
        : {}),
    ...(people
      ? { certificates: certificatesOf(people) }
      : asking
        ? alone
          ? { certificates: [asking] }
          : { user: asking }
        : {}),
  };
}

/** The answers of a way that was composed; undefined if there are none, or they do not fit any more. */
function answersOf({ ways: given = {} }: WaySource, id: string): Answers | undefined {
  const way = ways.find((each) => each.id === id);
  const answers = Object.hasOwn(given, id) ? given[id] : undefined;
  if (way === undefined || answers === undefined) return undefined;
  const filled = fillAnswers(way, answers);
  return checkAnswers(way, filled).length === 0 ? filled : undefined;
}

function userOf(asker: Asker, { minor, now }: WaySource): CertificateFacts | undefined {
  if (asker.kind !== "manual" && asker.kind !== "certificate") return undefined;
  const { user } = readAsker(asker, minor, now);
  return user === undefined || user.username === ""
    ? undefined
    : {
        username: user.username,
        groups: user.groups.filter((group) => group !== authenticatedGroup),
      };
}
