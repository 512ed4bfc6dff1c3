import { expect, test } from "vitest";
import { loadConfiguration } from "./authn/load.ts";
import { listLockoutPaths } from "./kube/locked-out/locked-out.ts";
import { emptyFile } from "./kube/locked-out/steps.ts";
import { minors, newestMinor } from "./kube/minor.ts";
import { clusterTargets } from "./kube/targets.ts";
import { followLockout, type LockoutModel } from "./testing/follow-lockout.ts";

const crictl = [
  ["ps -a --name kube-apiserver", "ok"],
  ["ps -a --name kube-apiserver -q", "ok"],
  ["logs *", "log"],
] as const;
const authn = "etc/kubernetes/authn/config.yaml";

const kubectlOf = (
  ...rows: readonly (readonly [string, "ok" | "log" | "undo" | "secret" | "request" | "restart"])[]
) =>
  [
    ...rows,
    ["auth whoami", "kubectl"],
    ["*--raw /readyz", "kubectl"],
    ["*--raw /metrics", "kubectl"],
    ["*auth whoami", "kubectl"],
  ] as const;

/** What replaces the programs of each kind of cluster. */
const models: Readonly<Record<string, LockoutModel>> = {
  "static-pod": {
    kubelet: true,
    file: authn,
    programs: { crictl, openssl: [["*", "signs"]], sleep: [["*", "ok"]] },
  },
  kubeadm: {
    kubelet: true,
    file: authn,
    programs: {
      crictl,
      kubeadm: [["kubeconfig user --client-name way-in --org system:masters", "kubeconfig"]],
    },
  },
  kubespray: {
    kubelet: true,
    file: "etc/kubernetes/apiserver-authentication-config-given.yaml",
    programs: {
      crictl,
      kubeadm: [["kubeconfig user --client-name way-in --org system:masters", "kubeconfig"]],
    },
  },
  "cluster-api": {
    kubelet: true,
    file: authn,
    programs: {
      crictl,
      kubeadm: [["kubeconfig user --client-name way-in --org system:masters", "kubeconfig"]],
      kubectl: kubectlOf(["*edit kubeadmcontrolplane*", "ok"]),
    },
  },
  kind: {
    kubelet: true,
    file: authn,
    programs: {
      crictl,
      docker: [["exec -it given-control-plane bash", "ok"]],
      kubeadm: [["kubeconfig user --client-name way-in --org system:masters", "kubeconfig"]],
    },
  },
  minikube: {
    file: "home/.minikube/files/etc/ssl/certs/authn.yaml",
    programs: {
      minikube: [
        ["ip", "ok"],
        ["ssh -- sudo crictl ps*", "ok"],
        ["ssh -- sudo crictl logs*", "log"],
        ["logs", "log"],
        ["update-context", "ok"],
        ["stop", "ok"],
        ["start", "restart"],
        ["kubectl -- *", "kubectl"],
      ],
    },
  },
  k3s: {
    file: "etc/rancher/k3s/authn/config.yaml",
    programs: {
      systemctl: [
        ["status k3s --no-pager", "ok"],
        ["restart k3s", "restart"],
      ],
      journalctl: [["-u k3s --no-pager -n 500", "log"]],
      k3s: [["kubectl *", "kubectl"]],
    },
  },
  rke2: {
    file: "etc/rancher/rke2/authn/config.yaml",
    programs: {
      systemctl: [
        ["status rke2-server --no-pager", "ok"],
        ["restart rke2-server", "restart"],
      ],
      journalctl: [["-u rke2-server --no-pager -n 200", "log"]],
      "../node/var/lib/rancher/rke2/bin/kubectl": [["*", "kubectl"]],
    },
  },
  k3d: {
    programs: {
      docker: [
        ["ps -a --filter name=k3d-given-server", "ok"],
        ["logs --tail 500 k3d-given-server-0", "log"],
        ["restart k3d-given-server-0", "restart"],
      ],
      k3d: [["kubeconfig get given", "kubeconfig"]],
    },
  },
  k0s: {
    file: "etc/k0s/authn/config.yaml",
    programs: {
      k0s: [
        ["status", "ok"],
        ["kubeconfig admin", "kubeconfig"],
      ],
      journalctl: [["-u k0scontroller --no-pager -n 500", "log"]],
      systemctl: [["restart k0scontroller", "restart"]],
    },
  },
  microk8s: {
    file: "var/snap/microk8s/current/args/authn.yaml",
    programs: {
      snap: [
        ["services microk8s.daemon-kubelite", "ok"],
        ["restart microk8s.daemon-kubelite", "restart"],
      ],
      microk8s: [["config", "kubeconfig"]],
      journalctl: [["-u snap.microk8s.daemon-kubelite --no-pager -n 500", "log"]],
    },
  },
  talos: {
    programs: {
      talosctl: [
        ["--nodes given containers --kubernetes", "ok"],
        ["--nodes given logs --kubernetes given", "log"],
        ["--nodes given edit machineconfig", "undo"],
        [
          "--nodes given read /system/config/kubernetes/kube-apiserver/authentication-config.yaml",
          "ok",
        ],
        ["--nodes given kubeconfig way-in.yaml", "writes"],
      ],
    },
  },
  "talos-1.13": {
    programs: {
      talosctl: [
        ["--nodes given containers --kubernetes", "ok"],
        ["--nodes given logs --kubernetes given", "log"],
        ["--nodes given edit machineconfig*", "undo"],
        ["--nodes given kubeconfig way-in.yaml", "writes"],
      ],
    },
  },
  gardener: {
    programs: {
      kubectl: kubectlOf(
        ["--kubeconfig given -n garden-given get shoot given *", "ok"],
        ["--kubeconfig given create --raw */adminkubeconfig -f -", "request"],
        ["--kubeconfig given -n shoot--given--given logs deployment/kube-apiserver *", "log"],
        ["--kubeconfig given -n garden-given patch shoot given --type json *", "ok"],
        ["--kubeconfig given -n garden-given annotate *reconcile", "undo"],
      ),
    },
  },
  openshift: {
    programs: {
      kubectl: kubectlOf(
        ["*get clusteroperators kube-apiserver authentication", "ok"],
        ["*get clusteroperator kube-apiserver -o yaml", "ok"],
        ["*-n openshift-kube-apiserver logs kube-apiserver-given *", "log"],
        ["*patch authentication.config.openshift.io cluster *", "undo"],
      ),
    },
  },
  hypershift: {
    programs: {
      kubectl: kubectlOf(
        ["*get hostedcluster given *", "ok"],
        ["*get secret *", "secret"],
        ["*-n given-given logs deployment/kube-apiserver *", "log"],
        ["*patch hostedcluster given --type json *", "undo"],
      ),
    },
  },
  pinniped: {
    programs: {
      kubectl: [
        ["*-n pinniped-concierge logs deployment/pinniped-concierge *", "log"],
        ["*get jwtauthenticators -o yaml", "ok"],
        ["*delete jwtauthenticator given", "undo"],
        ["*", "ok"],
      ],
      grep: [["*", "ok"]],
    },
  },
  aks: { programs: { kubectl: [["*", "ok"]], grep: [["*", "ok"]] } },
  kubermatic: {
    programs: {
      kubectl: [
        ["*-n cluster-given get deployment apiserver", "ok"],
        ["*patch cluster given --type json *", "undo"],
        ["*", "ok"],
      ],
      grep: [["*", "ok"]],
    },
  },
  cozystack: {
    programs: {
      kubectl: kubectlOf(
        ["*get tenantcontrolplanes", "ok"],
        ["*get secret kubernetes-given-admin-kubeconfig *", "secret"],
        ["*logs deployment/kubernetes-given *", "log"],
        ["*patch kubernetes.apps.cozystack.io given *", "undo"],
      ),
    },
  },
  kamaji: {
    programs: {
      kubectl: kubectlOf(
        ["*get tenantcontrolplane given", "ok"],
        ["*get secret given-admin-kubeconfig *", "secret"],
        ["*logs deployment/given *", "log"],
        ["*apply -f given", "ok"],
        ["*rollout restart deployment/given", "restart"],
        ["*edit tenantcontrolplane given", "ok"],
      ),
    },
  },
  vcluster: {
    programs: {
      kubectl: kubectlOf(
        ["*get statefulset given", "ok"],
        ["*get secret vc-given *", "secret"],
        ["*logs statefulset/given *", "log"],
        ["*apply -f given", "ok"],
        ["*rollout restart statefulset/given", "restart"],
      ),
    },
  },
  oke: { programs: { kubectl: [["*", "ok"]], grep: [["*", "ok"]] } },
};

/** Kinds of clusters whose commands nothing ran: what the page says of them is from documents. */
const documented = ["kops", "kubeone", "karmada", "kcp", "eks", "eks-anywhere", "scaleway"].concat([
  "ovhcloud",
  "exoscale",
]);

test("every kind of cluster has a way back", () => {
  expect(
    listLockoutPaths(newestMinor)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(clusterTargets.map(({ id }) => id).sort());
});

test.each(Object.entries(models))("the way back into %s can be followed", (id, model) => {
  const path = listLockoutPaths(newestMinor).find((one) => one.id === id);
  expect(path && followLockout(path, model, newestMinor)).toEqual([]);
});

test("each kind of cluster is followed, or its own commands are marked as not run", () => {
  const others = listLockoutPaths(newestMinor).filter(({ id }) => models[id] === undefined);
  expect(others.map(({ id }) => id)).toEqual(documented);
  const own = others.flatMap(({ wayIn, readLog, revert }) => [...wayIn, ...readLog, ...revert]);
  const ran = own.filter((step) => step.kind === "command" && step.checked === "stand-in");
  expect(ran).toEqual([]);
});

test.each(minors.map((minor) => ({ minor })))(
  "1.$minor loads the file without issuers",
  ({ minor }) => {
    const { decodeError, errors } = loadConfiguration(emptyFile(minor), { minor });
    expect({ decodeError, errors }).toEqual({ decodeError: undefined, errors: [] });
  },
);
