// apiserver FILE...: each AuthenticationConfiguration is decoded strictly and validated by k8s.io/apiserver itself.
package main

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/apis/apiserver/install"
	"k8s.io/apiserver/pkg/apis/apiserver/validation"
	authenticationcel "k8s.io/apiserver/pkg/authentication/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

func main() {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	utilruntime.Must(nil)
	codecs := serializer.NewCodecFactory(scheme, serializer.EnableStrict)
	compiler := authenticationcel.NewCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	bad := 0
	for _, file := range os.Args[1:] {
		data, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		object, err := runtime.Decode(codecs.UniversalDecoder(), data)
		if err != nil {
			bad++
			fmt.Printf("%s: %v\n", file, err)
			continue
		}
		configuration := object.(*apiserver.AuthenticationConfiguration)
		if errs := validation.ValidateAuthenticationConfiguration(compiler, configuration, nil); len(errs) > 0 {
			bad++
			fmt.Printf("%s: %v\n", file, errs.ToAggregate())
		}
	}
	fmt.Printf("%d files, %d refused\n", len(os.Args)-1, bad)
}
