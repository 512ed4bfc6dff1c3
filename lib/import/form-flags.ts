import type { Span } from "../source/span.ts";
import type { Exploration, Grammar, Place } from "./exploration.ts";
import { type FlagReading, isOfOtherProgram, settingsOfFlags, splitPair } from "./flags.ts";
import { variablesOf } from "./form-configuration.ts";
import type { Found, FoundSettings, LegacyMeaning } from "./found.ts";
import { placeOf } from "./piece.ts";
import { convertSettings, type Defaults, flagDefaults, type Settings } from "./settings.ts";
import { get, itemsOf, type Tree, textOf } from "./tree.ts";
import { explainDoubts } from "./unknown.ts";

/** Takes kube-apiserver's flags of one command, list or mapping. */
export function foundOfFlags(x: Exploration, reading: FlagReading, span: Span, place: Place): void {
  const whole = placeOf(place.piece, span);
  const program = otherProgram(place);
  if (program !== undefined) {
    x.found.push({
      ...{ kind: "refused", format: "flags", title: `flags of ${program}`, span: whole, notes: [] },
      reason: `These are flags of ${x.holes.reveal(program)}, not of kube-apiserver.`,
    });
    return;
  }
  const { grammar } = place;
  takeFlags(x, reading, whole, { ...describeFlags(reading, place), grammar });
}

// The image of the container that gets the arguments, if it is neither the server nor a program that contains it.
function otherProgram(place: Place): string | undefined {
  if (!/^(?:args|command)$/.test(place.path.at(-1) ?? "")) return undefined;
  const container = place.around.at(-1);
  const image = textOf(get(container, "image"));
  const command = textOf(itemsOf(get(container, "command"))[0]) ?? "";
  if (image === undefined || serverPrograms.test(image) || serverPrograms.test(command))
    return undefined;
  const name = image.split("@", 1)[0]?.split("/").at(-1)?.split(":")[0] ?? "";
  return /^[a-z0-9][\w.-]*$/i.test(name) ? name : undefined;
}

const serverPrograms = /apiserver|hyperkube|k3s|rke2|k0s|kcp|vcluster|karmada|kube-oidc-proxy/i;

interface About {
  readonly format: string;
  readonly title: string;
  readonly target?: string;
  readonly grammar?: Grammar;
}

/** As `foundOfFlags`, of a command; `whole` is a span of the pasted text. */
export function takeFlags(
  x: Exploration,
  { flags, strange, doubts = [] }: Pick<FlagReading, "flags" | "strange" | "doubts">,
  whole: Span,
  about: About,
): void {
  const named = flags.findLast(({ name }) => name === "authentication-config")?.value;
  // An empty name is none, as without the flag.
  const file = named?.value === "" ? undefined : named;
  const oidc = flags.filter(
    ({ name }) => name !== "authentication-config" && name !== "anonymous-auth",
  );
  const base = { format: about.format, title: about.title, span: whole };
  if (file !== undefined) {
    x.found.push({
      ...{ kind: "reference", ...base, notes: [], file: x.holes.reveal(file.value) },
      ...(about.target !== undefined && { target: about.target }),
    });
    if (oidc.length === 0) return;
  }
  if (oidc.length === 0) return;
  const unknown = strange.find((name) => about.target !== undefined || !isOfOtherProgram(name));
  const misspelled = unknown?.startsWith("oidc-") ? noteOnUnknown(unknown) : undefined;
  const notes = [
    ...(misspelled === undefined ? [] : [misspelled]),
    ...oidc.flatMap(({ note }) => (note === undefined ? [] : [x.holes.reveal(note)])),
    ...(file === undefined ? [] : [conflictNote]),
  ];
  const settings = settingsOfFlags(oidc);
  const partial = settings.issuerUrl === undefined || settings.audiences.length === 0;
  const refused = (reason: string, because?: "unknown") => {
    const why = partial ? "partial" : because;
    x.found.push({
      ...{ kind: "refused", ...base, notes, reason: x.holes.reveal(reason) },
      ...(why !== undefined && { because: why }),
      ...(partial && { values: oidc.map(({ value }) => value.from) }),
    });
  };
  const foreign = strange.find(isOfOtherProgram);
  if (foreign !== undefined && about.target === undefined) {
    refused(
      `kube-apiserver has no flag --${foreign}: these are settings of another program, or the server does not start with them.`,
    );
    return;
  }
  const { grammar = "shell" } = about;
  if (doubts.length > 0) {
    refused(explainDoubts(x, doubts, { grammar, what: "--oidc-* flags" }), "unknown");
    return;
  }
  const malformed = oidc.find(
    ({ name, value }) => name === "required-claim" && splitPair(value) === undefined,
  );
  if (malformed !== undefined) {
    refused(
      `--oidc-required-claim=${malformed.value.value} is refused by the server: it wants claim=value.`,
    );
    return;
  }
  if (partial) {
    const absent = settings.issuerUrl === undefined ? "oidc-issuer-url" : "oidc-client-id";
    refused(`Both oidc-issuer-url and oidc-client-id are needed; ${absent} is not here.`);
    return;
  }
  const conflict = file === undefined ? undefined : conflictNote;
  const broken = oidc.find((flag) => flag.broken)?.note ?? conflict ?? misspelled;
  pushSettings(x, settings, flagDefaults, {
    ...base,
    notes,
    ...(broken !== undefined && { unstartable: x.holes.reveal(broken) }),
    ...(about.target !== undefined && { target: about.target }),
  });
}

function noteOnUnknown(name: string): string {
  const meant: Readonly<Record<string, string>> = {
    "oidc-group-prefix": "oidc-groups-prefix",
    "oidc-group-claim": "oidc-groups-claim",
    "oidc-user-claim": "oidc-username-claim",
    "oidc-user-prefix": "oidc-username-prefix",
    "oidc-required-claims": "oidc-required-claim",
    "oidc-issuer": "oidc-issuer-url",
  };
  const hint = meant[name] === undefined ? "" : ` (--${meant[name]} may be meant)`;
  return `kube-apiserver has no flag --${name}${hint}: the server does not start with it. It is left out.`;
}

const conflictNote =
  "The server does not start with --authentication-config and --oidc-* flags together.";

/** Converts the settings and adds them to what was found; a refusal if they configure nothing. */
export function pushSettings(
  x: Exploration,
  settings: Settings,
  defaults: Defaults,
  base: Pick<FoundSettings, "format" | "title" | "span" | "notes" | "target" | "unstartable">,
): void {
  const claim = settings.usernameClaim?.value ?? "";
  const isVariable = x.holes.list(claim).length > 0 || /\$[\w({]|\{\{|^<.{1,80}>$/.test(claim);
  if (defaults.usernamePrefix === "flags" && isVariable && !settings.usernamePrefix?.value) {
    const shown = x.holes.reveal(claim);
    const reason = `Which prefix user names get depends on the claim ${shown}: email has none, every other claim the issuer's URL.`;
    x.found.push({ kind: "refused", ...base, reason });
    return;
  }
  const made = convertSettings(settings, x, defaults);
  if (made === undefined) {
    const reason = `Both ${defaults.name("issuer-url")} and ${defaults.name("client-id")} are needed.`;
    x.found.push({ kind: "refused", ...base, reason });
    return;
  }
  const found: Found = {
    kind: "settings",
    ...base,
    notes: [...base.notes, ...made.notes],
    text: made.text,
    segments: made.segments,
    placeholders: variablesOf(made.text, made.variables),
    legacy: meaningOf(settings, defaults, x.holes.reveal),
  };
  x.found.push(found);
}

/** What the old settings mean, for the proof; written apart from the conversion, so that it can find its faults. */
function meaningOf(
  settings: Settings,
  defaults: Defaults,
  reveal: (text: string) => string,
): LegacyMeaning {
  const text = (said: { value: string } | undefined) => reveal(said?.value ?? "");
  const claim = text(settings.usernameClaim) || defaults.usernameClaim;
  const issuer = text(settings.issuerUrl);
  let prefix = text(settings.usernamePrefix);
  if (defaults.usernamePrefix === "flags") {
    if (prefix === "" && claim !== "email") prefix = `${issuer}#`;
    if (prefix === "-") prefix = "";
  } else if (defaults.usernamePrefix !== "empty") {
    if (settings.usernamePrefix === undefined) prefix = defaults.usernamePrefix.prefix;
    if (prefix === "-") prefix = "";
  }
  let groupsPrefix = text(settings.groupsPrefix);
  if (defaults.groupsPrefix !== "empty") {
    if (settings.groupsPrefix === undefined) groupsPrefix = defaults.groupsPrefix.prefix;
    if (groupsPrefix === "-") groupsPrefix = "";
  }
  return {
    issuerUrl: issuer,
    audiences: settings.audiences.map(text),
    usernameClaim: claim,
    usernamePrefix: prefix,
    groupsClaim: text(settings.groupsClaim) || (defaults.groupsClaim ?? ""),
    groupsPrefix,
    requiredClaims: Object.fromEntries(
      settings.requiredClaims.map(({ claim: name, value }) => [text(name), text(value)]),
    ),
    signingAlgorithms:
      settings.signingAlgorithms.length > 0
        ? settings.signingAlgorithms
        : defaults.algorithms === "RS256"
          ? ["RS256"]
          : [],
  };
}

// Providers of Cluster API that have a control plane of their own; its objects are in the same group as kubeadm's.
const otherControlPlanes: readonly { readonly kind: RegExp; readonly about: About }[] = [
  {
    kind: /^RKE2ControlPlane/,
    about: { format: "rke2", title: "flags of an RKE2ControlPlane", target: "rke2" },
  },
  {
    kind: /^KThreesControlPlane/,
    about: { format: "k3s", title: "flags of a KThreesControlPlane", target: "k3s" },
  },
  {
    kind: /^K0sControlPlane/,
    about: { format: "k0s", title: "flags of a K0sControlPlane", target: "k0s" },
  },
  {
    kind: /^KamajiControlPlane/,
    about: { format: "kamaji", title: "flags of a KamajiControlPlane" },
  },
];

function describeFlags({ through }: FlagReading, place: Place): About {
  const around = [...place.piece.around, ...place.around];
  const path = [...place.piece.path, ...place.path];
  const of = (test: (tree: Tree) => boolean) => around.some(test);
  const kind = (pattern: RegExp) => of((tree) => pattern.test(textOf(get(tree, "kind")) ?? ""));
  const version = (pattern: RegExp) =>
    of((tree) => pattern.test(textOf(get(tree, "apiVersion")) ?? ""));
  if (through === "k3d") return { format: "k3d", title: "flags of k3d", target: "k3d" };
  if (through === "minikube")
    return { format: "minikube", title: "flags of minikube", target: "minikube" };
  const product = otherControlPlanes.find((one) => kind(one.kind));
  if (product !== undefined) return product.about;
  if (
    kind(/^Kubeadm(?:ControlPlane|Config)/) ||
    of((tree) => get(tree, "spec", "kubeadmConfigSpec") !== undefined)
  ) {
    return { format: "cluster-api", title: "flags in a Cluster API object", target: "cluster-api" };
  }
  if (version(/^kind\.x-k8s\.io\//))
    return { format: "kind", title: "flags of a kind cluster", target: "kind" };
  if (version(/^kubeadm\.k8s\.io\//) || kind(/^ClusterConfiguration$/)) {
    return { format: "kubeadm", title: "flags in a kubeadm configuration", target: "kubeadm" };
  }
  const container = around.findLast((tree) => get(tree, "image") !== undefined);
  const proxy = /kube-oidc-proxy/.test(textOf(get(container, "image")) ?? "");
  if (!proxy && (kind(/^Pod$/) || path.includes("containers"))) {
    return { format: "static-pod", title: "flags in a static Pod", target: "static-pod" };
  }
  if (
    of((tree) => get(tree, "cluster", "apiServer") !== undefined) ||
    kind(/^KubeAPIServerConfig$/)
  ) {
    return { format: "talos", title: "flags in a Talos configuration", target: "talos-1.13" };
  }
  if (version(/^kamaji\.clastix\.io\//))
    return { format: "kamaji", title: "flags of a Kamaji control plane", target: "kamaji" };
  if (version(/^operator\.karmada\.io\//))
    return { format: "karmada", title: "flags of a Karmada control plane", target: "karmada" };
  if (/controlPlane\/distro\/\w+\/apiServer\b/.test(path.join("/")))
    return { format: "vcluster", title: "flags of a virtual cluster", target: "vcluster" };
  if (path.includes("extraKubeAPIServerArgs"))
    return { format: "microk8s", title: "flags of MicroK8s", target: "microk8s" };
  if (version(/^k0s\.k0sproject\.io\//))
    return { format: "k0s", title: "flags in a k0s configuration", target: "k0s" };
  if (through === "k3s") {
    // Where the file is, the network plug-in that only RKE2 chooses, or the release names RKE2.
    const rke2 =
      path.some((key) => key.includes("/rancher/rke2/")) ||
      of(
        (tree) => get(tree, "cni") !== undefined && get(tree, "kube-apiserver-arg") !== undefined,
      ) ||
      of((tree) => /\+rke2/.test(textOf(get(tree, "spec", "kubernetesVersion")) ?? "")) ||
      of((tree) => /\/rancher\/rke2\//.test(textOf(get(tree, "path")) ?? ""));
    return {
      format: "k3s",
      title: "flags in a k3s or RKE2 configuration",
      target: rke2 ? "rke2" : "k3s",
    };
  }
  return { format: "flags", title: "--oidc-* flags of kube-apiserver" };
}
