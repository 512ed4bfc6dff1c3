# Builds the program of this folder inside the sources of K3S_CLONE: $1 is where, $2 this folder.
# The forks that its go.mod puts in place of other modules may not be served, and what is asked needs none of them.
set -eu
mkdir -p "$1/cmd/verify/args"
git -C "$K3S_CLONE" archive HEAD go.mod pkg | tar x -C "$1"
cp "$2/main.go" "$1/cmd/verify/main.go"
sed 's/^package util/package args/' "$1/pkg/util/args.go" > "$1/cmd/verify/args/args.go"
cd "$1"
cp go.mod whole.mod
{ echo 'module github.com/k3s-io/k3s'; echo 'go 1.26.0'; echo 'require ('
  grep -E '^[[:space:]]+(github.com/(urfave/cli/v2|sirupsen/logrus|natefinch/lumberjack|rootless-containers/rootlesskit|erikdubbelboer/gspt|coreos/go-systemd/v22|moby/sys/[a-z]+)|gopkg.in/yaml.v2|google.golang.org/grpc) v' whole.mod | grep -v '=>'
  echo ')'; } > go.mod
go build -o program ./cmd/verify
