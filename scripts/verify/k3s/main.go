// Asks k3s's own reader of config.yaml and its flags which arguments the API server gets. Built inside a clone of k3s,
// with its args.go beside. It skips keys that it does not know without an error, so their number is compared.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/k3s-io/k3s/cmd/verify/args"
	"github.com/k3s-io/k3s/pkg/cli/cmds"
	"github.com/k3s-io/k3s/pkg/configfilearg"
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
	before := []string{"k3s", "server"}
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
	app := cmds.NewApp()
	app.DisableSliceFlagSeparator = true
	app.Commands = []*cli.Command{cmds.NewServerCommand(func(*cli.Context) error { return nil })}
	if err := app.Run(line); err != nil {
		return err
	}
	extra := cmds.ServerConfig.ExtraAPIArgs.Value()
	// pkg/daemons/control/server.go: with a file of the user's, k3s leaves anonymous requests to it.
	own := map[string]string{}
	if args.ArgValue("authentication-config", extra) == "" {
		own["anonymous-auth"] = "false"
	}
	got := args.GetArgs(own, extra)
	if len(got) != len(wanted["kube-apiserver-arg"]) {
		return fmt.Errorf("the API server gets %v", got)
	}
	for _, arg := range wanted["kube-apiserver-arg"] {
		if !contains(got, "--"+arg) {
			return fmt.Errorf("no --%s in %v", arg, got)
		}
	}
	if path := args.ArgValue("authentication-config", extra); path != "/etc/rancher/k3s/authn/config.yaml" {
		return fmt.Errorf("the file is looked for at %q", path)
	}
	return nil
}

func contains(list []string, wanted string) bool {
	for _, item := range list {
		if item == wanted {
			return true
		}
	}
	return false
}
