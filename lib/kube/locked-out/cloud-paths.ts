import type { Minor } from "../minor.ts";
import {
  type LockoutPath,
  type LockoutStep,
  makePath,
  note,
  reloads,
  replaceFile,
  run,
} from "./steps.ts";

/** The ways back into clusters that a provisioner makes, and into clouds that take one issuer. */
export function listCloudPaths(minor: Minor): readonly LockoutPath[] {
  return [
    kops(minor),
    kubeone(minor),
    karmada(minor),
    kcp(minor),
    eks(minor),
    eksAnywhere(minor),
    scaleway(minor),
    ovhcloud(minor),
    exoscale(minor),
    pinniped(minor),
    oke(minor),
  ];
}

const wayIn = "kubectl --kubeconfig way-in.yaml";
const file = "/etc/kubernetes/authn/config.yaml";

function nodeLog(pod: string): readonly LockoutStep[] {
  return [
    note("On a control-plane node, as root:"),
    run(
      `cat /var/log/${pod} | grep -A 5 -E 'command failed|authentication config|Unable to authenticate' | tail -n 40`,
      "documents",
    ),
  ];
}

function kops(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "kops",
      where: "On your machine with the state store of kOps, and on a control-plane node, as root.",
      wayIn: [
        note("kOps signs an administrator's certificate from its state store:"),
        run(
          "kops export kubeconfig --name <cluster> --admin --kubeconfig way-in.yaml",
          "documents",
        ),
      ],
      readLog: nodeLog("kube-apiserver.log"),
      revert: [
        note(
          "The file of every node comes from the file asset: put the text from before there, too.",
        ),
        run("kops edit cluster --name <cluster>", "documents"),
        run("kops update cluster --name <cluster> --yes", "documents"),
        run(
          "kops rolling-update cluster --name <cluster> --instance-group-roles control-plane --cloudonly --yes",
          "documents",
        ),
        note("--cloudonly does not ask the API server. Faster on a node that is up:"),
        ...replaceFile(file, minor),
        reloads,
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function kubeone(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "kubeone",
      where: "On your machine with the manifest of KubeOne; the nodes are made with kubeadm.",
      server: "<address of the API server>:6443",
      wayIn: [
        note("KubeOne reads the administrator's kubeconfig from a control-plane node, over SSH:"),
        run("kubeone kubeconfig --manifest kubeone.yaml > way-in.yaml", "documents"),
        note("The same on the node:"),
        run("kubectl --kubeconfig /etc/kubernetes/admin.conf auth whoami", "documents"),
      ],
      readLog: nodeLog("pods/kube-system_kube-apiserver-*/kube-apiserver/*.log"),
      revert: [
        note(
          "Put the file from before into the feature authenticationConfiguration, or take the feature out, and apply it:",
        ),
        run("kubeone apply --manifest kubeone.yaml", "documents"),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function karmada(minor: Minor): LockoutPath {
  const host = "kubectl --kubeconfig <of the host cluster> -n karmada-system";
  return makePath(
    {
      id: "karmada",
      where: "On your machine, with the kubeconfig of the host cluster.",
      server: "<address of the Karmada API server>:5443",
      isUp: [run(`${host} get deployment karmada-apiserver`, "documents")],
      wayIn: [
        note("The Secret of the operator has an administrator's certificate:"),
        run(
          `${host} get secret <name>-admin-config -o jsonpath='{.data.karmada\\.config}' | base64 -d > way-in.yaml`,
          "documents",
        ),
      ],
      readLog: [run(`${host} logs deployment/<name>-apiserver --tail 500`, "documents")],
      revert: [
        note("Take the flag, the volume and its mount out of the Karmada object, in one edit:"),
        run(
          "kubectl --kubeconfig <of the host cluster> -n <namespace> edit karmada <name>",
          "documents",
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function kcp(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "kcp",
      where:
        "On your machine, with the administrator's kubeconfig of kcp. Its front proxy asks the issuers of a workspace.",
      canBeDown: false,
      server: "<address of kcp>:6443",
      wayIn: [
        note(
          "The administrator's kubeconfig of kcp has a client certificate, and no workspace type changes that.",
        ),
      ],
      readLog: [note("The log of the front proxy has the reason; who runs kcp can read it.")],
      revert: [
        note("The name leaves the WorkspaceType, then the object is deleted:"),
        run(
          `kubectl --kubeconfig <of kcp> patch workspacetype <type> --type merge --patch '{"spec":{"authenticationConfigurations":null}}'`,
          "documents",
        ),
      ],
      kubectl: "kubectl --kubeconfig <of kcp>",
    },
    minor,
  );
}

function eks(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "eks",
      where: "On your machine, with an AWS identity that may administer the cluster.",
      canBeDown: false,
      server: "<address of the API server>",
      wayIn: [
        note("IAM works beside the issuer, whatever it is:"),
        run("aws eks update-kubeconfig --name <cluster> --kubeconfig way-in.yaml", "documents"),
        note("If no IAM identity has access any more, make an access entry for one:"),
        run(
          "aws eks create-access-entry --cluster-name <cluster> --principal-arn <ARN>",
          "documents",
        ),
        run(
          "aws eks associate-access-policy --cluster-name <cluster> --principal-arn <ARN> --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy --access-scope type=cluster",
          "documents",
        ),
      ],
      readLog: [
        note(
          "The log types api and authenticator go to CloudWatch, if they are switched on for the cluster:",
        ),
        run(
          "aws logs filter-log-events --log-group-name /aws/eks/<cluster>/cluster --filter-pattern Unauthorized",
          "documents",
        ),
      ],
      revert: [
        run("aws eks list-identity-provider-configs --cluster-name <cluster>", "documents"),
        run(
          "aws eks disassociate-identity-provider-config --cluster-name <cluster> --identity-provider-config type=oidc,name=<name>",
          "documents",
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function eksAnywhere(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "eks-anywhere",
      where: "On the administrator's machine, in the folder that eksctl anywhere made.",
      wayIn: [
        note("The folder of the cluster has an administrator's kubeconfig:"),
        run(
          "kubectl --kubeconfig <cluster>/<cluster>-eks-a-cluster.kubeconfig auth whoami",
          "documents",
        ),
      ],
      readLog: nodeLog("pods/kube-system_kube-apiserver-*/kube-apiserver/*.log"),
      revert: [
        note(
          "Put the OIDCConfig from before back, or take identityProviderRefs out, and upgrade the cluster:",
        ),
        run("eksctl anywhere upgrade cluster -f <cluster>.yaml", "documents"),
      ],
      kubectl: "kubectl --kubeconfig <cluster>/<cluster>-eks-a-cluster.kubeconfig",
    },
    minor,
  );
}

function scaleway(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "scaleway",
      where: "On your machine, logged in with scw.",
      canBeDown: false,
      server: "<address of the API server>:6443",
      wayIn: [
        note("The kubeconfig of the console and of scw does not ask the issuer:"),
        run("scw k8s kubeconfig get <cluster id> > way-in.yaml", "documents"),
      ],
      readLog: [
        note("The log of the API server is Scaleway's; Cockpit shows it if it is switched on."),
      ],
      revert: [
        note(
          "Put the settings from before back, or empty ones, in the way in which they were made:",
        ),
        run("scw k8s cluster get <cluster id>", "documents"),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function ovhcloud(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "ovhcloud",
      where: "On your machine, with access to the project at OVHcloud.",
      canBeDown: false,
      server: "<address of the API server>",
      wayIn: [
        note(
          "Download the kubeconfig of the cluster in the control panel, under Service: it has a client certificate. Save it as way-in.yaml.",
        ),
      ],
      readLog: [
        note("The log of the API server is OVHcloud's; it can be forwarded to Logs Data Platform."),
      ],
      revert: [
        note(
          "Take the OpenID Connect provider out of the cluster in the control panel, or put the settings from before back with Terraform.",
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function exoscale(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "exoscale",
      where: "On your machine, logged in with exo.",
      canBeDown: false,
      server: "<address of the API server>",
      wayIn: [
        note("Exoscale signs a certificate for a user of your choice:"),
        run(
          "exo compute sks kubeconfig <cluster> way-in --group system:masters --zone <zone> > way-in.yaml",
          "documents",
        ),
      ],
      readLog: [
        note(
          "The log of the API server is Exoscale's; the audit log can be sent to an endpoint of yours.",
        ),
      ],
      revert: [
        note(
          "Take the block oidc out again in Terraform, or put the settings from before back; users of the issuer get in no longer.",
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function pinniped(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "pinniped",
      where: "On your machine.",
      canBeDown: false,
      wayIn: [
        note(
          "Pinniped adds a way in and takes none away. Use the cluster's own: IAM with EKS, the Google account with GKE, a certificate elsewhere.",
        ),
        run("aws eks update-kubeconfig --name <cluster> --kubeconfig way-in.yaml", "documents"),
        run(
          "KUBECONFIG=way-in.yaml gcloud container clusters get-credentials <cluster>",
          "documents",
        ),
      ],
      readLog: [
        note(
          "The API server takes no part in it: the concierge logs, and each authenticator has a status.",
        ),
        run(`${wayIn} -n pinniped-concierge logs deployment/pinniped-concierge --tail 500`),
        run(`${wayIn} get jwtauthenticators -o yaml`),
      ],
      revert: [
        note("Apply the JWTAuthenticator from before, or delete the bad one:"),
        run(`${wayIn} delete jwtauthenticator <name>`),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}

function oke(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "oke",
      where: "On your machine, with the oci program.",
      canBeDown: false,
      wayIn: [
        note("OKE's own kubeconfig asks IAM for its token, whatever the issuers are:"),
        run(
          "oci ce cluster create-kubeconfig --cluster-id <cluster id> --file way-in.yaml --token-version 2.0.0",
          "documents",
        ),
      ],
      readLog: [
        note(
          "The log of the API server is Oracle's: open a request for support, or use the audit log of the tenancy.",
        ),
      ],
      revert: [
        note("Switch it off; the cluster has no issuer then:"),
        run(
          `oci ce cluster update --cluster-id <cluster id> --options '{"openIdConnectTokenAuthenticationConfig":{"isOpenIdConnectAuthEnabled":false}}'`,
          "documents",
        ),
      ],
      kubectl: wayIn,
    },
    minor,
  );
}
