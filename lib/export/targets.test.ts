import { describe, expect, test } from "vitest";
import type { Minor } from "../kube/minor.ts";
import { clusterTargets } from "../kube/targets.ts";
import { exportBundle } from "./bundle.ts";
import { exportTarget, targets } from "./targets.ts";
import type { ExportInput } from "./types.ts";

// Expected texts are written by hand from the sources named above each; nothing here was recorded from an output.

const source = `# Who may come in.
apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com # no slash
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
`;

const v1 = source.replace("v1beta1", "v1");

function inputOf(
  configuration: string,
  minor: Minor,
  more: Partial<ExportInput> = {},
): ExportInput {
  return {
    configuration,
    bindings: "",
    minor,
    comments: "kept",
    issuers: [],
    cluster: { name: "prod", server: "https://api.example.com:6443" },
    ...more,
  };
}

function fileOf(target: string, path: string, input: ExportInput): string {
  const result = exportTarget(input, target);
  const files = result.kind === "files" ? result.target.files : [];
  return files.find((file) => file.path === path)?.text ?? `no file ${path}`;
}

test("targets are those of the clusters, in their order", () => {
  expect(targets.map(({ id }) => id)).toEqual(clusterTargets.map(({ id }) => id));
});

describe("files", () => {
  const cases: {
    name: string;
    target: string;
    path: string;
    input: ExportInput;
    want: string;
  }[] = [
    {
      // pkg/apis/apiserver/install: v1 from 1.34 on; everything else stays byte for byte.
      name: "v1 where it is known, comments kept",
      target: "static-pod",
      path: "authn/config.yaml",
      input: inputOf(source, 34),
      want: v1,
    },
    {
      name: "v1beta1 where v1 is not known",
      target: "static-pod",
      path: "authn/config.yaml",
      input: inputOf(v1, 33),
      want: source,
    },
    {
      // The order of pkg/apis/apiserver/v1/types.go.
      name: "canonical",
      target: "static-pod",
      path: "authn/config.yaml",
      input: inputOf(source, 37, { comments: "canonical" }),
      want: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
  - issuer:
      url: https://idp.example.com
      audiences:
        - k8s
    claimMappings:
      username:
        claim: sub
        prefix: "idp:"
`,
    },
    {
      // kubernetes/kubeadm#798: probes come without credentials; 1.32 is the first version that takes the field.
      name: "closed probes are opened",
      target: "kubeadm",
      path: "authn/config.yaml",
      input: inputOf(`${source}anonymous:\n  enabled: false\n`, 33),
      want: `${source}anonymous:
  enabled: true
  conditions:
    - path: /livez
    - path: /readyz
    - path: /healthz
`,
    },
    {
      name: "before 1.32 the field goes away",
      target: "kubeadm",
      path: "authn/config.yaml",
      input: inputOf(source.replace("jwt:", "anonymous:\n  # nobody\n  enabled: false\njwt:"), 31),
      want: source,
    },
    {
      // kubernetes cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go: extraArgs is a list of Arg.
      name: "kubeadm v1beta4",
      target: "kubeadm",
      path: "cluster-configuration.yaml",
      input: inputOf(source, 37),
      want: `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer:
  extraArgs:
    - name: authentication-config
      value: /etc/kubernetes/authn/config.yaml
  extraVolumes:
    - name: authn
      hostPath: /etc/kubernetes/authn
      mountPath: /etc/kubernetes/authn
      readOnly: true
      pathType: Directory
`,
    },
    {
      // v1beta3: a map. v1beta4 came with kubeadm 1.31.
      name: "kubeadm 1.30 reads v1beta3",
      target: "kubeadm",
      path: "cluster-configuration.yaml",
      input: inputOf(source, 30),
      want: `apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
apiServer:
  extraArgs:
    authentication-config: /etc/kubernetes/authn/config.yaml
  extraVolumes:
    - name: authn
      hostPath: /etc/kubernetes/authn
      mountPath: /etc/kubernetes/authn
      readOnly: true
      pathType: Directory
`,
    },
    {
      // kubernetes-sigs/cluster-api api/bootstrap/kubeadm/v1beta2: extraArgs is a list, permissions a text.
      name: "Cluster API",
      target: "cluster-api",
      path: "kubeadm-control-plane.additions.yaml",
      input: inputOf(source, 37),
      want: `# Pieces to add to what is there: lists are not merged.
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
spec:
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer:
        extraArgs:
          - name: authentication-config
            value: /etc/kubernetes/authn/config.yaml
        extraVolumes:
          - name: authn
            hostPath: /etc/kubernetes/authn
            mountPath: /etc/kubernetes/authn
            readOnly: true
            pathType: Directory
    files:
      - path: /etc/kubernetes/authn/config.yaml
        owner: root:root
        permissions: "0644"
        content: |
          # Who may come in.
          apiVersion: apiserver.config.k8s.io/v1
          kind: AuthenticationConfiguration
          jwt:
          - issuer:
              url: https://idp.example.com # no slash
              audiences: [k8s]
            claimMappings:
              username: {claim: sub, prefix: "idp:"}
`,
    },
    {
      // kubernetes-sigs/kind pkg/cluster/internal/kubeadm/config.go: no apiVersion, map form.
      name: "kind",
      target: "kind",
      path: "kind.yaml",
      input: inputOf(source, 37),
      want: `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraMounts:
      - hostPath: ./authn
        containerPath: /etc/kubernetes/authn
        readOnly: true
    kubeadmConfigPatches:
      - |
        kind: ClusterConfiguration
        apiServer:
          extraArgs:
            authentication-config: /etc/kubernetes/authn/config.yaml
          extraVolumes:
            - name: authn
              hostPath: /etc/kubernetes/authn
              mountPath: /etc/kubernetes/authn
              readOnly: true
              pathType: Directory
`,
    },
    {
      // k3s-io/k3s#12245: newer builds leave anonymous requests to the file.
      name: "k3s, newer build",
      target: "k3s",
      path: "authn/config.yaml",
      input: inputOf(source, 33),
      want: `${source}anonymous:\n  enabled: false\n`,
    },
    {
      name: "k3s, older build: the flag excludes the field",
      target: "k3s",
      path: "authn/config.yaml",
      input: inputOf(`${source}anonymous:\n  enabled: false\n`, 33, {
        options: { rancherBuild: "with-flag" },
      }),
      want: source,
    },
    {
      name: "k3s 1.31, newer build: no field yet, so the flag is passed",
      target: "k3s",
      path: "config.yaml",
      input: inputOf(source, 31),
      want: `kube-apiserver-arg:
  - authentication-config=/etc/rancher/k3s/authn/config.yaml
  - anonymous-auth=false
`,
    },
    {
      // rancher/rke2 pkg/podtemplate: a directory at another path than the host's, not the file.
      name: "RKE2",
      target: "rke2",
      path: "config.yaml",
      input: inputOf(source, 37),
      want: `kube-apiserver-arg:
  - authentication-config=/etc/rke2-authn/config.yaml
kube-apiserver-extra-mount:
  - /etc/rancher/rke2/authn:/etc/rke2-authn:ro
`,
    },
    {
      // kubernetes-sigs/kubespray roles/kubespray_defaults/defaults/main/main.yml: the variables, from 2.31 on.
      name: "Kubespray",
      target: "kubespray",
      path: "group_vars/k8s_cluster/authentication.yml",
      input: inputOf(`${source}anonymous:\n  enabled: false\n`, 35),
      want: `kube_apiserver_use_authentication_config_file: true
kube_apiserver_authentication_config_jwt:
  - issuer:
      url: https://idp.example.com
      audiences:
        - k8s
    claimMappings:
      username:
        claim: sub
        prefix: "idp:"
kube_apiserver_authentication_config_anonymous:
  enabled: true
  conditions:
    - path: /livez
    - path: /readyz
    - path: /healthz
`,
    },
    {
      // k0sproject/k0s docs/configuration.md: extraArgs is a map; no field anonymous up to 1.36.2.
      name: "k0s",
      target: "k0s",
      path: "k0s.additions.yaml",
      input: inputOf(source, 37),
      want: `apiVersion: k0s.k0sproject.io/v1beta1
kind: ClusterConfig
spec:
  api:
    extraArgs:
      authentication-config: /etc/k0s/authn/config.yaml
`,
    },
    {
      name: "k0s has no field anonymous",
      target: "k0s",
      path: "authn/config.yaml",
      input: inputOf(`${source}anonymous:\n  enabled: true\n`, 33),
      want: source,
    },
    {
      name: "MicroK8s takes the field as it is",
      target: "microk8s",
      path: "authn/config.yaml",
      input: inputOf(`${source}anonymous:\n  enabled: false\n`, 33),
      want: `${source}anonymous:\n  enabled: false\n`,
    },
    {
      // minikube is made with kubeadm.
      name: "minikube's probes need the health paths",
      target: "minikube",
      path: "authn/config.yaml",
      input: inputOf(`${source}anonymous:\n  enabled: false\n`, 33),
      want: `${source}anonymous:
  enabled: true
  conditions:
    - path: /livez
    - path: /readyz
    - path: /healthz
`,
    },
    {
      // siderolabs/talos testdata/stability/v1.14/base-controlplane.yaml: the three paths, no version of its own.
      name: "Talos 1.14",
      target: "talos",
      path: "authentication.yaml",
      input: inputOf(source, 37),
      want: `apiVersion: v1alpha1
kind: KubeAuthenticationConfig
configuration:
  # Who may come in.
  jwt:
  - issuer:
      url: https://idp.example.com # no slash
      audiences: [k8s]
    claimMappings:
      username: {claim: sub, prefix: "idp:"}
  anonymous:
    enabled: true
    conditions:
      - path: /livez
      - path: /readyz
      - path: /healthz
`,
    },
    {
      // siderolabs/docs: files below /var, \`readonly\` in lower case; always v1beta1.
      name: "Talos 1.13",
      target: "talos-1.13",
      path: "machine-config.patch.yaml",
      input: inputOf(v1.replace("jwt:", "anonymous: {enabled: true}\njwt:"), 34),
      want: `machine:
  files:
  - op: create
    path: /var/lib/k8s-authn/config.yaml
    permissions: 0o444
    content: |
      # Who may come in.
      apiVersion: apiserver.config.k8s.io/v1beta1
      kind: AuthenticationConfiguration
      jwt:
      - issuer:
          url: https://idp.example.com # no slash
          audiences: [k8s]
        claimMappings:
          username: {claim: sub, prefix: "idp:"}
cluster:
  apiServer:
    extraArgs:
      authentication-config: /etc/k8s-authn/config.yaml
    extraVolumes:
    - hostPath: /var/lib/k8s-authn
      mountPath: /etc/k8s-authn
      readonly: true
`,
    },
    {
      // gardener docs/usage/shoot/shoot_access.md: the key config.yaml, v1beta1 at most.
      name: "Gardener, ConfigMap",
      target: "gardener",
      path: "garden/configmap.yaml",
      input: inputOf(v1, 37, {
        options: { gardener: { namespace: "garden-myproject", shoot: "mycluster" } },
      }),
      want: `apiVersion: v1
kind: ConfigMap
metadata:
  name: authentication-config
  namespace: garden-myproject
data:
  config.yaml: |
    # Who may come in.
    apiVersion: apiserver.config.k8s.io/v1beta1
    kind: AuthenticationConfiguration
    jwt:
    - issuer:
        url: https://idp.example.com # no slash
        audiences: [k8s]
      claimMappings:
        username: {claim: sub, prefix: "idp:"}
`,
    },
    {
      name: "Gardener, Shoot",
      target: "gardener",
      path: "garden/shoot.patch.yaml",
      input: inputOf(source, 37),
      want: `spec:
  kubernetes:
    kubeAPIServer:
      structuredAuthentication:
        configMapName: authentication-config
`,
    },
    {
      // k3d-io/k3d docs/usage/configfile.md: v1alpha5, a directory, so that a renamed file is seen.
      name: "k3d",
      target: "k3d",
      path: "k3d.yaml",
      input: inputOf(source, 37),
      want: `apiVersion: k3d.io/v1alpha5
kind: Simple
volumes:
  - volume: ./authn:/etc/k3s-authn
    nodeFilters:
      - server:*
options:
  k3s:
    extraArgs:
      - arg: --kube-apiserver-arg=authentication-config=/etc/k3s-authn/config.yaml
        nodeFilters:
          - server:*
`,
    },
    {
      name: "k3d closes anonymous requests",
      target: "k3d",
      path: "authn/config.yaml",
      input: inputOf(source, 33),
      want: `${source}anonymous:\n  enabled: false\n`,
    },
    {
      // docs.oracle.com OpenIdConnectTokenAuthenticationConfig: the file in base64.
      name: "Oracle OKE",
      target: "oke",
      path: "oke/options.json",
      input: inputOf(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n",
        37,
      ),
      want: `{
  "openIdConnectTokenAuthenticationConfig": {
    "isOpenIdConnectAuthEnabled": true,
    "configurationFile": "YXBpVmVyc2lvbjogYXBpc2VydmVyLmNvbmZpZy5rOHMuaW8vdjEKa2luZDogQXV0aGVudGljYXRpb25Db25maWd1cmF0aW9uCmp3dDogW10K"
  }
}
`,
    },
    {
      // kubermatic sdk/apis/kubermatic/v1/cluster.go: the key is free, the Secret is named with it.
      name: "Kubermatic, Secret",
      target: "kubermatic",
      path: "kubermatic/secret.yaml",
      input: inputOf(source, 37),
      want: `apiVersion: v1
kind: Secret
metadata:
  name: authentication-config
  namespace: cluster-<id>
stringData:
  config.yaml: |
    # Who may come in.
    apiVersion: apiserver.config.k8s.io/v1
    kind: AuthenticationConfiguration
    jwt:
    - issuer:
        url: https://idp.example.com # no slash
        audiences: [k8s]
      claimMappings:
        username: {claim: sub, prefix: "idp:"}
`,
    },
    {
      name: "Kubermatic, Cluster",
      target: "kubermatic",
      path: "kubermatic/cluster.patch.yaml",
      input: inputOf(source, 37),
      want: `spec:
  authenticationConfiguration:
    secretName: authentication-config
    secretKey: config.yaml
`,
    },
    {
      // cozystack docs/oidc-tenant.md: v1beta1, the mode CustomConfig.
      name: "Cozystack",
      target: "cozystack",
      path: "cozystack/kubernetes.patch.yaml",
      input: inputOf(v1, 37),
      want: `spec:
  oidc:
    mode: CustomConfig
    customConfig:
      config: |
        # Who may come in.
        apiVersion: apiserver.config.k8s.io/v1beta1
        kind: AuthenticationConfiguration
        jwt:
        - issuer:
            url: https://idp.example.com # no slash
            audiences: [k8s]
          claimMappings:
            username: {claim: sub, prefix: "idp:"}
`,
    },
    {
      // clastix/kamaji api/v1alpha1/tenantcontrolplane_types.go: arguments by component.
      name: "Kamaji",
      target: "kamaji",
      path: "kamaji/tenant-control-plane.additions.yaml",
      input: inputOf(source, 37),
      want: `# Pieces to add to what is there: lists are not merged.
apiVersion: kamaji.clastix.io/v1alpha1
kind: TenantControlPlane
spec:
  controlPlane:
    deployment:
      extraArgs:
        apiServer:
          - --authentication-config=/etc/authn/config.yaml
      additionalVolumes:
        - name: authn
          configMap:
            name: authn
      additionalVolumeMounts:
        apiServer:
          - name: authn
            mountPath: /etc/authn
            readOnly: true
`,
    },
    {
      // loft-sh/vcluster chart/values.yaml: controlPlane.distro.k8s and statefulSet.persistence.
      name: "vcluster",
      target: "vcluster",
      path: "vcluster/values.additions.yaml",
      input: inputOf(source, 37),
      want: `# Pieces to add to vcluster.yaml: lists are not merged.
controlPlane:
  distro:
    k8s:
      enabled: true
      apiServer:
        extraArgs:
          - --authentication-config=/authn/config.yaml
  statefulSet:
    persistence:
      addVolumes:
        - name: authn
          configMap:
            name: authn
      addVolumeMounts:
        - name: authn
          mountPath: /authn
`,
    },
    {
      name: "vcluster, ConfigMap",
      target: "vcluster",
      path: "vcluster/configmap.yaml",
      input: inputOf(source, 37),
      want: `apiVersion: v1
kind: ConfigMap
metadata:
  name: authn
data:
  config.yaml: |
    # Who may come in.
    apiVersion: apiserver.config.k8s.io/v1
    kind: AuthenticationConfiguration
    jwt:
    - issuer:
        url: https://idp.example.com # no slash
        audiences: [k8s]
      claimMappings:
        username: {claim: sub, prefix: "idp:"}
`,
    },
    {
      // kubernetes/kops docs/cluster_spec.md: fileAssets; nodeup/pkg/model/kube_apiserver.go mounts the directory.
      name: "kOps",
      target: "kops",
      path: "kops/cluster.additions.yaml",
      input: inputOf(`${v1}anonymous: {enabled: false}\n`, 37),
      want: `# Pieces to add to what is there: lists are not merged.
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
spec:
  kubeAPIServer:
    authenticationConfigFile: /srv/kubernetes/kube-apiserver/authentication-config.yaml
  fileAssets:
    - name: authentication-config
      path: /srv/kubernetes/kube-apiserver/authentication-config.yaml
      roles:
        - ControlPlane
      mode: "0444"
      content: |
        # Who may come in.
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        jwt:
        - issuer:
            url: https://idp.example.com # no slash
            audiences: [k8s]
          claimMappings:
            username: {claim: sub, prefix: "idp:"}
`,
    },
    {
      // docs.kubermatic.com/kubeone/v1.15: a manifest of its own.
      name: "KubeOne opens the probes of kubeadm",
      target: "kubeone",
      path: "authn/config.yaml",
      input: inputOf(`${source}anonymous:\n  enabled: false\n`, 33),
      want: `${source}anonymous:
  enabled: true
  conditions:
    - path: /livez
    - path: /readyz
    - path: /healthz
`,
    },
    {
      // karmada-io/karmada operator/pkg/apis/operator/v1alpha1/type.go: arguments are a map here.
      name: "Karmada",
      target: "karmada",
      path: "karmada/karmada.additions.yaml",
      input: inputOf(source, 37),
      want: `# Pieces to add to what is there: lists are not merged.
apiVersion: operator.karmada.io/v1alpha1
kind: Karmada
spec:
  components:
    karmadaAPIServer:
      extraArgs:
        authentication-config: /etc/authn/config.yaml
      extraVolumes:
        - name: authn
          configMap:
            name: authn
      extraVolumeMounts:
        - name: authn
          mountPath: /etc/authn
          readOnly: true
`,
    },
    {
      name: "in flow style the fields are written anew",
      target: "k3s",
      path: "authn/config.yaml",
      input: inputOf(
        '{"apiVersion":"apiserver.config.k8s.io/v1","kind":"AuthenticationConfiguration","jwt":[]}',
        37,
      ),
      want: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: false
jwt: []
`,
    },
    {
      name: "the server reads the first document only",
      target: "k3s",
      path: "authn/config.yaml",
      input: inputOf(`---\n${v1}---\nkind: Other\n`, 37),
      want: `---\n${v1}anonymous:\n  enabled: false\n`,
    },
  ];
  for (const { name, target, path, input, want } of cases) {
    test(name, () => expect(fileOf(target, path, input)).toBe(want));
  }
});

test("what stands in the way is said", () => {
  const problems = (target: string, input: ExportInput) => {
    const result = exportTarget(input, target);
    return result.kind === "files" ? result.target.problems : [result.reason];
  };
  expect(problems("talos", inputOf(source, 31))).toEqual([
    "Kubernetes before 1.32 cannot use the field anonymous, and this document replaces the default that opens the probes' paths: take the patch for Talos up to 1.13.",
  ]);
  expect(problems("kubeadm", inputOf(source, 37, { options: { kubeadm: "v1beta3" } }))).toEqual([
    "kubeadm 1.37 does not read v1beta3.",
  ]);
  expect(problems("kubeadm", inputOf(source, 36, { options: { kubeadm: "v1beta3" } }))).toEqual([]);
  expect(problems("kubespray", inputOf(source, 31))).toEqual([
    "Kubespray always writes the field anonymous, which Kubernetes before 1.32 cannot use.",
  ]);
  expect(problems("kubespray", inputOf(source.replace("idp:", "{{ idp"), 34))).toEqual([
    "Ansible would evaluate the text between {{ and }}, {% and %} or {# and #}: write the braces of the expression apart.",
  ]);
  // kubeadmconfig_types.go: MaxLength=10240
  expect(problems("cluster-api", inputOf(`# ${"a".repeat(11_000)}\n${source}`, 37))).toEqual([
    "Cluster API takes at most 10240 characters of content: put the file into a Secret and name it under contentFrom.",
  ]);
  expect(problems("microk8s", inputOf(source, 37))).toEqual([
    "Until RBAC is enabled, MicroK8s allows everything to every user who gets in: each token that this file accepts would be an administrator's. Enable it first.",
  ]);
});

test("of a configuration that cannot be read no target makes files, and each says why", () => {
  const texts = ["jwt: [", "", "jwt: []", `${source}more: 1\n`, `${source}jwt: []\n`];
  for (const text of texts) {
    for (const { id } of targets) {
      const bundle = exportBundle(inputOf(text, 37, { bindings: "a: 1" }), id);
      expect(bundle.kind, `${id} ${text}`).toBe("refused");
      expect(bundle.files).toEqual([]);
      expect(bundle.problems).toHaveLength(1);
      expect(bundle.problems[0]).toMatch(
        /^The configuration cannot be read, so no files are made of it: ./,
      );
    }
  }
});
