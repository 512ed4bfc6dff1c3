import { gitlabJob, gitlabUser } from "../../identity/gitlab-agent.ts";
import { serviceAccountUser } from "../../identity/service-account.ts";
import { anonymousUser, createUser, type UserInfo } from "../../kube/user-info.ts";
import type { Asker } from "../../workspace/tests/test-workspace.ts";

/** The user that comes without a token of a JWT issuer: by certificate, as service account, through the GitLab agent. */
export function userOfAsker(
  asker: Exclude<Asker, { readonly kind: "claims" | "token" | "none" }>,
): UserInfo {
  switch (asker.kind) {
    case "certificate": {
      const parts = parseSubject(asker.subject);
      const names = parts.filter(({ type }) => type === "CN");
      const groups = parts.filter(({ type }) => type === "O");
      return createUser(
        names.at(-1)?.value ?? "",
        groups.map(({ value }) => value),
      );
    }
    case "serviceAccount":
      return serviceAccountUser(asker.namespace, asker.name);
    case "gitlabAgent":
      if (asker.user !== undefined) return gitlabUser(asker.user);
      if (asker.job !== undefined) return gitlabJob(asker.job);
      return serviceAccountUser(asker.agent?.namespace ?? "", asker.agent?.name ?? "");
    case "anonymous":
      return anonymousUser;
    case "user":
      return asker.user;
  }
}

/**
 * The parts of a subject in their order, `CN=jane,O=dev` (RFC 4514, a backslash escapes one character) or `/O=dev/CN=jane`
 * as openssl takes it. A part without = belongs to the value before it.
 */
export function parseSubject(
  subject: string,
): readonly { readonly type: string; readonly value: string }[] {
  const slashes = subject.startsWith("/");
  const texts: string[] = [""];
  for (let i = slashes ? 1 : 0; i < subject.length; i++) {
    const character = subject[i] ?? "";
    if (character === "\\" && i + 1 < subject.length) texts.push(`${texts.pop()}${subject[++i]}`);
    else if (slashes ? character === "/" : character === "," || character === "+") texts.push("");
    else texts.push(`${texts.pop()}${character}`);
  }
  const parts: { type: string; value: string }[] = [];
  for (const text of texts) {
    const at = text.indexOf("=");
    const last = parts.at(-1);
    if (at > 0) {
      parts.push({
        type: text.slice(0, at).trim().toUpperCase(),
        value: text.slice(at + 1).trim(),
      });
    } else if (last !== undefined) last.value += `${slashes ? "/" : ","}${text}`;
  }
  return parts;
}
