"use client";

import { useState } from "react";
import { CodeBlock } from "../ui/code-block.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useAnalysis } from "../workspace/context.ts";
import styles from "./get-token.module.css";

type Way = "kubelogin" | "github" | "gitlab" | "kubectl";

const ways: readonly { readonly id: Way; readonly title: string }[] = [
  { id: "kubelogin", title: "kubelogin" },
  { id: "github", title: "GitHub Actions" },
  { id: "gitlab", title: "GitLab CI" },
  { id: "kubectl", title: "kubectl create token" },
];

// base64url to JSON, as jq can: the signature stays where the token is.
const payload = `split(".")[1] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson`;

/** Commands that print a token, or its claims without the signature, which no server accepts. */
export function GetToken() {
  const [way, setWay] = useState<Way>("kubelogin");
  const issuer = useAnalysis(({ configuration }) =>
    configuration.issuers
      .map(({ url }) => url)
      // What goes into a shell is a plain URL or a placeholder.
      .find((url) => /^https:\/\/[\w.:/~-]+$/.test(url)),
  );
  const { note, claims, token } = commands(way, issuer ?? "https://ISSUER");
  return (
    <Tabs
      label="How to get a token"
      look="pills"
      tabs={ways}
      chosen={way}
      onChoose={setWay}
      className={styles.ways ?? ""}
    >
      <div className={styles.way}>
        <p className={styles.note}>{note}</p>
        <h3 className={styles.title}>Only the claims: no secret in them can open the cluster</h3>
        <CodeBlock text={claims} label="the command for the claims" />
        <h3 className={styles.title}>The token, to check its signature too</h3>
        <CodeBlock text={token} label="the command for the token" />
      </div>
    </Tabs>
  );
}

function commands(way: Way, issuer: string): { note: string; claims: string; token: string } {
  switch (way) {
    case "kubelogin": {
      const get = `kubectl oidc-login get-token \\\n  --oidc-issuer-url=${issuer} \\\n  --oidc-client-id=CLIENT_ID`;
      return {
        note: "The plugin logs you in and prints an ExecCredential. Add the scopes that your provider wants, such as --oidc-extra-scope=groups.",
        claims: `${get} \\\n  | jq '.status.token | ${payload}'\n`,
        token: `${get}\n`,
      };
    }
    case "github":
      return {
        note: "A step of a job that may ask for a token. The runner hides tokens in its log, so print the claims.",
        claims: `permissions:\n  id-token: write\nsteps:\n- run: |\n    curl -sSf -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\\n      "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=AUDIENCE" \\\n      | jq '.value | ${payload}'\n`,
        token: `permissions:\n  id-token: write\nsteps:\n- run: |\n    TOKEN=$(curl -sSf -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\\n      "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=AUDIENCE" | jq -r .value)\n    echo "::add-mask::$TOKEN"\n    # Encrypt it for yourself; a log is no place for it.\n`,
      };
    case "gitlab":
      return {
        note: "A job with an ID token whose audience is one of the configuration’s.",
        claims: `show-claims:\n  id_tokens:\n    K8S_TOKEN:\n      aud: AUDIENCE\n  script:\n  - echo "$K8S_TOKEN" | jq -R '${payload}'\n`,
        token: `use-token:\n  id_tokens:\n    K8S_TOKEN:\n      aud: AUDIENCE\n  script:\n  - kubectl --server=https://API_SERVER --certificate-authority=ca.crt --token="$K8S_TOKEN" auth whoami\n`,
      };
    case "kubectl":
      return {
        note: "A service account’s token for another cluster that trusts this one as an issuer.",
        claims: `kubectl create token SERVICE_ACCOUNT --audience=AUDIENCE \\\n  | jq -R '${payload}'\n`,
        token: "kubectl create token SERVICE_ACCOUNT --audience=AUDIENCE\n",
      };
  }
}
