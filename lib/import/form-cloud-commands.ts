import type { Span } from "../source/span.ts";
import type { Exploration, Place } from "./exploration.ts";
import { recogniseOneIssuer } from "./form-one-issuer.ts";
import { takeProviders } from "./form-openshift.ts";
import type { Holes } from "./holes.ts";
import { type Piece, placeOf } from "./piece.ts";
import type { ShellCommand, ShellWord } from "./read-shell.ts";
import { readJsonTree } from "./read-yaml.ts";
import { countUp, type Entry, type MapTree, type TextTree, type Tree } from "./tree.ts";

/** Takes a cloud's command that configures one issuer: aws, exo, scw, az, kops, rosa. False for every other command. */
export function takeCloudCommand(
  x: Exploration,
  words: readonly ShellWord[],
  piece: Piece,
): boolean {
  const [program, ...rest] = words;
  const is = (...wanted: readonly string[]) =>
    wanted.every((name) => rest.some(({ value }) => value === name));
  const at = (path: readonly string[]): Place => ({ piece, path, around: [], grammar: "shell" });
  const name = program?.value.split("/").at(-1) ?? "";
  switch (name) {
    // `aws eks associate-identity-provider-config --oidc issuerUrl=…,clientId=…,requiredClaims={a=b}`, or as JSON.
    case "aws": {
      const word = is("eks", "associate-identity-provider-config") && valueOfFlag(rest, "--oidc");
      return (
        !!word && recogniseOneIssuer(x, readArgument(word), at(["identityProviderConfig", "oidc"]))
      );
    }
    // `exo compute sks create NAME --oidc-issuer-url …`.
    case "exo": {
      const tree = fieldsOf(rest, /^--oidc-([a-z-]+)(?:=|$)/);
      return (
        is("sks") && recogniseOneIssuer(x, tree, at(["exoscale_sks_cluster", "cluster", "oidc"]))
      );
    }
    // `scw k8s cluster create open-id-connect-config.issuer-url=…`.
    case "scw": {
      const tree = fieldsOf(rest, /^open-id-connect-config\.([a-z-]+)(?:\.\d+)?=/);
      return is("k8s") && recogniseOneIssuer(x, tree, at(["open_id_connect_config"]));
    }
    case "az": {
      const file = is("aks", "jwtauthenticator") ? valueOfFlag(rest, "--config-file") : undefined;
      if (file === undefined) return false;
      x.found.push({
        ...{ kind: "reference", format: "aks-jwt-authenticator", notes: [], target: "aks" },
        title: "a command for a JWT authenticator of AKS",
        span: placeOf(piece, file.span),
        file: x.holes.reveal(file.value),
      });
      return true;
    }
    // It takes the provider from a file only.
    case "eksctl": {
      const file = is("associate", "identityprovider")
        ? (valueOfFlag(rest, "-f") ?? valueOfFlag(rest, "--config-file"))
        : undefined;
      if (file === undefined) return false;
      // What a here-document holds is read where it is.
      if (file.value === "-") return true;
      x.found.push({
        ...{ kind: "reference", format: "eksctl", notes: [], target: "eks" },
        title: "a command for an identity provider of EKS",
        span: placeOf(piece, file.span),
        file: x.holes.reveal(file.value),
      });
      return true;
    }
    // `kops set cluster NAME spec.kubeAPIServer.oidcIssuerURL=…`, `kops create cluster --set cluster.spec.…=…`.
    case "kops":
      return takeKops(x, rest, piece);
    case "rosa":
      return is("create", "external-auth-provider") && takeRosa(x, words, piece);
    default:
      return false;
  }
}

/** Commands that set fields of one cluster of kOps one after the other are one command. */
export function joinKopsCommands(
  commands: readonly ShellCommand[],
  { reveal }: Holes,
): readonly ShellCommand[] {
  const joined: (ShellCommand & { words: ShellWord[] })[] = [];
  let last: string | undefined;
  for (const command of commands) {
    const before = joined.at(-1);
    const found = kopsCluster(command.words);
    const cluster = found === undefined ? undefined : reveal(found);
    const same = cluster !== undefined && cluster === last;
    last = cluster;
    if (before === undefined || !same) {
      joined.push({ ...command, span: { ...command.span }, words: [...command.words] });
      continue;
    }
    for (const word of command.words.slice(3)) if (word.value !== found) before.words.push(word);
    (before.span as { end: number }).end = command.span.end;
  }
  return joined;
}

function kopsCluster(words: readonly ShellWord[]): string | undefined {
  const [program, verb, kind, ...rest] = words.map(({ value }) => value);
  if (program?.split("/").at(-1) !== "kops" || verb !== "set" || kind !== "cluster") return;
  return rest.find((word) => !word.includes("=") && !word.startsWith("-")) ?? "";
}

function takeKops(x: Exploration, words: readonly ShellWord[], piece: Piece): boolean {
  const own = [
    [/^(?:cluster\.)?spec\.kubeAPIServer\.(oidc\w+)=/, ["spec", "kubeAPIServer"]],
    [/^(?:cluster\.)?spec\.authentication\.oidc\.(\w+)=/, ["spec", "authentication", "oidc"]],
  ] as const;
  const plain = words.map((word) => {
    const flag = /^--(?:set|overrides?)=/.exec(word.value)?.[0].length ?? 0;
    return { ...word, value: word.value.slice(flag) };
  });
  for (const [field, path] of own) {
    const tree = fieldsOf(plain, field);
    if (tree.entries.length === 0) continue;
    const head: Entry = {
      ...{ key: "apiVersion", keySpan: tree.span },
      value: textTree("kops.k8s.io/v1alpha2", tree.span),
    };
    const around = [{ ...tree, entries: [head] }];
    const before = x.found.length;
    recogniseOneIssuer(x, tree, { piece, path, around, grammar: "shell" });
    const found = x.found.at(-1);
    if (x.found.length === before) refusePart(x, tree, piece);
    else if (found?.kind === "settings")
      x.found.splice(-1, 1, { ...found, notes: [...found.notes, keeps] });
    return true;
  }
  return false;
}

const keeps =
  "The command changes a cluster: it is assumed that nothing else of its OIDC settings was set before.";

function refusePart(x: Exploration, tree: MapTree, piece: Piece): void {
  x.found.push({
    ...{ kind: "refused", format: "kops", title: "fields of a kOps cluster", notes: [] },
    span: placeOf(piece, tree.span),
    reason:
      "The command sets a part of the OIDC settings only: open the whole cluster (kops get cluster -o yaml).",
    because: "partial",
  });
}

/**
 * `rosa create external-auth-provider`. What it sends has no prefix policy, so that of OpenShift's API counts: the issuer's
 * URL for every claim but email (openshift/rosa pkg/externalauthprovider, and UsernameClaim of the OCM API).
 */
function takeRosa(x: Exploration, words: readonly ShellWord[], piece: Piece): boolean {
  const [first, last] = [words[0]?.span, words.at(-1)?.span];
  const span = { start: first?.start ?? 0, end: last?.end ?? 0 };
  const about = {
    format: "rosa",
    target: "hypershift",
    title: "a command for an external authentication provider of ROSA",
  };
  const refuse = (reason: string) => {
    const base = { ...about, span: placeOf(piece, span), notes: [] };
    x.found.push({ kind: "refused", ...base, reason: x.holes.reveal(reason) });
    return true;
  };
  const flag = (name: string) => valueOfFlag(words, `--${name}`);
  const needed = [
    "issuer-url",
    "issuer-audiences",
    "claim-mapping-username-claim",
    "claim-mapping-groups-claim",
  ];
  const absent = needed.find((name) => !flag(name)?.value);
  if (absent !== undefined)
    return refuse(`--${absent} is not given: rosa asks for it, and the answer is not in the text.`);
  const rules = (flag("claim-validation-rule")?.value ?? "").split(",").filter((one) => one !== "");
  const odd = rules.find((rule) => !/^[^:]+:[^:]+$/.test(rule));
  if (odd !== undefined)
    return refuse(`rosa leaves out the rule ${odd}: it wants claim:value with one colon.`);
  const text = (name: string) => {
    const word = flag(name);
    return textTree(word?.value ?? "", word?.span ?? span);
  };
  const map = (fields: Readonly<Record<string, Tree>>): MapTree => ({
    kind: "map",
    entries: Object.entries(fields).map(([key, value]) => ({ key, keySpan: span, value })),
    span,
  });
  const list = (items: readonly Tree[]): Tree => ({ kind: "list", items, span });
  const audiences = flag("issuer-audiences");
  const provider = map({
    issuer: map({
      issuerURL: text("issuer-url"),
      audiences: list(
        (audiences?.value ?? "").split(",").map((one) => textTree(one, audiences?.span ?? span)),
      ),
    }),
    claimMappings: map({
      username: map({ claim: text("claim-mapping-username-claim") }),
      groups: map({ claim: text("claim-mapping-groups-claim") }),
    }),
    claimValidationRules: list(
      rules.map((rule) => {
        const [claim = "", value = ""] = rule.split(":");
        const from = flag("claim-validation-rule")?.span ?? span;
        return map({
          requiredClaim: map({
            claim: textTree(claim, from),
            requiredValue: textTree(value, from),
          }),
        });
      }),
    ),
  });
  const spec = map({ type: textTree("OIDC", span), oidcProviders: list([provider]) });
  takeProviders(x, spec, spec, { piece, path: [], around: [], grammar: "shell" }, about);
  const found = x.found.at(-1);
  const ca = flag("issuer-ca-file")?.value;
  if (found?.kind === "settings" && ca !== undefined && ca !== "") {
    const note = `The contents of ${x.holes.reveal(ca)} belong in certificateAuthority.`;
    x.found.splice(-1, 1, { ...found, notes: [...found.notes, note] });
  }
  return true;
}

function valueOfFlag(words: readonly ShellWord[], flag: string): ShellWord | undefined {
  const at = words.findIndex(({ value }) => value === flag);
  if (at !== -1) return words[at + 1];
  const joined = words.find(({ value }) => value.startsWith(`${flag}=`));
  return joined && { ...joined, value: joined.value.slice(flag.length + 1) };
}

// Words that name a field and give its value, behind the sign or as the next word. A field that is there again is a list.
function fieldsOf(words: readonly ShellWord[], field: RegExp): MapTree {
  const given = new Map<string, { keySpan: Span; values: TextTree[] }>();
  for (const [i, { value, span }] of words.entries()) {
    const match = field.exec(value);
    if (match === null) continue;
    const [whole, key = ""] = match;
    const next = whole.endsWith("=") ? { value: value.slice(whole.length), span } : words[i + 1];
    if (next === undefined) continue;
    const before = given.get(key) ?? { keySpan: span, values: [] };
    before.values.push(textTree(next.value, next.span));
    given.set(key, before);
  }
  const entries = [...given].map(([key, { keySpan, values }]): Entry => {
    const [only] = values;
    return {
      ...{ key, keySpan },
      value:
        only !== undefined && values.length === 1
          ? only
          : { kind: "list", items: values, span: keySpan },
    };
  });
  return { kind: "map", entries, span: words[0]?.span ?? { start: 0, end: 0 } };
}

// JSON or the shorthand; every place in it is that of the word.
function readArgument({ value, span }: ShellWord): MapTree {
  const json = value.startsWith("{") ? readJsonTree(value) : undefined;
  return json?.kind === "map" ? moveTo(json, span) : readShorthand(value, span);
}

function moveTo<T extends Tree>(tree: T, span: Span): T;
function moveTo(tree: Tree, span: Span): Tree {
  switch (tree.kind) {
    case "text":
      return textTree(tree.value, span);
    case "plain":
      return { ...tree, span };
    case "list":
      return { ...tree, span, items: tree.items.map((item) => moveTo(item, span)) };
    case "map":
      return {
        ...tree,
        span,
        entries: tree.entries.map(({ key, value }) => ({
          ...{ key, keySpan: span, value: moveTo(value, span) },
        })),
      };
  }
}

/** The shorthand of the AWS command line: `a=b,c={d=e}`. */
function readShorthand(text: string, span: Span): MapTree {
  const entries = [...text.matchAll(/(?<![\w.])([\w.]+)=(\{[^{}]*\}|[^,{}]*)/g)].map(
    ([, key = "", value = ""]) => ({
      key,
      keySpan: span,
      value: value.startsWith("{")
        ? readShorthand(value.slice(1, -1), span)
        : textTree(value, span),
    }),
  );
  return { kind: "map", entries, span };
}

function textTree(value: string, span: Span): TextTree {
  return {
    kind: "text",
    value,
    span,
    style: "plain",
    offsets: () => countUp(span.start, value.length),
  };
}
