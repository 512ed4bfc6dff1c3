// cluster-api FILE...: each KubeadmControlPlane is decoded strictly with Cluster API's own types.
package main

import (
	"fmt"
	"os"

	controlplanev1 "sigs.k8s.io/cluster-api/api/controlplane/kubeadm/v1beta2"
	"sigs.k8s.io/yaml"
)

func main() {
	bad := 0
	for _, file := range os.Args[1:] {
		data, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		object := &controlplanev1.KubeadmControlPlane{}
		if err := yaml.UnmarshalStrict(data, object); err != nil {
			bad++
			fmt.Printf("%s: %v\n", file, err)
			continue
		}
		spec := object.Spec.KubeadmConfigSpec
		if len(spec.Files) == 0 || len(spec.ClusterConfiguration.APIServer.ExtraArgs) == 0 {
			bad++
			fmt.Printf("%s: nothing was read\n", file)
		}
	}
	fmt.Printf("%d files, %d refused\n", len(os.Args)-1, bad)
}
