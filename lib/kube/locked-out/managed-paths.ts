import type { Minor } from "../minor.ts";
import { type LockoutPath, makePath, note, run } from "./steps.ts";

/** The ways back into clusters whose API server belongs to another program or to a provider. */
export function listManagedPaths(minor: Minor): readonly LockoutPath[] {
  return [
    talos("talos", minor),
    talos("talos-1.13", minor),
    gardener(minor),
    openshift(minor),
    hypershift(minor),
    aks(minor),
    kubermatic(minor),
    cozystack(minor),
    kamaji(minor),
    vcluster(minor),
  ];
}

const wayIn = "kubectl --kubeconfig way-in.yaml";

function talos(id: "talos" | "talos-1.13", minor: Minor): LockoutPath {
  const native = id === "talos";
  return makePath(
    {
      ...{
        id,
        where:
          "On your machine, with the talosconfig. Talos' own API does not need the API server.",
      },
      isUp: [run("talosctl --nodes <control-plane node> containers --kubernetes")],
      wayIn: [
        note("Talos signs an administrator's certificate, also while the API server is down:"),
        run("talosctl --nodes <control-plane node> kubeconfig way-in.yaml"),
      ],
      readLog: [
        note(
          "The id of the container is in the list above, kube-system/kube-apiserver-…:kube-apiserver:…",
        ),
        run("talosctl --nodes <control-plane node> logs --kubernetes <id of the container>"),
      ],
      revert: native
        ? [
            note(
              "Put the document KubeAuthenticationConfig from before back, or one with jwt: [] that keeps the three health paths under anonymous: without them the probes fail.",
            ),
            run("talosctl --nodes <control-plane node> edit machineconfig"),
            note("Talos renders the static pod anew; do the same on every control-plane node."),
            run(
              "talosctl --nodes <control-plane node> read /system/config/kubernetes/kube-apiserver/authentication-config.yaml",
            ),
          ]
        : [
            note(
              "The file is written at boot. Faster: take authentication-config out of cluster.apiServer.extraArgs, together with its volume, which renders the static pod anew without a reboot.",
            ),
            run("talosctl --nodes <control-plane node> edit machineconfig"),
            note(
              "To put the file from before back instead, change content under machine.files and let the node reboot, one node at a time:",
            ),
            run("talosctl --nodes <control-plane node> edit machineconfig --mode reboot"),
          ],
      kubectl: wayIn,
    },
    minor,
  );
}

function gardener(minor: Minor): LockoutPath {
  const garden = "kubectl --kubeconfig <of the garden> -n garden-<project>";
  return makePath(
    {
      id: "gardener",
      where: "On your machine, with the project's credentials for the garden cluster.",
      server: "api.<shoot>.<project>.<domain>",
      isUp: [
        run(
          `${garden} get shoot <shoot> -o jsonpath='{.status.conditions[?(@.type=="APIServerAvailable")].status} {.status.lastErrors}'`,
        ),
      ],
      wayIn: [
        note(
          "The subresource adminkubeconfig gives a certificate that expires, here in ten minutes:",
        ),
        run(
          `printf '{"apiVersion":"authentication.gardener.cloud/v1alpha1","kind":"AdminKubeconfigRequest","spec":{"expirationSeconds":600}}' | kubectl --kubeconfig <of the garden> create --raw /apis/core.gardener.cloud/v1beta1/namespaces/garden-<project>/shoots/<shoot>/adminkubeconfig -f - | sed -n 's/.*"kubeconfig":"\\([^"]*\\)".*/\\1/p' | base64 -d > way-in.yaml`,
        ),
      ],
      readLog: [
        note(
          "The API server runs in the seed: its log is for the operator of the garden, often with a dashboard for the project. The operator reads it with:",
        ),
        run(
          "kubectl --kubeconfig <of the seed> -n shoot--<project>--<shoot> logs deployment/kube-apiserver -c kube-apiserver --tail 500",
        ),
      ],
      revert: [
        note(
          "Gardener's webhook refuses most bad files, and drops unknown fields without a word. Apply the ConfigMap from before, or take its name out of the Shoot; then ask for a reconciliation:",
        ),
        run(
          `${garden} patch shoot <shoot> --type json --patch '[{"op":"remove","path":"/spec/kubernetes/kubeAPIServer/structuredAuthentication"}]'`,
        ),
        run(`${garden} annotate --overwrite shoot <shoot> gardener.cloud/operation=reconcile`),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function openshift(minor: Minor): LockoutPath {
  const oc = "kubectl --kubeconfig <folder of the installation>/auth/kubeconfig";
  return makePath(
    {
      id: "openshift",
      where: "On your machine; the last way in is on a control-plane node.",
      canBeDown: false,
      isUp: [run(`${oc} get clusteroperators kube-apiserver authentication`)],
      wayIn: [
        note(
          "The installer's kubeconfig has an administrator's certificate. Do not run oc login with it:",
        ),
        run(`${oc} auth whoami`),
        note("If it is gone, a control-plane node has one for the server on the node itself:"),
        run(
          "kubectl --kubeconfig /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/node-kubeconfigs/localhost.kubeconfig get nodes",
          "documents",
        ),
      ],
      readLog: [
        run(
          `${oc} -n openshift-kube-apiserver logs kube-apiserver-<node> -c kube-apiserver --tail 500`,
        ),
        note("Why the operator does not roll a configuration out:"),
        run(`${oc} get clusteroperator kube-apiserver -o yaml`),
      ],
      revert: [
        note("Go back to the built-in OAuth server, or put the oidcProviders from before back:"),
        run(
          `${oc} patch authentication.config.openshift.io cluster --type merge --patch '{"spec":{"type":"IntegratedOAuth","oidcProviders":null}}'`,
        ),
        note(
          "The operator rolls a new revision out, node by node; wait until PROGRESSING is False:",
        ),
        run(`${oc} get clusteroperators kube-apiserver authentication`),
      ],
      kubectl: oc,
    },
    minor,
  );
}

function hypershift(minor: Minor): LockoutPath {
  const management = "kubectl --kubeconfig <of the management cluster> -n <namespace>";
  return makePath(
    {
      id: "hypershift",
      where:
        "On your machine, with the kubeconfig of the management cluster. ROSA and ARO: ask the provider for it.",
      canBeDown: false,
      isUp: [
        run(
          `${management} get hostedcluster <name> -o jsonpath='{.status.conditions[?(@.type=="KubeAPIServerAvailable")].message}'`,
        ),
      ],
      wayIn: [
        note("The Secret that status.kubeconfig names has an administrator's certificate:"),
        run(
          `${management} get secret "$(${management} get hostedcluster <name> -o jsonpath='{.status.kubeconfig.name}')" -o jsonpath='{.data.kubeconfig}' | base64 -d > way-in.yaml`,
        ),
      ],
      readLog: [
        run(
          "kubectl --kubeconfig <of the management cluster> -n <namespace>-<name> logs deployment/kube-apiserver -c kube-apiserver --tail 500",
        ),
        note("A configuration that is refused is in the condition ValidConfiguration:"),
        run(
          `${management} get hostedcluster <name> -o jsonpath='{.status.conditions[?(@.type=="ValidConfiguration")].message}'`,
        ),
      ],
      revert: [
        run(
          `${management} patch hostedcluster <name> --type json --patch '[{"op":"remove","path":"/spec/configuration/authentication"}]'`,
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function aks(minor: Minor): LockoutPath {
  const place = "--resource-group <group> --cluster-name <cluster>";
  return makePath(
    {
      id: "aks",
      where: "On your machine, logged in with az.",
      canBeDown: false,
      server: "<address of the API server>",
      wayIn: [
        note(
          "AKS goes on with Entra ID. The local administrator needs no token of an issuer, if local accounts are not disabled:",
        ),
        run(
          "az aks get-credentials --resource-group <group> --name <cluster> --admin --file way-in.yaml",
          "documents",
        ),
        note("If they are disabled, enable them for as long as it takes:"),
        run(
          "az aks update --resource-group <group> --name <cluster> --enable-local-accounts",
          "documents",
        ),
      ],
      readLog: [
        note(
          "The log is the category kube-apiserver of the diagnostic settings, in Log Analytics or a storage account:",
        ),
        run("az monitor diagnostic-settings list --resource <id of the cluster>", "documents"),
      ],
      revert: [
        run(`az aks jwtauthenticator list ${place}`, "documents"),
        run(`az aks jwtauthenticator delete ${place} --name <name>`, "documents"),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function kubermatic(minor: Minor): LockoutPath {
  const seed = "kubectl --kubeconfig <of the seed>";
  return makePath(
    {
      id: "kubermatic",
      where: "On your machine, with the kubeconfig of the seed.",
      isUp: [run(`${seed} -n cluster-<id> get deployment apiserver`)],
      wayIn: [
        run(
          `${seed} -n cluster-<id> get secret admin-kubeconfig -o jsonpath='{.data.kubeconfig}' | base64 -d > way-in.yaml`,
          "documents",
        ),
      ],
      readLog: [
        run(
          `${seed} -n cluster-<id> logs deployment/apiserver -c apiserver --tail 500`,
          "documents",
        ),
      ],
      revert: [
        note("Put the Secret from before back, or take its name out of the Cluster:"),
        run(
          `${seed} patch cluster <id> --type json --patch '[{"op":"remove","path":"/spec/authenticationConfiguration"}]'`,
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function cozystack(minor: Minor): LockoutPath {
  const management = "kubectl --kubeconfig <of the management cluster> -n tenant-<name>";
  return makePath(
    {
      id: "cozystack",
      where: "On your machine, with the kubeconfig of the management cluster.",
      isUp: [run(`${management} get tenantcontrolplanes`)],
      wayIn: [
        note(
          "The tenant's cluster runs on Kamaji, whose Secret has an administrator's certificate:",
        ),
        run(
          `${management} get secret kubernetes-<cluster>-admin-kubeconfig -o jsonpath='{.data.admin\\.conf}' | base64 -d > way-in.yaml`,
        ),
      ],
      readLog: [
        run(`${management} logs deployment/kubernetes-<cluster> -c kube-apiserver --tail 500`),
      ],
      revert: [
        note(
          "With the mode None the tenant's cluster has no issuer; if it was System before, write System:",
        ),
        run(
          `${management} patch kubernetes.apps.cozystack.io <cluster> --type merge --patch '{"spec":{"oidc":{"mode":"None","customConfig":null}}}'`,
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function kamaji(minor: Minor): LockoutPath {
  const management = "kubectl --kubeconfig <of the management cluster> -n <namespace>";
  return makePath(
    {
      id: "kamaji",
      where: "On your machine, with the kubeconfig of the management cluster.",
      isUp: [run(`${management} get tenantcontrolplane <name>`)],
      wayIn: [
        note(
          "The Secret of the TenantControlPlane has the kubeconfigs of kubeadm; super-admin.conf needs no binding:",
        ),
        run(
          `${management} get secret <name>-admin-kubeconfig -o jsonpath='{.data.super-admin\\.conf}' | base64 -d > way-in.yaml`,
        ),
      ],
      readLog: [run(`${management} logs deployment/<name> -c kube-apiserver --tail 500`)],
      revert: [
        note("Apply the ConfigMap from before. If the API server is down, roll it out anew:"),
        run(`${management} apply -f '<ConfigMap from before>'`),
        run(`${management} rollout restart deployment/<name>`),
        note(
          "Or take the flag, the volume and its mount out of the TenantControlPlane, in one edit:",
        ),
        run(`${management} edit tenantcontrolplane <name>`),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function vcluster(minor: Minor): LockoutPath {
  const host = "kubectl --kubeconfig <of the host cluster> -n <namespace>";
  return makePath(
    {
      id: "vcluster",
      where: "On your machine, with the kubeconfig of the host cluster.",
      server: "<address of the virtual cluster>",
      isUp: [run(`${host} get statefulset <name>`)],
      wayIn: [
        note("The Secret vc-<name> has an administrator's certificate:"),
        run(`${host} get secret vc-<name> -o jsonpath='{.data.config}' | base64 -d > way-in.yaml`),
      ],
      readLog: [run(`${host} logs statefulset/<name> -c syncer --tail 500`)],
      revert: [
        note("Apply the ConfigMap from before. If the API server is down, start it anew:"),
        run(`${host} apply -f '<ConfigMap from before>'`),
        run(`${host} rollout restart statefulset/<name>`),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}
