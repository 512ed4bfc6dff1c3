import type { LoadedConfiguration } from "../../authn/load.ts";
import type { CauseCode } from "../../diagnostics/cause-code.ts";
import type { FieldError } from "../../diagnostics/field-error.ts";
import { explainConfigError } from "./config.ts";
import type { VerdictCause } from "./verdict.ts";

/** Why a server would not start with a configuration; undefined for one that it takes. */
export function explainRefusedConfiguration(loaded: LoadedConfiguration): VerdictCause | undefined {
  const { decodeError, errors } = loaded;
  if (decodeError !== undefined) {
    const found = explainConfigError(
      `failed to load authentication configuration from file "": ${decodeError}`,
      "start",
    );
    const path = loaded.diagnostics.find(({ severity }) => severity === "error")?.path;
    return {
      ...(found ?? { code: "config-decode", cause: decodeError }),
      ...(path !== undefined && path !== "" && { path }),
    };
  }
  const [first] = errors;
  if (first === undefined) return undefined;
  const found = explainConfigError(`invalid authentication configuration: ${first.error}`, "start");
  const code: CauseCode = isCompileError(first) ? "cel-compile" : "config-invalid";
  return { ...(found ?? { cause: first.error }), code, path: first.field };
}

function isCompileError({ error }: FieldError): boolean {
  return error.includes("compilation failed: ") || error.includes("must evaluate to ");
}
