// Package rke2 stands in for the package that starts the server: it keeps what the command line says.
package rke2

import (
	rke2cli "github.com/rancher/rke2/pkg/cli"
	"github.com/urfave/cli/v2"
)

const (
	ProfileCIS  = "cis"
	ProfileETCD = "etcd"
)

// Config is what the last command line said.
var Config rke2cli.Config

func Server(_ *cli.Context, cfg rke2cli.Config) error { Config = cfg; return nil }

func Agent(_ *cli.Context, cfg rke2cli.Config) error { return nil }

func ForceRestartFile(dataDir string) string { return dataDir }
