import { lineEnd } from "../source/lines.ts";
import { decodeBase64, isReadable, withoutNuls } from "./decode-base64.ts";
import { readDerKind } from "./der.ts";

/** Why a part of a text counts as a secret. */
export type SecretReason =
  | "json-web-token"
  | "private-key"
  | "known-prefix"
  | "key-name"
  | "credentials-in-url"
  | "random-word"
  | "secret-data";

/** A part of a text, by the offsets in that text. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly reason: SecretReason;
}

/**
 * Secrets that tell what they are: JWTs (whole or a segment), private keys (PEM, OpenSSH, PGP, PuTTY, DER in base64,
 * JWK members) and tokens whose issuers gave them a prefix. `joints` are offsets at which a fold was taken out.
 */
export function findKnownSecrets(text: string, joints: ReadonlySet<number> = noJoints): Hit[] {
  const hits: Hit[] = [];
  findTokens(text, joints, hits);
  findPrefixed(text, joints, hits);
  findKeyBlocks(text, hits);
  findBareKeys(text, hits);
  findKeyMembers(text, hits);
  return hits;
}

const noJoints: ReadonlySet<number> = new Set();

// `{"`, `{ `, `{` before a line end, and `{}`, as base64 writes them.
const objectStart = /e(?:y[IJA]|w[o0]|30)/g;

function findTokens(text: string, joints: ReadonlySet<number>, hits: Hit[]): void {
  // A run is measured once, however many starts it has.
  let run: TokenRun | undefined;
  objectStart.lastIndex = 0;
  for (let found = objectStart.exec(text); found; found = objectStart.exec(text)) {
    const start = found.index;
    if (run === undefined || start >= run.segmentEnd) run = measureToken(text, start);
    const alone = start === 0 || joints.has(start) || !isTokenCharacter(text.charCodeAt(start - 1));
    if (!isTokenLike(text, start, run, alone)) continue;
    hits.push({ start, end: run.end, reason: "json-web-token" });
    objectStart.lastIndex = run.end;
  }
}

interface TokenRun {
  /** Where the first segment ends. */
  readonly segmentEnd: number;
  readonly end: number;
}

/** The end of up to five segments. */
function measureToken(text: string, start: number): TokenRun {
  let at = start;
  let segmentEnd: number | undefined;
  for (let dots = 0; ; dots++) {
    while (isTokenCharacter(text.charCodeAt(at))) at++;
    while (text[at] === "=") at++;
    segmentEnd ??= at;
    if (text[at] !== "." || dots === 4) return { segmentEnd, end: at };
    at++;
  }
}

function isTokenLike(text: string, start: number, run: TokenRun, alone: boolean): boolean {
  const { segmentEnd, end } = run;
  if (segmentEnd - start < 8) return false;
  const decoded = decodeBase64(text.slice(start, Math.min(segmentEnd, start + 64)));
  if (decoded === undefined || !/^\{[ \t\r\n]*["}]/.test(decoded)) return false;
  if (!isReadable(decoded)) return false;
  // Inside a longer run, the start may be chance: then as much as chance does not make.
  return alone ? end - start >= 16 || segmentEnd < end : decoded.length >= 9;
}

function isTokenCharacter(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x2d ||
    unit === 0x5f
  );
}

/** Prefixes as their issuers document them, each with how many characters must follow. */
const prefixes: readonly (readonly [prefixes: string, tail: string])[] = [
  // GitLab, GitHub, Bitbucket, Gitea and Forgejo name theirs; `pat:` and its kin go to the GitLab agent.
  [
    "glpat-|gldt-|glrt-|glrtr-|glptt-|glagent-|glcbt-|glimt-|glsoat-|glft-|glffct-|glwt-|gloas-|GR1348941",
    "[\\w.=-]{8,}",
  ],
  ["(?:pat|ci|browser):\\d{1,12}:", "[\\w.=-]{6,}"],
  ["ghp_|gho_|ghu_|ghs_|ghr_|github_pat_", "\\w{12,}"],
  ["ATATT3|ATCTT3|ATBB", "[\\w=-]{20,}"],
  // Clouds.
  ["k8s-aws-v1\\.", "[\\w=-]{8,}"],
  ["AKIA|ASIA|ABIA|ACCA", "[A-Z0-9]{12,}"],
  ["ya29\\.|1//0", "[\\w.-]{10,}"],
  ["AIza", "[\\w-]{30,}"],
  ["GOCSPX-", "[\\w-]{10,}"],
  ["[01]\\.A[A-Za-z]", "[\\w.-]{24,}"],
  ["dop_v1_|doo_v1_|dor_v1_|pul-", "[0-9a-f]{20,}"],
  ["lin_api_|nvapi-|fo1_|fm2_", "[\\w+/=-]{20,}"],
  ["LTAI", "\\w{16,}"],
  // Kubernetes and its distributions.
  ["sha256~", "[\\w-]{20,}"],
  ["K10[0-9a-f]{48,}::", "[\\w:.-]{4,}"],
  ["kubeconfig-u[\\w.-]{1,40}:|token-\\w{5}:|kubeconfig-user-\\w{3,20}:", "\\w{16,}"],
  ["AGE-SECRET-KEY-1", "[A-Z0-9]{8,}"],
  // Vault, Terraform, secrets managers.
  ["hv[sbr]\\.", "[\\w.-]{12,}"],
  ["[sb]\\.", "[A-Za-z0-9]{24,}"],
  ["dp\\.(?:pt|st|ct|sa)\\.", "[\\w.-]{12,}"],
  ["ops_eyJ", "[\\w=-]{16,}"],
  ["[A-Za-z0-9]{14}\\.atlasv1\\.", "[\\w.-]{12,}"],
  // Chat, mail, payment, registries, monitoring, models.
  ["xox[abeoprs]-|xapp-", "[\\w-]{8,}"],
  ["sk_live_|sk_test_|rk_live_|rk_test_|whsec_", "[\\w+/=]{8,}"],
  ["sk-ant-|sk-proj-|sk-or-", "[\\w-]{8,}"],
  ["npm_|dckr_pat_|dckr_oat_|oy2|hf_", "[A-Za-z0-9-]{20,}"],
  ["pypi-Ag|glc_eyJ", "[\\w=-]{12,}"],
  ["glsa_", "[A-Za-z0-9]{12,}"],
  ["NRAK-|figd_|shpat_|shpss_|PMAK-|sq0atp-|sq0csp-|sntrys_|sntryu_", "[\\w=-]{12,}"],
  ["SG\\.[\\w-]{16,24}\\.", "[\\w-]{16,}"],
  ["tskey-|nb_pat_|pat-na1-|pat-eu1-", "[\\w-]{8,}"],
  ["v[1-4]\\.(?:local|public)\\.", "[\\w-]{24,}"],
  ["gAAAAA", "[\\w=-]{24,}"],
  ["H4sIA", "[\\w+/=-]{16,}"],
  ["otpauth://", "[^\\s\"'<>]{8,}"],
  // Crypt and Argon hashes of passwords.
  ["\\$(?:2[abxy]|5|6|y|argon2id?|apr1)\\$", "[\\w./$,=+-]{8,}"],
];

/** No tail is longer: one that is in the middle of a word is read again from the next character on. */
const longestTail = 4000;
const prefixPattern = new RegExp(
  prefixes
    .map(([start, tail]) => `(?:${start})${tail.replace(",}", `,${longestTail}}`)}`)
    .join("|"),
  "g",
);

function findPrefixed(text: string, joints: ReadonlySet<number>, hits: Hit[]): void {
  prefixPattern.lastIndex = 0;
  for (let found = prefixPattern.exec(text); found; found = prefixPattern.exec(text)) {
    const start = found.index;
    const inWord = start > 0 && !joints.has(start) && isWordCharacter(text.charCodeAt(start - 1));
    if (inWord && !isLongPrefix(found[0])) {
      prefixPattern.lastIndex = start + 1;
      continue;
    }
    let end = start + found[0].length;
    // What follows in the same run belongs to it.
    while (isTokenCharacter(text.charCodeAt(end)) || text[end] === "=") end++;
    while (text[end - 1] === ".") end--;
    if (isMadeUp(text.slice(start, end))) continue;
    hits.push({ start, end, reason: "known-prefix" });
    prefixPattern.lastIndex = Math.max(end, start + 1);
  }
  findBootstrapTokens(text, hits);
}

/** Prefixes that no word has in its middle by chance. */
function isLongPrefix(found: string): boolean {
  return /^(?:gl[a-z]{2,5}-|gh[opsur]_|github_pat_|k8s-aws-v1|xox[a-z]-|GOCSPX-|AGE-SECRET|sha256~)/.test(
    found,
  );
}

/** A placeholder in the form of a token: one character again and again behind the prefix, as `glpat-xxxxxxxx`. */
function isMadeUp(found: string): boolean {
  const tail = found.slice(-8);
  return tail === (tail[0] ?? "").repeat(8) && /[x.*0-]/i.test(tail[0] ?? "");
}

function isWordCharacter(unit: number): boolean {
  return isTokenCharacter(unit) && unit !== 0x2d;
}

const bootstrapToken = /[a-z0-9]{6}\.[a-z0-9]{16}/g;

/** kubeadm's bootstrap tokens: six and sixteen characters. A host name of that form has no digits in its second part. */
function findBootstrapTokens(text: string, hits: Hit[]): void {
  bootstrapToken.lastIndex = 0;
  for (let found = bootstrapToken.exec(text); found; found = bootstrapToken.exec(text)) {
    const start = found.index;
    const end = start + found[0].length;
    const bounded =
      !(start > 0 && /[\w.-]/.test(text[start - 1] ?? "")) && !/[\w.-]/.test(text[end] ?? "");
    if (bounded && /\d/.test(found[0].slice(7)) && /[a-z]/.test(found[0].slice(7))) {
      hits.push({ start, end, reason: "known-prefix" });
    } else {
      bootstrapToken.lastIndex = start + 1;
    }
  }
}

const keyBlockStart =
  /BEGIN[ \t]{1,4}(?:[A-Z0-9]{1,12}[ \t]{1,4}){0,4}PRIVATE[ \t]{1,4}KEY|PuTTY-User-Key-File|Private-Lines:/gi;
const keyBlockEnd =
  /END[ \t]{1,4}(?:[A-Z0-9]{1,12}[ \t]{1,4}){0,4}PRIVATE[ \t]{1,4}KEY(?:[ \t]{1,4}BLOCK)?[- \t]{0,8}|Private-MAC:[^\n]{0,200}/gi;

/** Blocks of private keys. If the end is missing or cut off, the block goes on as long as its lines do. */
function findKeyBlocks(text: string, hits: Hit[]): void {
  keyBlockStart.lastIndex = 0;
  // If no end is behind one block, none is behind a later one: the rest of the text is read once.
  let ends = true;
  for (let found = keyBlockStart.exec(text); found; found = keyBlockStart.exec(text)) {
    let start = found.index;
    while (
      start > 0 &&
      (text[start - 1] === "-" || (text[start - 1] === " " && text[start - 2] === "-"))
    )
      start--;
    keyBlockEnd.lastIndex = found.index + found[0].length;
    const last: RegExpExecArray | null = ends ? keyBlockEnd.exec(text) : null;
    ends = last !== null;
    let end =
      last === null
        ? endOfKeyLines(text, found.index + found[0].length)
        : last.index + last[0].length;
    while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
    hits.push({ start, end, reason: "private-key" });
    keyBlockStart.lastIndex = end;
  }
}

/** Where the lines of a key end: a line with a colon and a value, or with words, is none of them. */
function endOfKeyLines(text: string, from: number): number {
  let end = lineEnd(text, from);
  for (let next = end + 1; next < text.length; ) {
    const stop = lineEnd(text, next);
    const line = text.slice(next, Math.min(stop, next + 400)).replace(/^[\s#>*|"'\\/-]{0,80}/, "");
    if (
      /[\s:][^\s]/.test(line.trim()) &&
      !/^(?:Proc-Type|DEK-Info|Version|Comment|Hash):/.test(line)
    )
      break;
    end = stop;
    next = stop + 1;
  }
  return end;
}

const base64Run = /[A-Za-z0-9+/_-]{40,}={0,2}/g;

/** Private keys in base64 without a label: by the first fields of their DER. */
function findBareKeys(text: string, hits: Hit[]): void {
  base64Run.lastIndex = 0;
  for (let found = base64Run.exec(text); found; found = base64Run.exec(text)) {
    // 48 characters hold every header; what follows may be cut off.
    if (found[0].startsWith("M") && readDerKind(found[0].slice(0, 48)) === "private") {
      hits.push({ start: found.index, end: found.index + found[0].length, reason: "private-key" });
    } else if (found[0].startsWith("b3BlbnNzaC1rZXktdjE")) {
      hits.push({ start: found.index, end: found.index + found[0].length, reason: "private-key" });
    }
  }
}

const keyMember =
  /(?<![A-Za-z0-9_])["']?(?:d|p|q|dp|dq|qi|k)["']?\s{0,8}:\s{0,8}["']?([A-Za-z0-9_=-]{8,})/g;

/** The private members of JWKs (RFC 7518), if the text has keys at all. */
function findKeyMembers(text: string, hits: Hit[]): void {
  if (!/["']?kty["']?\s{0,8}:/.test(text)) return;
  keyMember.lastIndex = 0;
  for (let found = keyMember.exec(text); found; found = keyMember.exec(text)) {
    const end = found.index + found[0].length;
    const start = end - (found[1]?.length ?? 0);
    hits.push({ start, end, reason: "private-key" });
  }
}

/** Texts that encode others: what the decoded text holds counts for the whole run. */
export function decodeRuns(text: string): { start: number; end: number; decoded: string }[] {
  const runs: { start: number; end: number; decoded: string }[] = [];
  encodedRun.lastIndex = 0;
  for (let found = encodedRun.exec(text); found; found = encodedRun.exec(text)) {
    const start = found.index;
    const end = start + found[0].length;
    for (const decoded of decodeRun(found[0])) runs.push({ start, end, decoded });
  }
  return runs;
}

const encodedRun = /[A-Za-z0-9+/_-]{16,}={0,2}/g;

function decodeRun(run: string): string[] {
  const results: string[] = [];
  const hex = /^(?:[0-9a-fA-F]{2})+$/.test(run) ? decodeHex(run) : undefined;
  // Glued to something, a run may begin up to three characters early.
  const shifted = [0, 1, 2, 3].map((skip) => decodeBase64(run.slice(skip)));
  for (const bytes of [hex, ...shifted]) {
    if (bytes === undefined) continue;
    const text = withoutNuls(bytes);
    if (text.length >= 6 && isReadable(text)) results.push(text);
  }
  return results;
}

function decodeHex(run: string): string {
  let bytes = "";
  for (let i = 0; i < run.length; i += 2) {
    bytes += String.fromCharCode(Number.parseInt(run.slice(i, i + 2), 16));
  }
  return bytes;
}
