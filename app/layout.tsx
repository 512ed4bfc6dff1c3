import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import "./styles/layers.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { earlyScript } from "./early-script.ts";
import { themeScript } from "./theme-script.ts";

export const metadata: Metadata = {
  title: "Claimcheck",
  description:
    "Why a kube-apiserver accepts or refuses a token, who that token is, and what its user may do.",
  // The page is not for search engines.
  robots: { index: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#16181d" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // A nonce belongs to one response, so no page may be rendered before its request.
  await connection();
  const nonce = (await headers()).get("x-nonce") ?? "";
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script
          nonce={nonce}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant, with the nonce of the response.
          dangerouslySetInnerHTML={{ __html: themeScript + earlyScript }}
        />
      </head>
      <body>
        <noscript>
          <p className="no-script">
            Claimcheck works in your browser and needs JavaScript: your documents and tokens are
            never sent to a server that could do the work. Allow scripts for this page and reload.
          </p>
        </noscript>
        {children}
      </body>
    </html>
  );
}
