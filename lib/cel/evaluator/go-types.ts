import type { CelResult } from "../values.ts";
import { isUint } from "../values.ts";

/** The name of the Go type behind a value, as %T prints it in messages. */
export function goTypeName(value: CelResult): string {
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
      return value.backing === "joined" ? "*types.concatList" : "*types.baseList";
    case "map":
      if (value.typeName !== undefined) return "*lazy.MapValue";
      return value.raw ? "*oidc.unescapeMapper" : "*types.baseMap";
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

/** The Go types of Kubernetes' own values. */
const objectTypes: Readonly<Record<string, string>> = {
  "kubernetes.URL": "cel.URL",
  "kubernetes.Quantity": "cel.Quantity",
  "kubernetes.NamedFormat": "cel.Format",
  "kubernetes.Semver": "cel.Semver",
  "net.IP": "cel.IP",
  "net.CIDR": "cel.CIDR",
};
