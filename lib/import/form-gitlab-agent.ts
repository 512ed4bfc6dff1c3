import { type AgentEntry, readAgentConfiguration } from "../identity/gitlab-agent.ts";
import type { Exploration, Place } from "./exploration.ts";
import { placeOf } from "./piece.ts";
import { get, type Tree } from "./tree.ts";

/**
 * Takes the GitLab agent's `config.yaml`: whom it lets in through GitLab, without any token of the configuration. False
 * for every other value.
 */
export function recogniseGitlabAgent(x: Exploration, tree: Tree, place: Place): boolean {
  if (tree.kind !== "map" || place.path.length > 0 || place.grammar !== "yaml") return false;
  const sections = ["user_access", "ci_access"].map((key) => get(tree, key));
  if (!sections.some((section) => section?.kind === "map")) return false;
  const { entries, findings } = readAgentConfiguration(x.holes.reveal(place.piece.text));
  const span = placeOf(place.piece, tree.span);
  const base = {
    format: "gitlab-agent",
    title: "the configuration of GitLab's agent",
    span,
  };
  const notes = [
    "Clients use a personal access token of GitLab (pat:) or a job: the agent passes their requests on, and no AuthenticationConfiguration is involved. Choose GitLab agent under Access to ask as one of them.",
    ...entries.map(describeEntry),
    ...findings.map(({ message }) => `${message}.`),
  ];
  x.found.push({ kind: "client", ...base, notes, client: { notes } });
  const named = entries.find(({ access }) => access.as === "impersonate");
  if (named?.access.as === "impersonate") {
    const { username, uid, groups, extra } = named.access;
    const user = {
      username,
      ...(groups.length > 0 && { groups }),
      ...(uid !== "" && { uid }),
      ...(Object.keys(extra).length > 0 && { extra }),
    };
    x.found.push({ kind: "user", ...base, notes: [], user });
  }
  return true;
}

function describeEntry({ section, kind, path, access }: AgentEntry): string {
  const who =
    section === "user_access" ? `Members of the ${kind} ${path}` : `Jobs of the ${kind} ${path}`;
  switch (access.as) {
    case "agent":
      return `${who} come as the agent's own service account: the cluster does not see who it was.`;
    case "user":
      return `${who} come as gitlab:user:<username>, with the groups gitlab:user and gitlab:${kind}_role:<id>:<role> for each role up to their own.`;
    case "ci_job":
      return `${who} come as gitlab:ci_job:<job id>, with the groups gitlab:ci_job, gitlab:group:<id> and gitlab:project:<id>.`;
    case "impersonate":
      return `${who} come as ${access.username}${access.groups.length === 0 ? "" : ` with the groups ${access.groups.join(", ")}`}: the agent's service account must be allowed to impersonate them.`;
  }
}
