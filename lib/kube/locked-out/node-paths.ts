import type { Minor } from "../minor.ts";
import {
  type LockoutPath,
  makePath,
  note,
  type PathParts,
  reloads,
  replaceFile,
  run,
} from "./steps.ts";

const file = "/etc/kubernetes/authn/config.yaml";

/** The ways back into clusters whose API server is a static pod or a service of a machine. */
export function listNodePaths(minor: Minor): readonly LockoutPath[] {
  return [
    staticPod(minor),
    kubeadm("kubeadm", minor, {
      where: "On a control-plane node, as root.",
    }),
    kubeadm("kubespray", minor, {
      where: "On a control-plane node, as root.",
      file: "/etc/kubernetes/apiserver-authentication-config-<version>.yaml",
      last: [
        note(
          "Kubespray mounts the file by itself, so a running API server does not see a renamed one: restart its pod as above. Correct the inventory before the next run of the playbook, or it writes the bad file again.",
        ),
      ],
    }),
    kubeadm("cluster-api", minor, {
      where: "On a control-plane machine, as root; each machine has its own file.",
      last: [
        note(
          "A new machine gets the file of the KubeadmControlPlane: correct it there, in the management cluster, before the next rollout.",
        ),
        run(
          "kubectl --kubeconfig <of the management cluster> -n <namespace> edit kubeadmcontrolplane <name>",
        ),
      ],
    }),
    kubeadm("kind", minor, {
      where: "In the node's container, which this opens; each control-plane node has its own.",
      first: [run("docker exec -it <cluster>-control-plane bash")],
      last: [
        note(
          "The directory of the file is usually mounted from your machine, read-only in the node: then replace the file there.",
        ),
      ],
    }),
    minikube(minor),
    rancher("k3s", minor),
    rancher("rke2", minor),
    k3d(minor),
    k0s(minor),
    microk8s(minor),
  ];
}

const crictlList = run("crictl ps -a --name kube-apiserver");
const failures = "grep -A 5 -E 'command failed|authentication config|Unable to authenticate'";
const podLogs = [
  note(
    "The container starts again and again, and each try has a log of its own. The lines that count, of the newest one:",
  ),
  run(
    `crictl logs "$(crictl ps -a --name kube-apiserver -q | head -n 1)" 2>&1 | ${failures} | tail -n 40`,
  ),
  note("The same on disk, if crictl is not there:"),
  run(
    `cat /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | ${failures} | tail -n 40`,
    "cluster",
  ),
];

const restartPod = [
  note(
    "If the API server is down, the kubelet tries again by itself, after up to five minutes. To have it sooner, take the manifest away and put it back:",
  ),
  run(
    "mv /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/kube-apiserver.yaml && sleep 20 && mv /etc/kubernetes/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml",
  ),
];

function staticPod(minor: Minor): LockoutPath {
  return makePath(
    {
      id: "static-pod",
      where: "On a control-plane node, as root.",
      isUp: [crictlList],
      wayIn: [
        note(
          "Use an administrator's kubeconfig with a client certificate. If there is none, sign one with the authority that --client-ca-file names; the group system:masters needs no binding. The files are an administrator's: delete them afterwards.",
        ),
        run("openssl genrsa -out /root/way-in.key 2048", "cluster"),
        run(
          "openssl req -new -key /root/way-in.key -subj '/O=system:masters/CN=way-in' -out /root/way-in.csr",
          "cluster",
        ),
        run(
          "openssl x509 -req -in /root/way-in.csr -CA /etc/kubernetes/pki/ca.crt -CAkey /etc/kubernetes/pki/ca.key -CAcreateserial -days 1 -out /root/way-in.crt",
          "cluster",
        ),
      ],
      readLog: podLogs,
      revert: [...replaceFile(file, minor), reloads, ...restartPod],
      kubectl:
        "kubectl --server https://127.0.0.1:6443 --certificate-authority /etc/kubernetes/pki/ca.crt --client-certificate /root/way-in.crt --client-key /root/way-in.key",
      server: "127.0.0.1:6443",
    },
    minor,
  );
}

interface KubeadmParts {
  readonly where: string;
  readonly file?: string;
  readonly first?: PathParts["isUp"];
  readonly last?: PathParts["revert"];
}

function kubeadm(id: string, minor: Minor, parts: KubeadmParts): LockoutPath {
  const path = makePath(
    {
      ...{ id, where: parts.where, server: "127.0.0.1:6443" },
      isUp: [crictlList],
      wayIn: [
        note("admin.conf has a client certificate; its group is bound to cluster-admin:"),
        run("kubectl --kubeconfig /etc/kubernetes/admin.conf auth whoami"),
        note(
          "If its binding is gone, super-admin.conf of the first control-plane node has the group system:masters, which needs none:",
        ),
        run("kubectl --kubeconfig /etc/kubernetes/super-admin.conf auth whoami"),
        note(
          "If both files are gone, kubeadm signs a new certificate with the authority on the node:",
        ),
        run(
          "kubeadm kubeconfig user --client-name way-in --org system:masters > /root/way-in.conf",
        ),
      ],
      readLog: podLogs,
      revert: [
        ...replaceFile(parts.file ?? file, minor),
        reloads,
        ...restartPod,
        ...(parts.last ?? []),
        note("Do the same on every control-plane node: each API server reads its own file."),
      ],
      kubectl: "kubectl --kubeconfig /etc/kubernetes/admin.conf",
    },
    minor,
  );
  return { ...path, isUp: [...(parts.first ?? []), ...path.isUp] };
}

function minikube(minor: Minor): LockoutPath {
  const inside = "/etc/ssl/certs/authn.yaml";
  const path = makePath(
    {
      ...{ id: "minikube", where: "On your machine, and in the node, which minikube ssh opens." },
      server: '"$(minikube ip)":8443',
      isUp: [run("minikube ssh -- sudo crictl ps -a --name kube-apiserver")],
      wayIn: [
        note("minikube's own kubeconfig has a client certificate:"),
        run("minikube update-context"),
        run("minikube kubectl -- auth whoami"),
      ],
      readLog: [
        run(
          "minikube ssh -- 'sudo crictl logs $(sudo crictl ps -a --name kube-apiserver -q | head -n 1)' | grep -i authentication",
        ),
        run("minikube logs | grep -i authentication"),
      ],
      revert: [
        note("Replace the file on your machine, from where minikube copies it at each start:"),
        run("cp '<file from before>' ~/.minikube/files/etc/ssl/certs/authn.yaml"),
        run("minikube stop && minikube start"),
        note(
          `If the node starts, ${inside} in it is the copy. Without a file from before, start without the flag:`,
        ),
        run("minikube start --extra-config=apiserver.authentication-config=", "documents"),
      ],
      kubectl: "minikube kubectl --",
    },
    minor,
  );
  return path;
}

function rancher(id: "k3s" | "rke2", minor: Minor): LockoutPath {
  const isK3s = id === "k3s";
  const unit = isK3s ? "k3s" : "rke2-server";
  const kubectl = isK3s
    ? "k3s kubectl --kubeconfig /etc/rancher/k3s/k3s.yaml"
    : "/var/lib/rancher/rke2/bin/kubectl --kubeconfig /etc/rancher/rke2/rke2.yaml";
  return makePath(
    {
      ...{ id, where: "On a server, as root.", server: "127.0.0.1:6443" },
      isUp: [run(`systemctl status ${unit} --no-pager`)],
      wayIn: [
        note(`${isK3s ? "k3s.yaml" : "rke2.yaml"} has an administrator's client certificate:`),
        run(`${kubectl} auth whoami`),
      ],
      readLog: isK3s
        ? [
            note("The API server runs inside of k3s, and its log is that of the service:"),
            run(`journalctl -u k3s --no-pager -n 500 | grep -i authentication`),
          ]
        : [
            run(
              `cat /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | ${failures} | tail -n 40`,
            ),
            run(`journalctl -u rke2-server --no-pager -n 200`),
          ],
      revert: [
        ...replaceFile(`/etc/rancher/${id}/authn/config.yaml`, minor),
        note(
          "Without the field anonymous, newer builds let requests without credentials in, for which RBAC then decides: put the real file back soon.",
        ),
        reloads,
        note("If the API server is down, restart, one server at a time:"),
        run(`systemctl restart ${unit}`),
      ],
      kubectl,
    },
    minor,
  );
}

function k3d(minor: Minor): LockoutPath {
  return makePath(
    {
      ...{ id: "k3d", where: "On the machine with docker." },
      server: "<address that k3d kubeconfig get shows>",
      isUp: [run("docker ps -a --filter name=k3d-<cluster>-server")],
      wayIn: [
        note("k3d reads the administrator's kubeconfig out of the server's container:"),
        run("k3d kubeconfig get <cluster> > way-in.yaml"),
      ],
      readLog: [run("docker logs --tail 500 k3d-<cluster>-server-0 2>&1 | grep -i authentication")],
      revert: [
        note("The directory authn of your machine is mounted: replace the file there."),
        run("cp authn/config.yaml bad-config.yaml"),
        run(
          "cp '<file from before>' authn/config.yaml.new && mv authn/config.yaml.new authn/config.yaml",
        ),
        reloads,
        note("If the API server is down, restart, one server at a time:"),
        run("docker restart k3d-<cluster>-server-0"),
      ],
      kubectl: "kubectl --kubeconfig way-in.yaml",
    },
    minor,
  );
}

function k0s(minor: Minor): LockoutPath {
  return makePath(
    {
      ...{ id: "k0s", where: "On a controller, as root.", server: "127.0.0.1:6443" },
      isUp: [run("k0s status")],
      wayIn: [
        note("k0s prints an administrator's kubeconfig from the certificates on the controller:"),
        run("k0s kubeconfig admin > /root/way-in.conf"),
      ],
      readLog: [
        note(
          "k0s runs the API server as a process of its own and logs its lines with the service:",
        ),
        run("journalctl -u k0scontroller --no-pager -n 500 | grep -i authentication"),
      ],
      revert: [
        ...replaceFile("/etc/k0s/authn/config.yaml", minor),
        note("The user kube-apiserver must be able to read it."),
        reloads,
        note("k0s starts the API server again by itself; if it has stopped doing so:"),
        run("systemctl restart k0scontroller"),
      ],
      kubectl: "kubectl --kubeconfig /root/way-in.conf",
    },
    minor,
  );
}

function microk8s(minor: Minor): LockoutPath {
  return makePath(
    {
      ...{ id: "microk8s", where: "On a node that runs the API server, as root." },
      server: "127.0.0.1:16443",
      isUp: [run("snap services microk8s.daemon-kubelite")],
      wayIn: [
        note("microk8s prints an administrator's kubeconfig:"),
        run("microk8s config > /root/way-in.conf"),
      ],
      readLog: [
        run(
          "journalctl -u snap.microk8s.daemon-kubelite --no-pager -n 500 | grep -i authentication",
        ),
      ],
      revert: [
        ...replaceFile("/var/snap/microk8s/current/args/authn.yaml", minor),
        reloads,
        note("If kubelite is down:"),
        run("snap restart microk8s.daemon-kubelite"),
      ],
      kubectl: "kubectl --kubeconfig /root/way-in.conf",
    },
    minor,
  );
}
