import { stringify } from "yaml";

/** How a wrapper writes what it holds. */
export interface WrapStyle {
  /** Blanks of one level, 1 to 8. */
  readonly indent: number;
  /** How a text is written in YAML: as a block, between quotes of one kind, in base64. */
  readonly quoting: "block" | "double" | "single" | "base64";
  /** Something of the wrapper's own, before and behind. */
  readonly noise: string;
}

/** A text with blanks before every line that has a character. */
export function indentLines(text: string, blanks: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(blanks));
}

/** Puts a text into another one, as people have it. */
export interface Wrapper {
  readonly name: string;
  /** Undefined if the form cannot hold the text. */
  readonly wrap: (text: string, style: WrapStyle) => string | undefined;
}

/** A key that a tool reads a file from, in a mapping at the path. */
function inYaml(
  path: readonly (string | number)[],
  around: Record<string, unknown>,
): Wrapper["wrap"] {
  return (text, { indent, quoting, noise }) => {
    const mark = "WRAPPED_TEXT_GOES_HERE";
    const own = { ...around, ...(noise === "" ? {} : { note: noise }) };
    const shell = stringify(setAt(own, path, mark), { indent: Math.max(indent, 2), lineWidth: 0 });
    const line = shell.split("\n").find((each) => each.includes(mark)) ?? "";
    const column = /^[ -]*/.exec(line)?.[0].length ?? 0;
    const written = writeYaml(text, quoting, column, indent);
    return written === undefined ? undefined : shell.replace(mark, () => written);
  };
}

function setAt(
  around: unknown,
  [key, ...rest]: readonly (string | number)[],
  value: string,
): unknown {
  if (key === undefined) return value;
  if (typeof key === "number") return [setAt({}, rest, value)];
  const own = (around ?? {}) as Record<string, unknown>;
  const inner = own[key];
  return { ...own, [key]: setAt(inner, rest, value) };
}

function writeYaml(
  text: string,
  quoting: WrapStyle["quoting"],
  column: number,
  indent: number,
): string | undefined {
  switch (quoting) {
    case "base64":
      return undefined;
    case "double":
      return JSON.stringify(text);
    case "single":
      // A line break in single quotes needs an empty line, and blanks around it would be lost.
      return /\n|^\s|\s$/.test(text) ? undefined : `'${text.replaceAll("'", "''")}'`;
    case "block": {
      // A block begins with a line that is not indented further, and holds no tab or other control character first.
      if (text === "" || /^[ \t\n]/.test(text) || /[^\n\x20-\x7e\xa0-\ud7ff]/.test(text))
        return undefined;
      const chomping = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
      const blanks = " ".repeat(column + indent);
      const lines = text.replace(/\n$/, "").split("\n");
      return `|${chomping}\n${lines.map((line) => (line === "" ? "" : blanks + line)).join("\n")}`;
    }
  }
}

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

function withBase64(
  path: readonly (string | number)[],
  around: Record<string, unknown>,
): Wrapper["wrap"] {
  const wrap = inYaml(path, around);
  return (text, style) => wrap(base64(text), { ...style, quoting: "double" });
}

const indentBy = (text: string, blanks: number) =>
  text.replaceAll(/^(?=[^\n])/gm, " ".repeat(blanks));

/** Every form that holds a file word for word. */
export const wrappers: readonly Wrapper[] = [
  {
    name: "ConfigMap",
    wrap: inYaml(["data", "config.yaml"], {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "authn", namespace: "kube-system" },
    }),
  },
  {
    name: "Secret",
    wrap: withBase64(["data", "config.yaml"], {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "authn" },
    }),
  },
  {
    name: "Secret with stringData",
    wrap: inYaml(["stringData", "config.yaml"], { apiVersion: "v1", kind: "Secret" }),
  },
  {
    name: "Talos",
    wrap: inYaml(["machine", "files", 0, "content"], { machine: { type: "controlplane" } }),
  },
  {
    name: "KubeadmControlPlane",
    wrap: inYaml(["spec", "kubeadmConfigSpec", "files", 0, "content"], {
      apiVersion: "controlplane.cluster.x-k8s.io/v1beta1",
      kind: "KubeadmControlPlane",
      metadata: { name: "cp" },
    }),
  },
  {
    name: "cloud-init",
    wrap: (text, style) => {
      const inner = inYaml(["write_files", 0, "content"], {})(text, style);
      return inner === undefined ? undefined : `#cloud-config\n${inner}`;
    },
  },
  { name: "cloud-init in base64", wrap: withBase64(["write_files", 0, "content"], {}) },
  { name: "Ansible", wrap: inYaml(["tasks", 0, "copy", "content"], { hosts: "all" }) },
  { name: "Helm values", wrap: inYaml(["kubeApi", "authentication", "file"], {}) },
  {
    name: "JSON",
    wrap: (text, { noise, indent }) =>
      JSON.stringify({ noise, deep: { file: text } }, null, indent),
  },
  {
    name: "Terraform with a here-document",
    wrap: (text, { indent }) => {
      if (
        /^\s*EOT$/m.test(text) ||
        !text.endsWith("\n") ||
        /^[ \t\n]/.test(text) ||
        /\t/.test(text)
      )
        return undefined;
      const escaped = text.replaceAll("${", "$${").replaceAll("%{", "%%{");
      return `module "cluster" {\n  authentication_config = <<-EOT\n${indentBy(escaped, indent + 2)}  EOT\n  kept = true\n}\n`;
    },
  },
  {
    name: "Terraform with a string",
    wrap: (text) => {
      const escaped = JSON.stringify(text).replaceAll("${", "$${").replaceAll("%{", "%%{");
      return `locals {\n  config = ${escaped}\n}\n`;
    },
  },
  {
    name: "a script",
    wrap: (text) =>
      /^EOF$/m.test(text) || !text.endsWith("\n")
        ? undefined
        : `set -e\ncat <<'EOF' > /etc/kubernetes/authn.yaml\n${text}EOF\nsystemctl restart kubelet\n`,
  },
  {
    name: "Markdown",
    wrap: (text) =>
      /^(?:```|~~~)/m.test(text)
        ? undefined
        : `# Setup\n\nWrite this file:\n\n\`\`\`yaml\n${text}${text.endsWith("\n") ? "" : "\n"}\`\`\`\n\nThen restart.\n`,
  },
];

/** Those that can be inside of another one and hold any text: the last is the outermost. */
export const nestable: readonly Wrapper[] = wrappers.filter(
  ({ name }) => !["Markdown", "a script"].includes(name),
);
