import { expect, test } from "vitest";
import { type Minor, minors } from "../../kube/minor.ts";
import { libraries } from "./all.ts";

/** Read in the Go sources, release by release: what 1.30 has, then what each later one added. */
const added: Readonly<Record<Minor, { functions: string; macros: string }>> = {
  30: {
    macros: "all exists exists_one filter has map optFlatMap optMap",
    functions: [
      // cel-go common/stdlib/standard.go
      "_?_:_ _&&_ _||_ !_ @not_strictly_false _==_ _!=_ _+_ _/_ _%_ _*_ -_ _-_ _<_ _<=_ _>_ _>=_ _[_] @in",
      "size type bool bytes double duration dyn int string timestamp uint contains endsWith startsWith matches",
      "getFullYear getMonth getDayOfYear getDayOfMonth getDate getDayOfWeek getHours getMinutes getSeconds getMilliseconds",
      // apiserver pkg/cel/library urls.go, regex.go, lists.go, authz.go
      "url getScheme getHost getHostname getPort getEscapedPath getQuery isURL",
      "find findAll",
      "isSorted sum max min indexOf lastIndexOf",
      "path group serviceAccount resource subresource namespace name check errored error allowed reason",
      // cel-go cel/library.go optionalLib
      "optional.of optional.ofNonZeroValue optional.none value hasValue or orValue _?._ _[?_]",
      // quantity.go
      "quantity isQuantity sign isGreaterThan isLessThan compareTo asApproximateFloat asInteger isInteger add sub",
      // cel-go ext/strings.go, version 2; ext/sets.go
      "charAt lowerAscii replace split substring trim upperAscii format strings.quote join",
      "sets.contains sets.equivalent sets.intersects",
      // ip.go, cidr.go
      "ip ip.isCanonical isIP family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast",
      "cidr isCIDR containsIP containsCIDR prefixLength masked",
    ].join(" "),
  },
  31: {
    macros: "",
    // format.go; authz.go's selectors
    functions:
      "format.named validate format.dns1123Label format.dns1123Subdomain format.dns1035Label format.qualifiedName format.dns1123LabelPrefix format.dns1123SubdomainPrefix format.dns1035LabelPrefix format.labelValue format.uri format.uuid format.byte format.date format.datetime fieldSelector labelSelector",
  },
  32: {
    // cel-go ext/comprehensions.go: the first three with two variables
    macros: "all exists exists_one existsOne transformList transformMap transformMapEntry",
    functions: "cel.@mapInsert",
  },
  33: {
    macros: "",
    // semverlib.go; optionals version 2
    functions:
      "semver isSemver isGreaterThan isLessThan compareTo major minor patch first last optional.unwrap unwrapOpt",
  },
  34: {
    macros: "sortBy",
    // cel-go ext/lists.go, version 3
    functions: "slice flatten sort @sortByAssociatedKeys lists.range reverse distinct",
  },
  35: { macros: "", functions: "" },
  36: { macros: "", functions: "" },
  // lists.go, version 1
  37: { macros: "", functions: "includes" },
  38: { macros: "", functions: "isMask" },
};

test.each(minors)("1.%i adds these functions and macros", (minor) => {
  const names = (kind: "functions" | "macros") =>
    libraries.flatMap((library) =>
      (library[kind] ?? [])
        .filter(({ since }) => Math.max(library.since, since ?? 30) === minor)
        .map(({ name }) => name),
    );
  const sorted = (values: readonly string[]) => [...new Set(values)].filter(Boolean).sort();
  expect(sorted(names("functions"))).toEqual(sorted(added[minor].functions.split(" ")));
  expect(sorted(names("macros"))).toEqual(sorted(added[minor].macros.split(" ")));
});

test("no overload is declared twice", () => {
  const ids = libraries.flatMap(({ functions }) =>
    functions.flatMap(({ overloads }) => overloads.map(({ id }) => id)),
  );
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});
