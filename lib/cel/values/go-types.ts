import { type Minor, newestMinor } from "../../kube/minor.ts";
import type { CelResult } from "../values.ts";
import { isUint } from "../values.ts";

/** The name of the Go type behind a value, as %T prints it in messages; 1.38 has types of its own for collections. */
export function goTypeName(value: CelResult, minor: Minor = newestMinor): string {
  switch (typeof value) {
    case "string":
      return "types.String";
    case "boolean":
      return "types.Bool";
    case "bigint":
      return "types.Int";
    case "number":
      return "types.Double";
  }
  if (value === null) return "types.Null";
  if (value instanceof Uint8Array) return "types.Bytes";
  if (isUint(value)) return "types.Uint";
  switch (value.kind) {
    case "error":
      return "*types.Err";
    case "list":
      if (value.raw) return "*oidc.unescapeLister";
      if (value.backing === "joined") return "*types.concatList";
      return minor >= 38 ? `*types.sliceList[${elementTypes[value.backing]}]` : "*types.baseList";
    case "map":
      if (value.typeName !== undefined) return "*lazy.MapValue";
      if (value.raw) return "*oidc.unescapeMapper";
      if (minor < 38) return "*types.baseMap";
      return value.backing === "native"
        ? "*types.nativeMap[string,interface {}]"
        : `*types.nativeMap[${celValue},${celValue}]`;
    case "timestamp":
      return "types.Timestamp";
    case "duration":
      return "types.Duration";
    case "type":
      return "*types.Type";
    case "optional":
      return "*types.Optional";
    case "object":
      return objectTypes[value.typeName] ?? "*types.protoObj";
  }
}

const celValue = "cel.dev/cel-go/common/types/ref.Val";

/** The Go types of a list's elements, by what is behind it. */
const elementTypes = {
  values: celValue,
  joined: celValue,
  strings: "string",
  native: "interface {}",
} as const;

/** The Go types of Kubernetes' own values. */
const objectTypes: Readonly<Record<string, string>> = {
  "kubernetes.URL": "cel.URL",
  "kubernetes.Quantity": "cel.Quantity",
  "kubernetes.NamedFormat": "cel.Format",
  "kubernetes.Semver": "cel.Semver",
  "net.IP": "cel.IP",
  "net.CIDR": "cel.CIDR",
};
