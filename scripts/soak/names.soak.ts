// Random mappings, rules and tokens: each user that comes out is among the names that the analysis allows. With
// KUBE_ORACLE the same is asked of the users that the server's own code gives.
//
//   COUNT=20000 SEED=1 KUBE_ORACLE=… npm run soak -- names
import { spawnSync } from "node:child_process";
import { createSign, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { loadConfiguration } from "../../lib/authn/load.ts";
import { checkNames, findForeignNames } from "../../lib/testing/names-of-users.ts";
import { createRandom } from "../../lib/testing/random.ts";
import { randomClaims, randomIssuer, randomMapping } from "../../lib/testing/random-mapping.ts";
import { readFuzzSettings } from "../fuzz-settings.ts";

const { count, seed } = readFuzzSettings({ count: 5000 });
const { KUBE_ORACLE: oracle } = process.env;

test("users of the engine", async () => {
  const { problems, ...counted } = await checkNames(createRandom(seed), count, 10, 37);
  console.log(`engine: ${JSON.stringify({ configurations: count, ...counted })}`);
  expect(problems).toEqual([]);
});

test.skipIf(oracle === undefined)("users of the server's own code", () => {
  const random = createRandom(seed + 1);
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "a", alg: "RS256" }] };
  const now = 1_790_000_000;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const sign = (claims: object) => {
    const payload = { iss: randomIssuer, aud: "kubernetes", iat: now, exp: now + 600, ...claims };
    const signed = `${encode({ alg: "RS256", kid: "a" })}.${encode(payload)}`;
    const signature = createSign("sha256").update(signed).sign(privateKey).toString("base64url");
    return `${signed}.${signature}`;
  };
  const problems: string[] = [];
  let users = 0;
  for (let done = 0; done < count; done += batch) {
    const asked = Array.from({ length: batch }, () => randomMapping(random).configuration)
      .filter((config) => loadConfiguration(config, { minor: 37 }).compiled !== undefined)
      .flatMap((config) =>
        Array.from({ length: 4 }, () => ({ config, claims: randomClaims(random) })),
      );
    const input = asked.map(({ config, claims }) => {
      const providers = { [randomIssuer]: { jwks } };
      return `${JSON.stringify({ op: "authenticate", version: "1.37", config, token: sign(claims), providers, now })}\n`;
    });
    const { stdout } = spawnSync(oracle ?? "", [], {
      input: input.join(""),
      maxBuffer: 1 << 30,
      encoding: "utf8",
    });
    const answers = stdout.split("\n").filter((line) => line !== "");
    expect(answers.length).toBe(asked.length);
    for (const [i, { config, claims }] of asked.entries()) {
      const { user } = JSON.parse(answers[i] ?? "{}") as {
        user?: { username: string; groups?: string[] };
      };
      if (user === undefined) continue;
      users++;
      const groups = (user.groups ?? []).filter((group) => group !== "system:authenticated");
      const loaded = loadConfiguration(config, { minor: 37 });
      const foreign = findForeignNames(loaded, { username: user.username, groups });
      if (foreign.length > 0)
        problems.push([config, JSON.stringify(claims), ...foreign].join("\n"));
    }
  }
  console.log(`server: ${JSON.stringify({ configurations: count, users })}`);
  expect(users).toBeGreaterThan(0);
  expect(problems).toEqual([]);
});

const batch = 500;
