import { type NextRequest, NextResponse } from "next/server";
import { isNamedHost, parseHosts } from "./lib/remote/hosts.ts";

const { hosts } = parseHosts(process.env.CLAIMCHECK_HOSTS ?? "");

/** Gives each page its Content-Security-Policy; Next puts the nonce on the scripts that it writes into the page. */
export function proxy(request: NextRequest): NextResponse {
  // The gate (lib/remote/gate.ts) has judged the host; a server that was started without it must not answer either.
  if (!isNamedHost(request.headers.get("host") ?? "", hosts))
    return new NextResponse(null, { status: 421 });
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|favicon.ico|icon.svg).*)"] };

function contentSecurityPolicy(nonce: string, development: boolean): string {
  // React's development build explains errors with eval; the production build has none.
  const evaluation = development ? " 'unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    // Monaco writes its theme's rules and each line's position as inline style; scripts need no such thing.
    "style-src-elem 'self' 'unsafe-inline'",
    "style-src-attr 'unsafe-inline'",
    "style-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
