// A test's own issuer: an https server on the loopback with a certificate of its own authority.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import * as x509 from "@peculiar/x509";

/** A certificate authority for tests. */
export interface TestAuthority {
  /** PEM of the authority's certificate. */
  readonly certificate: string;
  /** Makes a server certificate and key for the hosts, as PEM. */
  issue(hosts: readonly string[]): Promise<{ cert: string; key: string }>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Makes an authority that is valid for an hour from a minute ago. */
export async function createAuthority(): Promise<TestAuthority> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const notBefore = new Date(Date.now() - 60_000);
  const notAfter = new Date(Date.now() + 3_600_000);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=Claimcheck test authority",
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: keys as CryptoKeyPair,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: authority.toString("pem"),
    async issue(hosts) {
      const pair = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: "02",
        subject: `CN=${hosts[0]}`,
        issuer: authority.subject,
        notBefore,
        notAfter,
        signingAlgorithm: algorithm,
        publicKey: pair.publicKey as CryptoKey,
        signingKey: keys.privateKey as CryptoKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            hosts.map((host) => ({
              type: /^[\d.]+$/.test(host) ? ("ip" as const) : ("dns" as const),
              value: host,
            })),
          ),
        ],
      });
      const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", pair.privateKey);
      return {
        cert: certificate.toString("pem"),
        key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY"),
      };
    },
  };
}

/** Serves on 127.0.0.1 and a port of the system's choice. */
export async function serve(
  tls: { cert: string; key: string },
  listener: RequestListener,
): Promise<{ port: number; server: Server }> {
  const server = createServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, server };
}
