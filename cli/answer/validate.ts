import { loadConfiguration } from "../../lib/authn/load.ts";
import { type Answer, type Job, timed } from "./request.ts";

/** Whether the server accepts a configuration, and with which errors. */
export async function answerValidate({ request, minor }: Job): Promise<Answer> {
  const { disallowedIssuers = [] } = request;
  const load = () => loadConfiguration(request.config ?? "", { minor, disallowedIssuers });
  const { decodeError, errors } = load();
  if (decodeError !== undefined) return { valid: false, decodeError };
  return {
    valid: errors.length === 0,
    errors: errors.map(toAnswer),
    ...(await timed(request, load)),
  };
}

/** field.Error with what its Error() prints. */
export function toAnswer(error: ReturnType<typeof loadConfiguration>["errors"][number]): Answer {
  return { type: error.type, field: error.field, detail: error.detail, error: error.error };
}
