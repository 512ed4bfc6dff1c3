import { answerDiscovery } from "@/lib/remote/answer-discovery";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** POST `{issuer, discoveryURL?, certificateAuthority?}`: fetches the issuer's public keys. No token is accepted here. */
export async function POST(request: Request): Promise<Response> {
  return answerDiscovery(request, {
    allowedNetworks: process.env.CLAIMCHECK_ALLOW_NETWORKS ?? "",
    proxy: process.env.HTTPS_PROXY ?? process.env.https_proxy ?? "",
  });
}
