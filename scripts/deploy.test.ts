import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { globalUnicast, specialNetworks } from "../lib/remote/special-networks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const deploy = path.join(root, "deploy");

const schema = JSON.parse(
  readFileSync(path.join(root, "scripts", "testdata", "deploy.schema.json"), "utf8"),
) as object;
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly configMapGenerator?: readonly { name: string; literals: readonly string[] }[];
}

const folders = readdirSync(deploy).sort();
const kustomizations = folders.map((folder) => ({
  folder,
  content: parse(
    readFileSync(path.join(deploy, folder, "kustomization.yaml"), "utf8"),
  ) as Kustomization,
}));
const manifests = folders.flatMap((folder) =>
  readdirSync(path.join(deploy, folder))
    .filter((name) => name !== "kustomization.yaml")
    .map((name) => `${folder}/${name}`),
);

function readManifest(file: string): Record<string, unknown> {
  return parse(readFileSync(path.join(deploy, file), "utf8")) as Record<string, unknown>;
}

describe("deploy", () => {
  test.each(manifests)("%s is an object of Kubernetes 1.37", (file) => {
    const documents = parseAllDocuments(readFileSync(path.join(deploy, file), "utf8"));
    expect(documents.map((document) => document.errors)).toEqual([[]]);
    const manifest = readManifest(file);
    // includeSelectors of the kustomization writes these two.
    const isDeployment = manifest.kind === "Deployment";
    const filled = isDeployment
      ? { ...manifest, spec: fillSelector(manifest.spec as Record<string, unknown>) }
      : manifest;
    validate(filled);
    expect(validate.errors ?? []).toEqual([]);
  });

  test("the schema refuses what is no field", () => {
    const wrong = { ...readManifest("base/service.yaml"), spec: { port: [] } };
    expect(validate(wrong)).toBe(false);
  });

  test("each kustomization names what is there, and every file is named", () => {
    const named = kustomizations.flatMap(({ folder, content }) =>
      [...(content.resources ?? []), ...(content.components ?? [])].map((name) =>
        path.posix.normalize(`${folder}/${name}`),
      ),
    );
    expect(named.sort()).toEqual([...manifests, "base", "ingress"].sort());
  });

  test("the Ingress is off until it is asked for, and hosts are not set", () => {
    const base = kustomizations.find(({ folder }) => folder === "base")?.content;
    expect(base?.resources).toEqual([
      "namespace.yaml",
      "service-account.yaml",
      "deployment.yaml",
      "service.yaml",
      "network-policy.yaml",
    ]);
    expect(base?.configMapGenerator).toEqual([
      { name: "claimcheck", literals: ["CLAIMCHECK_HOSTS="] },
    ]);
  });

  test("the pod is what the restricted level of pod security wants, on a read-only root", () => {
    const { spec } = readManifest("base/deployment.yaml") as {
      spec: {
        template: { spec: Record<string, unknown> & { containers: Record<string, unknown>[] } };
      };
    };
    const pod = spec.template.spec;
    expect([pod.securityContext, pod.automountServiceAccountToken, pod.volumes]).toEqual([
      {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      false,
      undefined,
    ]);
    expect(pod.containers.map(({ securityContext }) => securityContext)).toEqual([
      {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    ]);
    const probes = pod.containers.flatMap((container) =>
      ["startupProbe", "readinessProbe", "livenessProbe"].map(
        (name) => (container[name] as { httpGet: unknown }).httpGet,
      ),
    );
    expect(probes).toEqual(Array(3).fill({ path: "/healthz", port: "http" }));
  });

  test("the network policy lets out where the server may go by itself", () => {
    const { spec } = readManifest("base/network-policy.yaml") as {
      spec: { egress: { to: { ipBlock?: unknown }[]; ports: unknown }[]; policyTypes: string[] };
    };
    expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
    const special = specialNetworks.flatMap(([, networks]) => networks);
    const isGlobal = (network: string): boolean => /^[23][0-9a-f]{3}:/.test(network);
    expect(spec.egress.at(-1)).toEqual({
      to: [
        {
          ipBlock: {
            cidr: "0.0.0.0/0",
            except: special.filter((network) => !network.includes(":")),
          },
        },
        { ipBlock: { cidr: globalUnicast, except: special.filter(isGlobal) } },
      ],
      ports: [{ port: 443 }],
    });
  });
});

function fillSelector(spec: Record<string, unknown>): Record<string, unknown> {
  return { ...spec, selector: { matchLabels: {} } };
}
