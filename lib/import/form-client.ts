import { readCertificate } from "../identity/certificate.ts";
import type { Exploration, Place } from "./exploration.ts";
import { recognisePipelines } from "./form-pipelines.ts";
import type { ClientSettings } from "./found.ts";
import { readLoginArguments } from "./login-arguments.ts";
import { readPemOrBase64 } from "./pem.ts";
import { placeOf } from "./piece.ts";
import { entriesOf, get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";

/** Takes a kubeconfig, a pipeline that asks for ID tokens, or a certificate request; false for other values. */
export function recogniseClient(x: Exploration, tree: Tree, place: Place): boolean {
  // Items of `users`, as answers to questions show them.
  if (tree.kind === "list" && isUserList(tree)) {
    const { span } = tree;
    const entry = { key: "users", keySpan: { start: span.start, end: span.start }, value: tree };
    takeKubeconfig(x, { kind: "map", entries: [entry], span }, place);
    return true;
  }
  if (tree.kind !== "map") return false;
  const kind = textOf(get(tree, "kind"));
  if (kind === "Config" && itemsOf(get(tree, "users")).length > 0) {
    takeKubeconfig(x, tree, place);
    return true;
  }
  if (kind === "CertificateSigningRequest" && textOf(get(tree, "spec", "request")) !== undefined) {
    takeRequest(x, tree, place);
    return true;
  }
  // Oracle's command writes an empty kind.
  if (kind !== undefined && kind !== "") return false;
  if (isUserList(get(tree, "users"))) {
    takeKubeconfig(x, tree, place);
    return true;
  }
  return takePipeline(x, tree, place) || recognisePipelines(x, tree, place);
}

// A part of a kubeconfig, as answers to questions show it.
function isUserList(users: Tree | undefined): boolean {
  const list = itemsOf(users);
  const logIn = ["exec", "auth-provider", "client-certificate-data", "client-certificate", "token"];
  return (
    list.length > 0 &&
    list.every((one) => get(one, "name") !== undefined && get(one, "user") !== undefined) &&
    list.some((one) => logIn.some((way) => get(one, "user", way) !== undefined))
  );
}

function takeKubeconfig(x: Exploration, tree: MapTree, place: Place): void {
  const users = itemsOf(get(tree, "users"));
  const current = textOf(get(tree, "current-context"));
  const context = itemsOf(get(tree, "contexts")).find(
    (one) => textOf(get(one, "name")) === current,
  );
  const wanted = textOf(get(context, "context", "user"));
  const named = users.find((user) => textOf(get(user, "name")) === wanted);
  const exec = users.find(
    (user) =>
      get(user, "user", "exec") !== undefined || get(user, "user", "auth-provider") !== undefined,
  );
  const chosen = named ?? exec ?? users[0];
  const base = {
    format: "kubeconfig",
    title: "a kubeconfig",
    span: placeOf(place.piece, (chosen ?? tree).span),
  };
  const notes: string[] = [];
  const name = textOf(get(chosen, "name")) ?? "";
  if (users.length > 1) {
    const how =
      named === undefined ? "no current context names one" : "the current context names it";
    notes.push(`The file has ${users.length} users; this is ${x.holes.reveal(name)}: ${how}.`);
  }
  const user = get(chosen, "user");
  const client = describeUser(x, user, notes);
  const as = textOf(get(user, "as"));
  if (as !== undefined && as !== "") {
    const groups = itemsOf(get(user, "as-groups")).flatMap((one) => textOf(one) ?? []);
    const more = groups.length === 0 ? "" : ` with the groups ${groups.join(", ")}`;
    notes.push(
      `Each request acts as ${x.holes.reveal(as + more)}: the user who logs in needs the verb impersonate on these names.`,
    );
  }
  x.found.push({ kind: "client", ...base, notes, client: { ...client, notes } });
  const certificate = textOf(get(user, "client-certificate-data"));
  if (certificate !== undefined) pushHolder(x, certificate, base);
}

function describeUser(x: Exploration, user: Tree | undefined, notes: string[]): ClientSettings {
  const exec = get(user, "exec");
  if (exec !== undefined) {
    const command = textOf(get(exec, "command")) ?? "";
    const args = itemsOf(get(exec, "args")).flatMap((arg) => textOf(arg) ?? []);
    const version = textOf(get(exec, "apiVersion")) ?? "";
    if (version.endsWith("/v1") && get(exec, "interactiveMode") === undefined) {
      notes.push(
        "kubectl refuses this plugin: client.authentication.k8s.io/v1 needs interactiveMode.",
      );
    }
    const client = readLoginArguments([command, ...args].map(x.holes.reveal), notes);
    if (client !== undefined) return client;
    notes.push(
      `The token comes from the program ${x.holes.reveal(command)}; which issuer it asks is not in the file.`,
    );
    return { notes };
  }
  const provider = get(user, "auth-provider");
  if (textOf(get(provider, "name")) === "oidc") {
    notes.push(
      "kubectl has had no auth-provider oidc since 1.26: a credential plugin takes its place.",
    );
    const config = get(provider, "config");
    const issuer = textOf(get(config, "idp-issuer-url"));
    const clientId = textOf(get(config, "client-id"));
    if (get(config, "id-token") !== undefined || get(config, "refresh-token") !== undefined) {
      notes.push("The file holds tokens; they are not shown.");
    }
    return {
      ...(issuer !== undefined && { issuer }),
      ...(clientId !== undefined && { clientId }),
      notes,
    };
  }
  const token = textOf(get(user, "token"));
  if (token?.startsWith("pat:")) {
    notes.push(
      "The token is a personal access token of GitLab for its agent (pat:): the agent impersonates the user, and no AuthenticationConfiguration is involved.",
    );
  } else if (token !== undefined)
    notes.push("The file holds a token itself; it is not shown. Paste it as the token.");
  else if (textOf(get(user, "tokenFile")) !== undefined) {
    notes.push(`The token is in the file ${textOf(get(user, "tokenFile")) ?? ""}.`);
  } else if (
    get(user, "client-certificate-data") !== undefined ||
    get(user, "client-certificate") !== undefined
  ) {
    notes.push("The user logs in with a client certificate: no token is involved.");
  } else notes.push("The file says no way to log in for this user.");
  return { notes };
}

// The request of a CertificateSigningRequest is PEM in base64: its subject becomes the user.
function takeRequest(x: Exploration, tree: MapTree, place: Place): void {
  const base = {
    format: "certificate-signing-request",
    title: "a CertificateSigningRequest",
    span: placeOf(place.piece, tree.span),
  };
  x.found.push({ kind: "log", ...base, notes: [] });
  pushHolder(x, textOf(get(tree, "spec", "request")) ?? "", base);
}

function pushHolder(
  x: Exploration,
  certificate: string,
  base: { format: string; title: string; span: { start: number; end: number } },
): void {
  const pem = readPemOrBase64(certificate) ?? certificate;
  const reading = readCertificate(pem, 0, x.minor);
  if ((reading.kind !== "certificate" && reading.kind !== "request") || reading.user === undefined)
    return;
  const { username, groups } = reading.user;
  x.found.push({ kind: "user", ...base, notes: [], user: { username, groups } });
}

// `id_tokens: {NAME: {aud}}` of GitLab, `permissions: {id-token: write}` of GitHub with the audience in a script.
function takePipeline(x: Exploration, tree: MapTree, place: Place): boolean {
  const tokens = entriesOf(get(tree, "id_tokens"));
  const asked = tokens.flatMap(({ value }) => {
    const aud = get(value, "aud");
    return aud === undefined ? [] : [aud];
  });
  const [first] = asked;
  if (first === undefined) return takeWorkflow(x, tree, place);
  const audiences =
    first.kind === "list" ? first.items.flatMap((one) => textOf(one) ?? []) : [textOf(first) ?? ""];
  const notes = [
    "GitLab signs the token with its own URL as issuer: https://gitlab.com, or the address of the instance.",
    ...(first.kind === "list"
      ? ["aud is a list here: claims.aud is a list in expressions then, even with one member."]
      : []),
    ...(asked.length > 1
      ? [`The job asks for ${asked.length} tokens; this is ${tokens[0]?.key ?? ""}.`]
      : []),
  ];
  const [clientId] = audiences;
  const client = { ...(clientId !== undefined && { clientId }), audiences, notes };
  x.found.push({
    kind: "client",
    format: "gitlab-ci",
    title: "a job of GitLab CI",
    span: placeOf(place.piece, tree.span),
    notes,
    client,
  });
  return true;
}

function takeWorkflow(x: Exploration, tree: MapTree, place: Place): boolean {
  const scripts: { text: string; span: { start: number; end: number } }[] = [];
  const addSteps = (steps: Tree | undefined) => {
    for (const step of itemsOf(steps)) {
      const run = get(step, "run") ?? get(step, "with", "script");
      const text = textOf(run);
      if (run !== undefined && text !== undefined) scripts.push({ text, span: run.span });
    }
  };
  // A composite action and a step alone say nothing of the permissions.
  const whole = get(tree, "jobs") !== undefined;
  let writes = textOf(get(tree, "permissions", "id-token")) === "write";
  addSteps(get(tree, "runs", "steps"));
  if (!whole && get(tree, "run") !== undefined)
    addSteps({ kind: "list", items: [tree], span: tree.span });
  for (const { value: job } of entriesOf(get(tree, "jobs"))) {
    if (textOf(get(job, "permissions", "id-token")) === "write") writes = true;
    if (textOf(get(job, "enable-openid-connect")) === "true") writes = true;
    addSteps(get(job, "steps"));
  }
  const script = scripts.find(({ text }) =>
    /ACTIONS_ID_TOKEN_REQUEST_URL|core\.getIDToken\(/.test(text),
  );
  if (script === undefined) return false;
  const audience = audienceIn(x.holes.reveal(script.text));
  const notes = [
    ...(writes
      ? []
      : [
          whole
            ? "The workflow has no permission id-token: write: it gets no token."
            : "The job needs the permission id-token: write, which is not in this text.",
        ]),
    ...(audience === undefined
      ? ["The request names no audience: the token's audience is https://github.com/<owner>."]
      : []),
  ];
  const client = {
    issuer: "https://token.actions.githubusercontent.com",
    ...(audience !== undefined && { clientId: audience, audiences: [audience] }),
    notes,
  };
  x.found.push({
    kind: "client",
    format: "github-actions",
    title: whole ? "a workflow of GitHub Actions" : "a step of GitHub Actions",
    span: placeOf(place.piece, script.span),
    notes,
    client,
  });
  return true;
}

// A parameter of the request's URL, which ends at a quotation mark, a blank or the next parameter.
function audienceIn(script: string): string | undefined {
  const asked = /core\.getIDToken\(\s*["'`]([^"'`\s]{1,500})["'`]\s*\)/.exec(script)?.[1];
  if (asked !== undefined) return asked;
  const start = script.indexOf("audience=");
  if (start === -1) return undefined;
  const value = /^[^"'\s&]*/.exec(script.slice(start + 9, start + 1000))?.[0] ?? "";
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
