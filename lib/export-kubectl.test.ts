import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Bundle } from "./export/bundle.ts";
import { bundleOf, findGuide, samplePairs } from "./testing/bundles.ts";

/**
 * What kubectl says of the files. Even a dry run on the client asks a server which kinds there are, so a small one
 * is in here: it tells the kinds, knows no object, takes whatever is created and allows whatever is asked.
 */

const kubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
const title = kubectl ? "kubectl" : "kubectl (skipped: there is none on this machine)";

/** Plural names by kind, of the groups that the manifests use. */
const kinds: Record<string, Record<string, string>> = {
  v1: { ConfigMap: "configmaps", Namespace: "namespaces", ServiceAccount: "serviceaccounts" },
  "apps/v1": { Deployment: "deployments" },
  "rbac.authorization.k8s.io/v1": {
    ClusterRole: "clusterroles",
    ClusterRoleBinding: "clusterrolebindings",
    Role: "roles",
    RoleBinding: "rolebindings",
  },
  "certificates.k8s.io/v1": { CertificateSigningRequest: "certificatesigningrequests" },
  "authorization.k8s.io/v1": { SelfSubjectAccessReview: "selfsubjectaccessreviews" },
};

const namespaced = ["ConfigMap", "ServiceAccount", "Deployment", "Role", "RoleBinding"];

describe.runIf(kubectl)(title, () => {
  let server: Server;
  let directory: string;
  let environment: Record<string, string | undefined>;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => void answer(request, response, asked));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    directory = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
    const { port } = server.address() as AddressInfo;
    const stub = write(
      "kubeconfig",
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "stub", cluster: { server: `http://127.0.0.1:${port}` } }],
        contexts: [{ name: "stub", context: { cluster: "stub", user: "" } }],
        "current-context": "stub",
      }),
    );
    environment = { PATH: process.env.PATH, HOME: directory, KUBECONFIG: stub };
  });

  afterAll(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });

  test("takes every manifest and every kubeconfig of a sample of guides and targets", async () => {
    // Most targets share these files, and most of the time is kubectl's start: it reads all of a kind in one run.
    const manifests = new Map<string, string>();
    const kubeconfigs = new Map<string, string>();
    for (const { guide, target } of samplePairs(8)) {
      const { files } = await bundleOf(guide, target);
      for (const { path: name, text } of files) {
        const found = isManifest(name) ? manifests : isKubeconfig(name) ? kubeconfigs : undefined;
        if (found?.has(text) !== false) continue;
        found.set(text, write(`${guide.id}-${target}-${name.replaceAll("/", "-")}`, text));
      }
    }
    expect(manifests.size).toBeGreaterThan(10);
    expect(kubeconfigs.size).toBeGreaterThan(10);
    expect(await createManifests([...manifests.values()])).toMatchObject({ status: 0, stderr: "" });
    expect(await viewKubeconfigs([...kubeconfigs.values()])).toMatchObject({
      ...{ status: 0, stderr: "" },
    });
  });

  test("refuses what is no manifest and no kubeconfig, among others", async () => {
    const { files } = await bundleOf(findGuide("emk-basic-corrected"), "kubeadm");
    const textOf = (name: string) => files.find((file) => file.path === name)?.text ?? "";
    const manifest = write("no.yaml", "apiVersion: v1\nkind: Nothing\nmetadata: {name: a}\n");
    const other = write("rbac.yaml", textOf("rbac/rbac.yaml"));
    expect((await createManifests([other])).status).toBe(0);
    expect((await createManifests([manifest, other])).status).toBe(1);
    const kubeconfig = write("no.yaml", "clusters: {}\n");
    const another = write("yes.yaml", textOf("clients/kubelogin/kubeconfig.yaml"));
    expect((await viewKubeconfigs([another])).status).toBe(0);
    expect((await viewKubeconfigs([kubeconfig, another])).status).toBe(1);
  });

  test("roles and bindings: what apply.sh and prove.sh ask of the server", async () => {
    const folder = writeAll("rbac", await bundleOf(findGuide("emk-basic-corrected"), "kubeadm"));
    asked.length = 0;
    expect(await run("sh", [path.join(folder, "rbac/apply.sh")])).toMatchObject({ status: 0 });
    expect(asked).toEqual([
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
      "/api/v1/namespaces",
      "/apis/rbac.authorization.k8s.io/v1/namespaces/development/rolebindings",
      "/api/v1/namespaces",
      "/apis/rbac.authorization.k8s.io/v1/namespaces/production/rolebindings",
    ]);
    asked.length = 0;
    expect(await run("sh", [path.join(folder, "rbac/prove.sh")])).toMatchObject({
      status: 0,
      stdout: `yes: ClusterRoleBinding oidc-cluster-admins: Group oidc:operations: * * -A
yes: RoleBinding development/oidc-developers: Group oidc:developers: create deployments.apps -n development
yes: RoleBinding production/oidc-user-viewer: User oidc:john@example.com: list pods -n production
3 asked, 0 answered no
`,
    });
    expect(asked).toEqual([
      "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews as claimcheck-proof of oidc:operations",
      "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews as claimcheck-proof of oidc:developers",
      "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews as oidc:john@example.com",
    ]);
  });

  test("kubelogin.sh writes the same user as kubeconfig.yaml has", async () => {
    for (const id of ["emk-basic-corrected", "github-corrected", "gitlab-corrected"]) {
      const folder = writeAll(`login-${id}`, await bundleOf(findGuide(id), "kubeadm"));
      const written = path.join(folder, "written");
      const script = path.join(folder, "clients/kubelogin/kubelogin.sh");
      expect(await run("sh", [script], { KUBECONFIG: written })).toMatchObject({ status: 0 });
      const [user] = parse(readFileSync(written, "utf8")).users;
      const file = path.join(folder, "clients/kubelogin/kubeconfig.yaml");
      const [wanted] = parse(readFileSync(file, "utf8")).users;
      // No flag sets the hint.
      const { installHint: _, ...exec } = wanted.user.exec;
      expect(user).toMatchObject({ name: wanted.name, user: { exec } });
    }
  });

  function isKubeconfig(name: string): boolean {
    return /kubeconfig[^/]*\.yaml$/.test(name);
  }

  function isManifest(name: string): boolean {
    return /^(rbac\/rbac|garden\/configmap|clients\/x509\/certificate-.*)\.yaml$/.test(name);
  }

  function createManifests(files: readonly string[]): Promise<Result> {
    const named = files.flatMap((file) => ["-f", file]);
    return run("kubectl", ["create", "--dry-run=client", "--validate=false", ...named]);
  }

  function viewKubeconfigs(files: readonly string[]): Promise<Result> {
    return run("kubectl", ["config", "view"], { KUBECONFIG: files.join(path.delimiter) });
  }

  function write(name: string, text: string): string {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  function writeAll(folder: string, { files }: Bundle): string {
    for (const { path: name, text } of files) write(path.join(folder, name), text);
    return path.join(directory, folder);
  }

  // The server above answers in this process, so nothing here may block.
  function run(command: string, args: readonly string[], more = {}): Promise<Result> {
    return new Promise((resolve) => {
      const env = { ...environment, ...more };
      execFile(
        command,
        args,
        { env: env as NodeJS.ProcessEnv, cwd: directory },
        (error, stdout, stderr) => resolve({ status: error === null ? 0 : 1, stdout, stderr }),
      );
    });
  }
});

interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One request; what creates something is written down, with whom it is asked as. */
async function answer(request: IncomingMessage, response: ServerResponse, asked: string[]) {
  for await (const _ of request);
  const { pathname } = new URL(request.url ?? "", "http://stub");
  const group = pathname.replace(/^\/apis?\//, "");
  if (request.method === "POST") {
    const { "impersonate-user": user, "impersonate-group": groups } = request.headers;
    asked.push(`${pathname}${user ? ` as ${user}` : ""}${groups ? ` of ${groups}` : ""}`);
    return send(response, 201, { ...created(pathname), status: { allowed: true } });
  }
  if (pathname === "/api") return send(response, 200, { kind: "APIVersions", versions: ["v1"] });
  if (pathname === "/apis") {
    const groups = Object.keys(kinds).filter((version) => version.includes("/"));
    return send(response, 200, {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: groups.map(describeGroup),
    });
  }
  const inside = kinds[group];
  if (inside)
    return send(response, 200, {
      kind: "APIResourceList",
      apiVersion: "v1",
      groupVersion: group,
      resources: Object.entries(inside).map(([kind, name]) => ({
        name,
        kind,
        namespaced: namespaced.includes(kind),
        verbs: ["create", "get", "list", "patch", "update"],
      })),
    });
  const missing = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound" };
  return send(response, 404, { ...missing, code: 404 });
}

function send(response: ServerResponse, status: number, value: unknown) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function describeGroup(groupVersion: string) {
  const [name, version] = groupVersion.split("/");
  const preferredVersion = { groupVersion, version };
  return { name, versions: [preferredVersion], preferredVersion };
}

/** An object of the kind that a path makes. kubectl writes protobuf, so what it wrote is not told. */
function created(pathname: string) {
  const plural = pathname.slice(pathname.lastIndexOf("/") + 1);
  for (const [apiVersion, inside] of Object.entries(kinds)) {
    const kind = Object.keys(inside).find((name) => inside[name] === plural);
    if (kind) return { apiVersion, kind };
  }
  return {};
}
