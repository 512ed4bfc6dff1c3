import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exportX509 } from "./export/clients/x509.ts";
import type { ExportedFile } from "./export/files.ts";
import { bundleOf, findGuide, samplePairs } from "./testing/bundles.ts";

// The scripts are run, beside commands that replace what would reach out.

const has = (command: string) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

test("every script of a sample of guides and targets is read by a shell", async () => {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const { guide, target } of samplePairs(8)) {
    const { files } = await bundleOf(guide, target);
    for (const { path: name, text, language } of files) {
      if (language !== "shell" || seen.has(text)) continue;
      seen.add(text);
      const { status, stderr } = spawnSync("sh", ["-n"], { input: text, encoding: "utf8" });
      if (status !== 0) wrong.push(`${guide.id} ${target} ${name}: ${stderr}`);
    }
  }
  expect(seen.size).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});

describe("pipelines show the claims, and never the signature", () => {
  const claims = { iss: "https://idp.example.com", sub: "a/b~ü?", aud: "k8s" };
  const encode = (text: string) => Buffer.from(text).toString("base64url");
  const signature = "c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0";
  const token = `${encode('{"alg":"RS256"}')}.${encode(JSON.stringify(claims))}.${signature}`;

  test.runIf(has("jq"))("GitHub: masked first, asked for with an encoded audience", async () => {
    const text = await fileOf("github-corrected", "clients/github/workflows/kubernetes.yaml");
    const { env, steps } = parse(text).jobs.kubernetes;
    const { run, shell } = steps.at(-1);
    expect(shell).toBe("bash");
    const { stdout, calls, status } = execute(run, {
      commands: { curl: `echo '${JSON.stringify({ value: token })}'`, kubectl: "true" },
      env: {
        ...env,
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com/?api-version=2.0",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      },
    });
    expect(status).toBe(0);
    const [mask, ...rest] = stdout.split("\n");
    expect(mask).toBe(`::add-mask::${token}`);
    expect(JSON.parse(rest.join("\n"))).toEqual(claims);
    expect(calls).toEqual([
      "curl -sSf -G --data-urlencode audience=coffee-lucca-poc -H Authorization: bearer request-token https://example.com/?api-version=2.0",
      `kubectl --token=${token} auth whoami`,
    ]);
  });

  test.runIf(has("jq"))("GitHub: without a token nothing is asked", async () => {
    const text = await fileOf("github-corrected", "clients/github/workflows/kubernetes.yaml");
    const { run } = parse(text).jobs.kubernetes.steps.at(-1);
    for (const curl of ["exit 22", "echo '{}'"]) {
      const { calls, status } = execute(run, {
        commands: { curl, kubectl: "true" },
        env: {
          AUDIENCE: "k8s",
          ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com",
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
        },
      });
      expect(status).not.toBe(0);
      expect(calls.filter((call) => call.startsWith("kubectl"))).toEqual([]);
    }
  });

  test.runIf(has("jq"))("GitLab", async () => {
    const { kubernetes } = parse(await fileOf("gitlab-corrected", "clients/gitlab/.gitlab-ci.yml"));
    expect(kubernetes.id_tokens).toEqual({ K8S_TOKEN: { aud: "id_token_audience" } });
    const { stdout, calls } = execute(kubernetes.script.join("\n"), {
      commands: { kubectl: "true" },
      env: { K8S_TOKEN: token },
    });
    expect(JSON.parse(stdout)).toEqual(claims);
    expect(calls).toEqual([`kubectl --token=${token} auth whoami`]);
  });
});

describe("a certificate is asked for", () => {
  const input = {
    configuration: "",
    bindings: "",
    minor: 37,
    comments: "kept",
    issuers: [],
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  } as const;
  const cases: { name: string; username: string; groups: string[]; want: string[] }[] = [
    {
      name: "the user is the common name, each group an organisation",
      username: "oidc:jane@example.com",
      groups: ["oidc:a", "system:authenticated", "oidc:b"],
      want: ["CN=oidc:jane@example.com", "O=oidc:a", "O=oidc:b"],
    },
    {
      name: "what separates names in openssl",
      username: "ci:group/project=1+2",
      groups: ["a\\b"],
      want: ["CN=ci:group/project=1+2", "O=a\\b"],
    },
    {
      name: "beyond ASCII",
      username: "oidc:jürgen",
      groups: ["größe"],
      want: ["CN=oidc:jürgen", "O=größe"],
    },
    { name: "a quote", username: "it's; echo", groups: [], want: ["CN=it's; echo"] },
  ];
  for (const { name, username, groups, want } of cases) {
    test.runIf(has("openssl"))(name, () => {
      const { files } = exportX509(input, { username, groups });
      const folder = write(files);
      const { status, stderr } = spawnSync("sh", ["request.sh"], { cwd: folder, encoding: "utf8" });
      expect(status, stderr).toBe(0);
      const request = readFileSync(path.join(folder, "certificate-signing-request.yaml"), "utf8");
      const file = `${parse(request).metadata.name}.csr`;
      // One name a line, as they are.
      const options = ["-noout", "-subject", "-nameopt", "sep_multiline,utf8"];
      const { stdout } = spawnSync("openssl", ["req", "-in", file, ...options], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(
        stdout
          .split("\n")
          .slice(1, -1)
          .map((line) => line.trim()),
      ).toEqual(want);
    });
  }

  test("a name that openssl does not take is told", () => {
    const username = `oidc:${"a".repeat(60)}`;
    const [request] = exportX509(input, { username, groups: [] }).files;
    expect(request?.text).toContain(
      `# openssl takes at most 64 characters in a name, and refuses this one: ${username}\n`,
    );
  });

  describe("the administrator approves it", () => {
    // Real keys; the cluster's part is played by kubectl, which signs whatever request was created last.
    const kubectl = `case "$*" in
create*) cat > applied.yaml; sed -n 's/^  request: //p' applied.yaml | base64 -d > created.csr
  openssl x509 -req -in created.csr -CA ca.crt -CAkey ca.key -set_serial 1 -days 1 > created.crt 2>/dev/null ;;
get*) base64 < "$SIGNED" | tr -d '\\n' ;;
esac`;
    const approve = (folder: string, input: string, signed = "created.crt") => {
      const script = readFileSync(path.join(folder, "approve.sh"), "utf8");
      const env = { SIGNED: signed };
      return execute(script, { commands: { kubectl }, env, folder, input });
    };
    const prepare = (groups: readonly string[] = ["a"]) => {
      const folder = write(exportX509(input, { username: "jane", groups }).files);
      const authority = "req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.crt -subj /CN=ca";
      spawnSync("openssl", authority.split(" "), { cwd: folder });
      return folder;
    };
    const request = (folder: string) =>
      spawnSync("sh", ["request.sh"], { cwd: folder, encoding: "utf8" });
    const keyOf = (folder: string, kind: "x509" | "req", file: string) =>
      spawnSync("openssl", [kind, "-in", file, "-noout", "-pubkey"], {
        cwd: folder,
        encoding: "utf8",
      }).stdout;

    test.runIf(has("openssl"))("and gets it for the user", () => {
      const folder = prepare();
      request(folder);
      const { calls, status } = approve(folder, "y\n");
      expect(status).toBe(0);
      expect(calls).toEqual([
        "kubectl delete csr jane --ignore-not-found",
        "kubectl create -f -",
        "kubectl describe csr jane",
        "kubectl certificate approve jane",
        "kubectl get csr jane -o jsonpath={.status.certificate}",
      ]);
      expect(keyOf(folder, "x509", "jane.crt")).toBe(keyOf(folder, "req", "jane.csr"));
    });

    test.runIf(has("openssl"))("twice, each time for the key of the request", () => {
      const folder = prepare();
      request(folder);
      approve(folder, "y\n");
      const first = keyOf(folder, "x509", "jane.crt");
      request(folder);
      expect(approve(folder, "y\n").status).toBe(0);
      expect(keyOf(folder, "x509", "jane.crt")).toBe(keyOf(folder, "req", "jane.csr"));
      expect(keyOf(folder, "x509", "jane.crt")).not.toBe(first);
    });

    test.runIf(has("openssl"))("a certificate for another key is not kept", () => {
      const folder = prepare();
      request(folder);
      approve(folder, "y\n");
      spawnSync("cp", ["created.crt", "old.crt"], { cwd: folder });
      request(folder);
      expect(approve(folder, "y\n", "old.crt").status).toBe(1);
      expect(existsSync(path.join(folder, "jane.crt"))).toBe(false);
    });

    test.runIf(has("openssl"))("without a yes nothing is approved", () => {
      const folder = prepare();
      request(folder);
      const { calls } = approve(folder, "n\n");
      expect(calls).toEqual([
        "kubectl delete csr jane --ignore-not-found",
        "kubectl create -f -",
        "kubectl describe csr jane",
      ]);
      expect(existsSync(path.join(folder, "jane.crt"))).toBe(false);
    });

    test("system:masters is said beforehand, in the problems and by both scripts", () => {
      const { files, problems } = exportX509(input, {
        username: "jane",
        groups: ["system:masters"],
      });
      expect(problems).toEqual([
        "The request for a certificate asks for the group system:masters: its holder may do everything, whatever RBAC says, and nothing takes it back before it expires. An API server with its default admission plugins refuses such a request (CertificateSubjectRestriction).",
      ]);
      for (const name of ["request.sh", "approve.sh"])
        expect(files.find(({ path: file }) => file.endsWith(name))?.text).toContain(
          "echo 'This asks for the group system:masters: its holder may do everything, whatever RBAC says, until it expires.' >&2\n",
        );
    });
  });
});

describe("kubeadm's manifest is written for the endpoint that the node has", () => {
  const cases: { name: string; annotation: string; args: string[]; want: string }[] = [
    {
      name: "IPv4",
      annotation: "10.0.0.7:6444",
      args: [],
      want: 'localAPIEndpoint:\n  advertiseAddress: "10.0.0.7"\n  bindPort: 6444\n',
    },
    {
      name: "IPv6, with patches",
      // As kubeadm 1.37 writes it.
      annotation: "'[fd00::7]:6443'",
      args: ["/etc/kubernetes/patches"],
      want: 'localAPIEndpoint:\n  advertiseAddress: "fd00::7"\n  bindPort: 6443\npatches:\n  directory: /etc/kubernetes/patches\n',
    },
  ];
  const clusterConfiguration = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n";
  const prepare = async (annotation: string) => {
    const { files } = await bundleOf(findGuide("emk-basic-corrected"), "kubeadm");
    const folder = write(files.filter(({ path: name }) => name === "write-manifest.sh"));
    writeFileSync(path.join(folder, "kubeadm.yaml"), clusterConfiguration);
    mkdirSync(path.join(folder, "manifests"));
    writeFileSync(
      path.join(folder, "manifests/kube-apiserver.yaml"),
      `metadata:\n  annotations:\n    ${annotation}\n`,
    );
    return folder;
  };
  const endpointKey = "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint";
  const kubeadm =
    'case "$*" in *--dry-run) echo new > "$KUBEADM_INIT_DRYRUN_DIR/kube-apiserver.yaml";; esac';
  const writeIt = (folder: string, args: readonly string[], input: string) =>
    execute(`sh write-manifest.sh ${args.join(" ")}`, {
      commands: { kubeadm },
      env: { MANIFESTS: path.join(folder, "manifests") },
      folder,
      input,
    });

  for (const { name, annotation, args, want } of cases) {
    test(name, async () => {
      const folder = await prepare(`${endpointKey}: ${annotation}`);
      const { calls, status, stdout } = writeIt(folder, args, "y\n");
      expect(status).toBe(0);
      expect(readFileSync(path.join(folder, "node.yaml"), "utf8")).toBe(
        `${clusterConfiguration}---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n${want}`,
      );
      expect(stdout).toContain("\n+new\n");
      expect(calls).toEqual([
        "kubeadm init phase control-plane apiserver --config node.yaml --dry-run",
        "kubeadm init phase control-plane apiserver --config node.yaml",
      ]);
    });
  }

  test("without a yes nothing is written", async () => {
    const folder = await prepare(`${endpointKey}: 10.0.0.7:6443`);
    expect(writeIt(folder, [], "n\n").calls).toEqual([
      "kubeadm init phase control-plane apiserver --config node.yaml --dry-run",
    ]);
  });

  test("without the annotation nothing is tried", async () => {
    const folder = await prepare("other: a");
    const { calls, status } = writeIt(folder, [], "y\n");
    expect({ calls, status }).toEqual({ calls: [], status: 1 });
  });
});

async function fileOf(guide: string, name: string): Promise<string> {
  const { files } = await bundleOf(findGuide(guide), "kind");
  return files.find((file) => file.path === name)?.text ?? `no file ${name}`;
}

function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "claimcheck-"));
}

/** The folder of the first file, with all of them in their places. */
function write(files: readonly ExportedFile[]): string {
  const root = makeFolder();
  for (const { path: name, text } of files) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return path.join(root, path.dirname(files[0]?.path ?? ""));
}

interface Execution {
  /** What replaces a command, by its name: a line of shell. */
  readonly commands: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly input?: string;
}

/** Runs a script as GitHub runs one whose shell is bash, and tells how the commands were called. */
function execute(script: string, { commands, env, folder = makeFolder(), input = "" }: Execution) {
  const bin = makeFolder();
  const log = path.join(bin, "log");
  for (const [name, line] of Object.entries(commands)) {
    const file = path.join(bin, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> ${log}\n${line}\n`);
    chmodSync(file, 0o755);
  }
  const { stdout, status } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    {
      cwd: folder,
      input,
      encoding: "utf8",
      env: { ...env, PATH: `${bin}:${process.env.PATH}` } as unknown as NodeJS.ProcessEnv,
    },
  );
  const calls = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
  return { stdout, status, calls };
}
