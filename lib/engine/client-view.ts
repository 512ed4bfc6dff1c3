import type { LoadedConfiguration } from "../authn/load.ts";
import type { Minor } from "../kube/minor.ts";
import type { TokenDescription } from "../token/describe.ts";

/**
 * A text in the token's place that only says how tokens are got (a kubeconfig, a command, a job): what it asks for,
 * compared with the configuration. Every other text stays as it was described. The code is loaded for such texts only.
 */
export async function describeClient(
  { token, minor }: { readonly token: string; readonly minor: Minor },
  { decoded }: LoadedConfiguration,
  described: TokenDescription,
): Promise<TokenDescription> {
  if (!/oidc|id_tokens|users|ID_TOKEN|kubelogin|set-credentials|openssl/.test(token))
    return described;
  const { openText } = await import("../import/open.ts");
  const { compareClient } = await import("./compare-client.ts");
  const { kind, title, client } = openText(token, { version: minor });
  if (kind !== "client" || client === undefined) return described;
  const compared = decoded === undefined ? [] : compareClient(client, decoded.configuration);
  return {
    ...described,
    summary: `This is ${title}. It says how to get a token, but it holds none.`,
    hint: [...compared, ...client.notes].join(" "),
  };
}
