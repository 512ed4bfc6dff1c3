// Asks RKE2's own flags, k3s's reader of config.yaml and RKE2's pod template which pod the API server becomes. Built
// inside a clone of RKE2, with k3s's args.go beside and stand-ins for the packages that start the server.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	k3s "github.com/k3s-io/k3s/pkg/cli/cmds"
	"github.com/k3s-io/k3s/pkg/configfilearg"
	"github.com/rancher/rke2/cmd/verify/args"
	"github.com/rancher/rke2/pkg/cli/cmds"
	"github.com/rancher/rke2/pkg/podtemplate"
	"github.com/rancher/rke2/pkg/rke2"
	"github.com/urfave/cli/v2"
	"gopkg.in/yaml.v2"
)

func main() {
	files := os.Args[1:]
	// Flags are global: each file gets a process of its own.
	if len(files) == 2 && files[0] == "-one" {
		if err := check(files[1]); err != nil {
			fmt.Print(err)
			os.Exit(1)
		}
		return
	}
	bad := 0
	for _, file := range files {
		if output, err := exec.Command(os.Args[0], "-one", file).CombinedOutput(); err != nil {
			bad++
			fmt.Printf("%s: %s\n", file, strings.ReplaceAll(string(output), "\n", " "))
		}
	}
	fmt.Printf("%d files, %d refused\n", len(files), bad)
}

func check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var wanted map[string][]string
	if err := yaml.UnmarshalStrict(text, &wanted); err != nil {
		return err
	}
	app := cmds.NewApp()
	app.DisableSliceFlagSeparator = true
	app.Commands = []*cli.Command{cmds.NewServerCommand()}
	before := []string{"rke2", "server"}
	after := []string{"--config", file}
	line, err := configfilearg.DefaultParser.Parse(append(before, after...))
	if err != nil {
		return err
	}
	entries := 0
	for _, values := range wanted {
		entries += len(values)
	}
	if got := len(line) - len(before) - len(after); got != entries {
		return fmt.Errorf("%d of %d entries are read: %v", got, entries, line)
	}
	if err := app.Run(line); err != nil {
		return err
	}
	extra := k3s.ServerConfig.ExtraAPIArgs.Value()
	image, err := name.ParseReference("rancher/hardened-kubernetes:v1.36.3")
	if err != nil {
		return err
	}
	pod, err := podtemplate.Pod(&podtemplate.Spec{
		Command:     "kube-apiserver",
		Image:       image,
		Args:        args.GetArgs(nil, extra),
		ExtraMounts: rke2.Config.ExtraMounts.KubeAPIServer.Value(),
	})
	if err != nil {
		return err
	}
	container := pod.Spec.Containers[0]
	if got, want := len(container.Args), len(wanted["kube-apiserver-arg"]); got != want {
		return fmt.Errorf("the API server gets %v", container.Args)
	}
	named := args.ArgValue("authentication-config", extra)
	for _, mount := range container.VolumeMounts {
		if mount.MountPath != path.Dir(named) {
			continue
		}
		for _, volume := range pod.Spec.Volumes {
			if volume.Name == mount.Name && mount.ReadOnly && volume.HostPath.Path == "/etc/rancher/rke2/authn" {
				return nil
			}
		}
	}
	return fmt.Errorf("%q is in no mount: %v", named, container.VolumeMounts)
}
