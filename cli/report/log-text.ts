import type { LogGroupView } from "../../lib/engine/whole-log/log-groups-view.ts";
import type { LogMoment } from "../../lib/explain/whole-log/log-group.ts";
import type { LogSummary } from "../../lib/explain/whole-log/read-log.ts";

/** What a whole log says, as lines to print. Names are in it only if they were kept. */
export function describeLog(
  { lines, failures, uncounted }: LogSummary,
  groups: readonly LogGroupView[],
): string[] {
  if (failures === 0)
    return [`Nothing in ${format(lines)} lines is about a refused token or request.`];
  return [
    `${format(failures)} ${failures === 1 ? "failure" : "failures"} of ${groups.length === 1 ? "one kind" : `${groups.length} kinds`} in ${format(lines)} lines.`,
    ...groups.flatMap((group) => ["", ...describeGroup(group)]),
    ...(uncounted > 0
      ? ["", `${format(uncounted)} more failures are in no group: there were too many kinds.`]
      : []),
  ];
}

function describeGroup(group: LogGroupView): string[] {
  const { code, title, count, users, names, places, remedies, first, last } = group;
  const when =
    first === undefined || last === undefined
      ? ""
      : `, ${formatMoment(first)} to ${formatMoment(last)}`;
  const who = users === 0 ? "" : `, ${format(users)} ${users === 1 ? "user" : "users"}`;
  return [
    `${format(count)} × ${code}: ${title}${when}${who}`,
    ...aboutLines(group).map((line) => `  ${line}`),
    `  lines ${format(group.firstLine)} to ${format(group.lastLine)}`,
    ...(names === undefined ? [] : [`  users: ${names.join(", ")}`]),
    ...places.map(({ path }) => `  see ${path}`),
    ...remedies.map((remedy) => `  - ${remedy}`),
  ];
}

function aboutLines({
  issuer,
  audiences,
  expression,
  claim,
  request,
  error,
}: LogGroupView): string[] {
  return [
    ...(issuer === undefined ? [] : [`issuer: ${issuer}`]),
    ...(audiences === undefined ? [] : [`issuer.audiences: ${audiences}`]),
    ...(expression === undefined ? [] : [`expression: ${expression}`]),
    ...(claim === undefined ? [] : [`claim: ${claim}`]),
    ...(request === undefined ? [] : [`request: ${request}`]),
    ...(error === undefined ? [] : error.split("\n").map((line) => `| ${line}`)),
  ];
}

function formatMoment(moment: LogMoment): string {
  return moment.kind === "written"
    ? moment.text
    : new Date(moment.milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function format(count: number): string {
  return count.toLocaleString("en");
}
