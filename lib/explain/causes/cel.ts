import { readExpression } from "../claim-paths.ts";
import { after, type Cause, type CauseContext, type CauseReader, cut } from "./cause.ts";
import { describeReads, isPlainRead, ownerOfKey, pathOfKey } from "./claim-reads.ts";

/** What oidc.go says of expressions: mappings, rules about claims and rules about the user. */
export const explainExpression: CauseReader = (message, context) => {
  if (message === "oidc: empty username via CEL expression is not allowed") {
    return {
      code: "username-empty",
      field: "claimMappings.username",
      cause: "The expression for the username returned an empty string.",
      remedy:
        'Map a claim that every user has. A fallback to "" (orValue("")) refuses the token this way; a claimValidationRule can say it with a message of its own.',
    };
  }
  const place = placeOf(message);
  if (place === undefined) return undefined;
  const { role, rest } = place;
  const failed = cut(rest, "' failed: ");
  const ruleText = after(rest, "validation expression '");
  if (failed !== undefined && ruleText !== undefined) {
    const expression = after(failed[0], "validation expression '") ?? "";
    return explainRule(role, expression, failed[1], context);
  }
  const ran = cut(rest, "' resulted in error: ");
  const expression =
    ran === undefined
      ? undefined
      : (after(ran[0], "validation expression '") ?? after(ran[0], "expression '"));
  if (ran !== undefined && expression !== undefined) {
    return { ...explainRun(role, expression, ran[1], context), field: role.field, expression };
  }
  return explainReturnType(role, rest, context?.expression);
};

interface Role {
  readonly name: "username" | "groups" | "uid" | "extra" | "claim-rule" | "user-rule";
  readonly field: string;
  /** In a sentence: "The expression for groups". */
  readonly title: string;
}

const roles: readonly (Role & { readonly prefix: string })[] = [
  {
    name: "username",
    prefix: "oidc: error evaluating username claim expression: ",
    field: "claimMappings.username",
    title: "The expression for the username",
  },
  {
    name: "groups",
    prefix: "oidc: error evaluating group claim expression: ",
    field: "claimMappings.groups",
    title: "The expression for groups",
  },
  {
    name: "uid",
    prefix: "oidc: error evaluating uid claim expression: ",
    field: "claimMappings.uid",
    title: "The expression for the UID",
  },
  {
    name: "extra",
    prefix: "oidc: error evaluating extra claim expression: ",
    field: "claimMappings.extra",
    title: "An expression of extra",
  },
  {
    name: "claim-rule",
    prefix: "oidc: error evaluating claim validation expression: ",
    field: "claimValidationRules",
    title: "A claimValidationRule",
  },
  {
    name: "user-rule",
    prefix: "oidc: error evaluating user info validation rule: ",
    field: "userValidationRules",
    title: "A userValidationRule",
  },
  // The server leaves the words out before a run-time error of extra.
  {
    name: "extra",
    prefix: "",
    field: "claimMappings.extra",
    title: "An expression of extra",
  },
];

function placeOf(message: string): { readonly role: Role; readonly rest: string } | undefined {
  const role = roles.find(({ prefix }) => prefix !== "" && message.startsWith(prefix));
  if (role !== undefined) return { role, rest: message.slice(role.prefix.length) };
  const bare = roles.at(-1);
  return bare !== undefined && message.startsWith("expression '")
    ? { role: bare, rest: message }
    : undefined;
}

function explainRule(
  role: Role,
  expression: string,
  message: string,
  context?: CauseContext,
): Cause {
  const isUser = role.name === "user-rule";
  const about = isUser ? "userValidationRule" : "claimValidationRule";
  const { claims } = context ?? {};
  const reads = isUser || claims === undefined ? "" : describeReads(expression, claims);
  const told =
    message === ""
      ? `A ${about} is false for this token, and it has no message.`
      : `A ${about} is false for this token: ${message}${reads === "" || /[.!?]$/.test(message) ? "" : "."}`;
  return {
    code: role.name === "user-rule" ? "user-rule-false" : "rule-false",
    field: role.field,
    expression,
    cause: reads === "" ? told : `${told} ${reads}`,
    remedy:
      role.name === "user-rule"
        ? "Look at the user that the mappings make of the token: the rule is about that user, without system:authenticated. Either the token must be another one, or the rule must allow this user."
        : "Look at the claims that the rule reads. Either the token must be another one, or the rule must allow these values.",
  };
}

/** The cause of a run-time error of an expression; `error` is the text of cel-go. */
function explainRun(role: Role, expression: string, error: string, context?: CauseContext): Cause {
  const isRule = role.name === "claim-rule" || role.name === "user-rule";
  const key = after(error, "no such key: ");
  if (key !== undefined) return explainKey(role, expression, key, context);
  if (error.startsWith("no such overload")) {
    return {
      code: "cel-no-such-overload",
      cause: `${role.title} combines values of types that do not fit (${error}).`,
      remedy:
        'Compare the types of the values: a list cannot be joined to a string with +, and a claim that is a number is a double (1.34 and later: claims.n + 1.0) or an integer (up to 1.33). Map lists with dyn(claims.x).map(v, "prefix:" + v).',
    };
  }
  if (error === "operation cancelled: actual cost limit exceeded") {
    return {
      code: "cel-cost",
      cause: `${role.title} was stopped: it costs more than the server allows for one call.`,
      remedy:
        "Simplify it: nested iterations over long lists cost most. Filter the list first, or have the issuer send fewer values.",
    };
  }
  if (role.name === "user-rule") {
    return {
      code: "user-rule-error",
      cause: `${role.title} fails with an error: ${error}.`,
      remedy:
        "A rule must evaluate to true or false for every user. Ask with has(…) or .? before a value is used that can be missing.",
    };
  }
  return {
    code: isRule ? "rule-error" : "cel-error",
    cause: `${role.title} fails with an error: ${error}.`,
    remedy: isRule
      ? "A rule must evaluate to true or false for every token. Ask with has(…) or .? before a value is used that can be missing."
      : "Evaluate the expression step by step with the token's claims to find the part that fails.",
  };
}

function explainKey(role: Role, expression: string, key: string, context?: CauseContext): Cause {
  if (role.name === "user-rule") {
    return {
      code: "user-rule-error",
      cause: `${role.title} reads the key ${key || '""'}, which this user does not have.`,
      remedy: 'Ask first: "key" in user.extra && …, or user.extra[?"key"].orValue([]).',
    };
  }
  const owner = ownerOfKey(expression, key);
  const { claims } = context ?? {};
  // A key that is read both as a claim and elsewhere is the claim's if the token does not have it.
  const decided =
    owner !== "unknown" || claims === undefined || !expression.includes(key) || key === ""
      ? owner
      : Object.hasOwn(claims, key)
        ? "other-map"
        : "claim";
  switch (decided) {
    case "claim":
      return explainMissing(role, pathOfKey(expression, key, claims) ?? [key], claims);
    case "other-map":
      return {
        code: "cel-no-such-key",
        cause: `${role.title} looks up ${key === "" ? "the empty string" : JSON.stringify(key)} in a map that has no such entry. The key is a value that was computed from the token.`,
        remedy:
          "Add the entry to the map, or give a default: {…}[?key].orValue(…). If such tokens must be refused, say so with a claimValidationRule that has a message.",
      };
    case "unknown":
      return {
        code: "cel-no-such-key",
        cause: `${role.title} reads the key ${key === "" ? '""' : key}, which is not there. It is read both as a claim and from another map, or its place cannot be told from the message.`,
        remedy:
          "Use the optional form: claims.?name.orValue(…), or map[?key].orValue(…). Paste the token's claims to see which part fails.",
      };
  }
}

function explainMissing(
  role: Role,
  path: readonly string[],
  claims: CauseContext["claims"],
): Cause {
  const claim = path.join(".");
  const read = readExpression(path);
  const parent = readExpression(path.slice(0, -1));
  const key = path.at(-1) ?? "";
  const optional = read.startsWith(`${parent}.`)
    ? `${parent}.?${key}`
    : `${parent}[?${JSON.stringify(key)}]`;
  const presence = read.startsWith(`${parent}.`)
    ? `has(${read})`
    : `${JSON.stringify(key)} in ${parent}`;
  const names = claims?._claim_names;
  const elsewhere =
    typeof names === "object" && names !== null && Object.hasOwn(names, path[0] ?? "");
  return {
    code: "claim-missing",
    claim,
    cause: `${role.title} reads the claim ${claim} (${read}), which this token does not have.${
      elsewhere
        ? " The token only refers to another server for it (_claim_names), which an expression does not ask."
        : ""
    }`,
    remedy: elsewhere
      ? `Have the issuer put the values into the token: Entra ID refers to Graph for users with more than 200 groups. Send app roles, or only the groups that are assigned to the application. Or allow for it: ${optional}.orValue(…).`
      : `Allow for it: ${optional}.orValue(…), or ${presence} ? … : …. Or have the issuer send the claim: request the scope or add the mapper.`,
  };
}

function explainReturnType(
  role: Role,
  rest: string,
  evaluated: string | undefined,
): Cause | undefined {
  const wantsList = rest.endsWith("expression must return a string or a list of strings");
  const wantsString = rest.endsWith("claim expression must return a string");
  if (!wantsList && !wantsString) return undefined;
  const quoted =
    role.name === "extra"
      ? cut(rest, ": expression must return a string or a list of strings")?.[0]
      : undefined;
  const expression = quoted ?? evaluated;
  return {
    code:
      expression !== undefined && isPlainRead(expression) ? "claim-type" : "cel-no-such-overload",
    field: role.field,
    ...(expression !== undefined && { expression }),
    cause: wantsList
      ? `${role.title} did not return a string or a list of strings.`
      : `${role.title} did not return a string.`,
    remedy: wantsList
      ? "Numbers, objects and a bare split(…) or findAll(…) are refused: write string(…), or split(…).map(x, x)."
      : "Convert the value: string(…).",
  };
}
