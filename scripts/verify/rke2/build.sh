# Builds the program of this folder inside the sources of RKE2_CLONE and K3S_CLONE: $1 is where, $2 this folder.
# What starts the server is replaced by stand-ins; the forks in its go.mod may not be served and are not needed.
set -eu
mkdir -p "$1/cmd/verify/args" "$1/pkg/rke2" "$1/pkg/windows" "$1/k3s"
git -C "$K3S_CLONE" archive HEAD pkg | tar x -C "$1/k3s"
git -C "$RKE2_CLONE" archive HEAD go.mod pkg/cli pkg/images pkg/podtemplate | tar x -C "$1"
cd "$1"
cp "$2/main.go" cmd/verify/main.go
cp "$2/server.go" pkg/rke2/rke2.go
cp "$2/windows.go" pkg/windows/windows.go
sed 's/^package util/package args/' k3s/pkg/util/args.go > cmd/verify/args/args.go
for name in cert etcd_snapshot secrets_encrypt token agent agent_service_linux agent_service_windows completion cmds_test profile_windows
do rm -f "pkg/cli/cmds/$name.go"; done
{ echo 'module github.com/k3s-io/k3s'; echo 'go 1.26.0'; } > k3s/go.mod
cp go.mod whole.mod
kube=$(sed -n 's#^[[:space:]]*k8s.io/api \(v[0-9.]*\)$#\1#p' whole.mod | head -n 1)
{ echo 'module github.com/rancher/rke2'; echo 'go 1.26.0'
  echo 'replace github.com/k3s-io/k3s => ./k3s'
  echo 'require ('
  echo 'github.com/k3s-io/k3s v0.0.0'
  for name in api apimachinery apiserver client-go component-base; do echo "k8s.io/$name $kube"; done
  grep -E '^[[:space:]]+(github.com/(urfave/cli/v2|sirupsen/logrus|google/go-containerregistry|rancher/wrangler/v3|natefinch/lumberjack|rootless-containers/rootlesskit|erikdubbelboer/gspt|coreos/go-systemd/v22|moby/sys/[a-z]+)|gopkg.in/yaml.v2|google.golang.org/grpc) v' whole.mod | grep -v '=>'
  echo ')'; } > go.mod
name=github.com/k3s-io/k3s/pkg/version
go build -ldflags "-X $name.Program=rke2 -X $name.ProgramUpper=RKE2" -o program ./cmd/verify
