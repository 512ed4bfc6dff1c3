import { expect, test } from "vitest";
import type { Minor } from "../kube/minor.ts";
import { minors } from "../kube/minor.ts";
import { environmentFor } from "./environment.ts";

/** Names of functions by the release whose environment has them first; asked of the servers of each release. */
const introduced: Readonly<Record<Minor, string>> = {
  30: `!_ -_ @in @not_strictly_false _!=_ _%_ _&&_ _*_ _+_ _-_ _/_ _<=_ _<_ _==_ _>=_ _>_ _?._ _?_:_ _[?_] _[_]
    _||_ add allowed asApproximateFloat asInteger bool bytes charAt check cidr compareTo contains containsCIDR
    containsIP double duration dyn endsWith error errored family find findAll format getDate getDayOfMonth
    getDayOfWeek getDayOfYear getEscapedPath getFullYear getHost getHostname getHours getMilliseconds getMinutes
    getMonth getPort getQuery getScheme getSeconds group hasValue indexOf int ip ip.isCanonical isCIDR
    isGlobalUnicast isGreaterThan isIP isInteger isLessThan isLinkLocalMulticast isLinkLocalUnicast isLoopback
    isQuantity isSorted isURL isUnspecified join lastIndexOf lowerAscii masked matches max min name namespace
    optional.none optional.of optional.ofNonZeroValue or orValue path prefixLength quantity reason replace resource
    serviceAccount sets.contains sets.equivalent sets.intersects sign size split startsWith string strings.quote
    sub subresource substring sum timestamp trim type uint upperAscii url value`,
  31: `fieldSelector format.byte format.date format.datetime format.dns1035Label format.dns1035LabelPrefix
    format.dns1123Label format.dns1123LabelPrefix format.dns1123Subdomain format.dns1123SubdomainPrefix
    format.labelValue format.named format.qualifiedName format.uri format.uuid labelSelector validate`,
  32: "cel.@mapInsert",
  33: "first isSemver last major minor optional.unwrap patch semver unwrapOpt",
  34: "@sortByAssociatedKeys distinct flatten lists.range reverse slice sort",
  35: "",
  36: "",
  37: "includes",
  38: "isMask",
};

test("every function appears in the release that introduced it, and stays", () => {
  let before: readonly string[] = [];
  for (const minor of minors) {
    const names = [...environmentFor({ minor, variable: "claims" }).functions.keys()];
    expect(before.filter((name) => !names.includes(name))).toEqual([]);
    const added = names.filter((name) => !before.includes(name));
    expect({ minor, added: added.sort() }).toEqual({
      minor,
      added: introduced[minor].split(/\s+/).filter(Boolean).sort(),
    });
    before = names;
  }
});

test("no overload is declared twice", () => {
  for (const minor of minors) {
    const { functions } = environmentFor({ minor, variable: "user" });
    const ids = [...functions.values()].flatMap(({ overloads }) => overloads.map(({ id }) => id));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  }
});

test("an environment is built once", () => {
  const environment = { minor: 37, variable: "claims" } as const;
  expect(environmentFor(environment)).toBe(environmentFor({ ...environment }));
});
