import { toByteString } from "../../lib/go/byte-string.ts";
import { parseGoJson } from "../../lib/go/parse-json.ts";
import { quote } from "../../lib/go/quote.ts";
import { newestMinor, parseMinor } from "../../lib/kube/minor.ts";
import { answerAuthenticate } from "./authenticate.ts";
import { answerCel } from "./cel.ts";
import { answerDiagnose } from "./diagnose.ts";
import { answerExplain } from "./explain.ts";
import { answerExport } from "./export.ts";
import { answerOpen } from "./open.ts";
import { answerRbac } from "./rbac.ts";
import type { Answer, Job, Request } from "./request.ts";
import { answerValidate } from "./validate.ts";
import { moduleVersions } from "./versions.ts";

/** The answer to one line, as one line. A line that is no request is answered with `oracleError`. */
export async function answerLine(line: string): Promise<string> {
  const request = readRequest(line);
  if (typeof request === "string") return JSON.stringify({ oracleError: request });
  const answer = await answerRequest(request, line);
  return JSON.stringify(request.id ? { ...answer, id: request.id } : answer);
}

/** The answer to a request; `line` is its text, from which key sets are taken as they were written. */
export async function answerRequest(
  request: Request,
  line: string = JSON.stringify(request),
): Promise<Answer> {
  const minor = request.version === undefined ? newestMinor : parseMinor(request.version);
  if (minor === undefined) {
    return { oracleError: `unknown version ${quote(String(request.version))}` };
  }
  const job: Job = { request, line, minor };
  try {
    switch (request.op) {
      case "validate":
        return await answerValidate(job);
      case "authenticate":
        return await answerAuthenticate(job);
      case "cel":
        return await answerCel(job);
      case "rbac":
        return await answerRbac(job);
      case "open":
        return answerOpen(job);
      case "diagnose":
        return await answerDiagnose(job);
      case "export":
        return await answerExport(job);
      case "explain":
        return answerExplain(job);
      case "version":
        return { version: moduleVersions[minor] };
      default:
        return { oracleError: `unknown op ${quote(String(request.op ?? ""))}` };
    }
  } catch (error) {
    // A throw is our bug; the lines after it deserve their answers all the same.
    return { oracleError: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function readRequest(line: string): Request | string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return checkTypes(value as Request);
    }
    if (value === null) return {};
    const kind = Array.isArray(value)
      ? "array"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
    return `json: cannot unmarshal ${kind} into Go value of type main.request`;
  } catch {
    const parsed = parseGoJson(toByteString(line));
    return parsed.kind === "error" ? parsed.message : "invalid request";
  }
}

function checkTypes(request: Request): Request | string {
  for (const [field, want] of Object.entries(fieldTypes)) {
    const value = (request as Readonly<Record<string, unknown>>)[field];
    if (value === undefined || value === null) continue;
    const kind = Array.isArray(value)
      ? "array"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
    if (kind !== want) {
      return `json: cannot unmarshal ${kind} into Go struct field request.${field} of type ${goTypes[want] ?? want}`;
    }
  }
  return request;
}

const fieldTypes: Readonly<Record<string, string>> = {
  id: "string",
  op: "string",
  version: "string",
  config: "string",
  text: "string",
  bindings: "string",
  question: "string",
  target: "string",
  options: "object",
  claims: "object",
  name: "string",
  token: "string",
  expression: "string",
  variable: "string",
  objects: "string",
  namespace: "string",
  repeat: "number",
  now: "number",
  bootstrap: "bool",
  disallowedIssuers: "array",
  requests: "array",
  providers: "object",
  user: "object",
};

const goTypes: Readonly<Record<string, string>> = { number: "int", array: "[]string" };
