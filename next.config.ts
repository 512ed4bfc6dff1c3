import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";
import manifest from "./package.json" with { type: "json" };

/** Said, because Next takes a folder above for the root if it finds a lock file there. */
const root = fileURLToPath(new URL(".", import.meta.url));

/** Headers of every answer, files included. The page's own Content-Security-Policy carries a nonce: see proxy.ts. */
const headers = [
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value:
      "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self)",
  },
];

// A worker takes its policy from the answer that brought its script, not from the page: without this line, the worker
// that sees the token could talk to anyone.
const workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'";

const config: NextConfig = {
  poweredByHeader: false,
  // Written into the page: notes for tickets name it.
  env: { CLAIMCHECK_VERSION: manifest.version },
  // The image holds no more than what the server needs: .next/standalone.
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root },
  // No route makes pictures smaller, so no native library for it is needed.
  images: { unoptimized: true },
  reactStrictMode: true,
  devIndicators: false,
  // `npm test` runs TypeScript 7's own tsc over everything; Next's check wants the JavaScript API that 7 does not have.
  typescript: { ignoreBuildErrors: true },
  async headers() {
    return [
      { source: "/:path*", headers },
      {
        source: "/_next/static/:path*",
        headers: [{ key: "Content-Security-Policy", value: workerPolicy }],
      },
    ];
  },
};

export default config;
