import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer, type RequestOptions, request } from "node:https";
// @ts-expect-error: the package has no types of its own, and what is used of it is typed below.
import { Provider as OidcProvider } from "oidc-provider";
import { createAuthority } from "../lib/testing/test-issuer.ts";

/** The port that playwright.config.ts allows the page's server to reach on the loopback. */
export const issuerPort = 9446;

export interface OidcIssuer {
  readonly url: string;
  /** Of the authority that signed the server's certificate. */
  readonly certificateAuthority: string;
  /** Logs in by the token endpoint: an ID token as the provider issues it, with these claims about groups. */
  login(account: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** From now on the provider signs with another key and publishes only that one. */
  rotateKeys(): void;
  /** From now on the set has these keys besides, as JSON Web Keys. */
  publishAlso(keys: readonly Readonly<Record<string, unknown>>[]): void;
  /** Answers of the key set from now on take this long. */
  slowDown(milliseconds: number): void;
  /** Everything is answered with this text from now on; undefined ends it. */
  answerWith(body: string | undefined): void;
  close(): Promise<void>;
}

const clientId = "kubernetes";
const clientSecret = "not-a-secret";
const passwordGrant = "password";

/** A real OpenID provider over https, with an authority that no system knows. */
export async function startOidcIssuer(): Promise<OidcIssuer> {
  const authority = await createAuthority();
  const tls = await authority.issue(["127.0.0.1", "localhost"]);
  const url = `https://127.0.0.1:${issuerPort}`;
  let key = createKey();
  let answer = createProvider(url, key);
  let others: readonly Readonly<Record<string, unknown>>[] = [];
  let delay = 0;
  let fixed: string | undefined;
  const server = createServer(tls, (incoming, outgoing) => {
    if (fixed !== undefined) {
      outgoing.writeHead(200, { "content-type": "text/html" }).end(fixed);
      return;
    }
    if (others.length > 0 && incoming.url?.startsWith("/jwks")) {
      // The provider itself refuses to publish keys that it cannot use.
      const { kty, n, e, kid, use, alg } = key;
      const keys = [{ kty, n, e, kid, use, alg }, ...others];
      outgoing.writeHead(200, { "content-type": "application/jwk-set+json" });
      outgoing.end(JSON.stringify({ keys }));
      return;
    }
    const wait = incoming.url?.startsWith("/jwks") ? delay : 0;
    setTimeout(() => answer(incoming, outgoing), wait);
  });
  await new Promise<void>((resolve) => server.listen(issuerPort, "127.0.0.1", resolve));
  return {
    url,
    certificateAuthority: authority.certificate,
    login: (account, claims = { groups: ["developers"] }) =>
      login(url, authority.certificate, account, claims),
    rotateKeys: () => {
      key = createKey();
      answer = createProvider(url, key);
    },
    publishAlso: (keys) => {
      others = keys;
    },
    slowDown: (milliseconds) => {
      delay = milliseconds;
    },
    answerWith: (body) => {
      fixed = body;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What is used of the provider's context in a grant of our own. */
interface GrantContext {
  body: unknown;
  readonly oidc: {
    readonly params: Readonly<Record<string, string>>;
    readonly provider: {
      readonly IdToken: new (
        claims: Readonly<Record<string, unknown>>,
        options: { ctx: GrantContext },
      ) => { scope: string; issue(options: { use: string }): Promise<string> };
    };
  };
}

function createProvider(url: string, key: Readonly<Record<string, unknown>>): RequestListener {
  const provider = new OidcProvider(url, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: [passwordGrant],
        redirect_uris: [],
        response_types: [],
      },
    ],
    claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"] },
    conformIdTokenClaims: false,
    jwks: { keys: [key] },
    features: { devInteractions: { enabled: false } },
  });
  provider.registerGrantType(
    passwordGrant,
    async (ctx: GrantContext) => {
      const { username = "", password = "" } = ctx.oidc.params;
      // The password is what the test wants the token to say.
      const claims = { sub: username, preferred_username: username, ...JSON.parse(password) };
      const token = new ctx.oidc.provider.IdToken(claims, { ctx });
      token.scope = "openid profile groups";
      ctx.body = { id_token: await token.issue({ use: "idtoken" }), token_type: "Bearer" };
    },
    ["username", "password"],
  );
  return provider.callback();
}

function createKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = `key-${randomUUID().slice(0, 8)}`;
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
}

async function login(
  url: string,
  ca: string,
  account: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const body = new URLSearchParams({
    grant_type: passwordGrant,
    username: account,
    password: JSON.stringify(claims),
  }).toString();
  const answer = await post(`${url}/token`, body, {
    ca,
    auth: `${clientId}:${clientSecret}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const token = (JSON.parse(answer) as { id_token?: string }).id_token;
  if (token === undefined) throw new Error(`the provider issued no token: ${answer}`);
  return token;
}

async function post(url: string, body: string, options: RequestOptions): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, { ...options, method: "POST" }, resolve);
    sent.on("error", reject);
    sent.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
