import { readScalars, unquote } from "../../yaml/cursor-lines.ts";
import { type DescribedField, fieldsBelow, findFieldDoc } from "../field-docs.ts";
import { describeFacts, type FieldHover, findHovered, type HoveredPlace } from "./field-hover.ts";

/** What is known besides the text. Its texts are untrusted. */
export interface HoverContext {
  /** Claims of the token at hand. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** What the mappings make of the token at hand, by the path of the field: "jwt[0].claimMappings.username". */
  readonly outputs?: ReadonlyMap<string, string>;
}

/**
 * What is said over a key or a value of an AuthenticationConfiguration: its meaning, its value for the token at hand, limits
 * and effective defaults. Undefined over comments, expressions and unknown keys.
 */
export function hoverConfiguration(
  text: string,
  offset: number,
  context: HoverContext = {},
): FieldHover | undefined {
  const place = findHovered(text, offset, findFieldDoc);
  const field = place && findFieldDoc(place.path);
  if (place === undefined || field === undefined) return undefined;
  if (place.kind === "value" && field.expression !== undefined) return undefined;
  const { span, path } = place;
  const here = [...outputsOf(path, context), ...describeValue(place, field, context)];
  const [first = "", ...rest] = describeFacts(field);
  const defaults = place.kind === "key" ? listDefaults(text, path, field) : [];
  return { span, path, field, facts: [first, ...here, ...defaults, ...rest] };
}

// A mapping, and a part of it: what becomes of the token by it.
function outputsOf(path: string, { outputs }: HoverContext): readonly string[] {
  if (outputs === undefined) return [];
  const mapping = /^jwt\[\d+\]\.claimMappings\.(?:username|groups|uid|extra\[\d+\])/.exec(
    path,
  )?.[0];
  if (mapping === undefined) return [];
  for (const [at, output] of outputs) {
    if (at === mapping || at.startsWith(`${mapping}.`)) return [`For this token: ${output}`];
  }
  return [];
}

function describeValue(
  { kind, text }: HoveredPlace,
  { path }: DescribedField,
  { claims }: HoverContext,
): readonly string[] {
  if (kind === "key") return [];
  const value = unquote(text);
  if (path === "apiVersion") {
    if (value.endsWith("/v1")) return ["Read since Kubernetes 1.34."];
    return value.endsWith("/v1beta1")
      ? ["Read since Kubernetes 1.30."]
      : ["Read since Kubernetes 1.29."];
  }
  if (claims === undefined) return [];
  if (path.endsWith(".claim")) {
    return Object.hasOwn(claims, value)
      ? [`In this token: ${show(claims[value])}`]
      : ["This token does not have the claim."];
  }
  if (path === "jwt.issuer.url" && typeof claims.iss === "string") {
    return [
      claims.iss === value
        ? "The iss of this token."
        : `The iss of this token is ${show(claims.iss)}.`,
    ];
  }
  if (path === "jwt.issuer.audiences") {
    const all = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
    return [
      all.includes(value)
        ? "In the aud of this token."
        : `Not in the aud of this token: ${show(claims.aud)}`,
    ];
  }
  return [];
}

// What holds because nothing else is written.
function listDefaults(text: string, path: string, field: DescribedField): readonly string[] {
  if (field.type !== "object" && !path.endsWith("]")) return [];
  const scalars = readScalars(text, { start: 0, end: text.length });
  const written = (name: string) => {
    const own = `${path}.${name}`;
    return [...scalars.keys()].some(
      (at) => at === own || at.startsWith(`${own}.`) || at.startsWith(`${own}[`),
    );
  };
  return fieldsBelow(path).flatMap(({ name, default: fallback }) => {
    if (fallback === undefined || written(name)) return [];
    const url = scalars.get(`${path}.url`)?.text;
    const effective =
      name === "discoveryURL" && url !== undefined && url !== ""
        ? `${url.replace(/\/$/, "")}/.well-known/openid-configuration`
        : fallback;
    return [`Not set: ${name}. In effect: ${effective}`];
  });
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
