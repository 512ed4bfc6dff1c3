import type { KubeClient } from "./kube-client.ts";

const kinds = {
  clusterroles: "ClusterRole",
  clusterrolebindings: "ClusterRoleBinding",
  roles: "Role",
  rolebindings: "RoleBinding",
} as const;

/** Every role and binding of a cluster as one JSON list, page by page. A text in `problem` says what could not be read. */
export async function readPolicy(
  client: KubeClient,
): Promise<{ readonly list: string } | { readonly problem: string }> {
  const items: object[] = [];
  for (const [resource, kind] of Object.entries(kinds)) {
    let next = "";
    do {
      const page: string = next === "" ? "" : `&continue=${encodeURIComponent(next)}`;
      const reply = await client.get(
        `/apis/rbac.authorization.k8s.io/v1/${resource}?limit=500${page}`,
      );
      if (reply.kind === "failed") return { problem: reply.message };
      if (reply.status !== 200) return { problem: `${resource}: ${describeStatus(reply)}` };
      const list = readList(reply.body);
      if (list === undefined) return { problem: `${resource}: the answer is no list` };
      for (const item of list.items) items.push(complete(item, kind));
      next = list.next;
    } while (next !== "");
  }
  return { list: JSON.stringify({ apiVersion: "v1", kind: "List", items }) };
}

/** What a server says about a request that it refuses. */
export function describeStatus({
  status,
  body,
}: {
  readonly status: number;
  readonly body: string;
}): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === "string") return `${status} ${message}`;
  } catch {
    // Something in between answered.
  }
  return String(status);
}

// The items of a list say neither their kind nor their version.
function complete(item: object, kind: string): object {
  const { metadata = {}, ...rest } = item as { readonly metadata?: Record<string, unknown> };
  const { managedFields: _, ...kept } = metadata;
  return { apiVersion: "rbac.authorization.k8s.io/v1", kind, ...rest, metadata: kept };
}

function readList(
  text: string,
): { readonly items: readonly object[]; readonly next: string } | undefined {
  try {
    const value = JSON.parse(text) as {
      readonly items?: unknown;
      readonly metadata?: { readonly continue?: unknown };
    };
    if (value.items === null) return { items: [], next: "" };
    if (!Array.isArray(value.items)) return undefined;
    const items = value.items.filter((item) => typeof item === "object" && item !== null);
    const next = value.metadata?.continue;
    return { items, next: typeof next === "string" ? next : "" };
  } catch {
    return undefined;
  }
}
