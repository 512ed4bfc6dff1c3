// clouds FILE...: the settings of one issuer are read by what their clouds read them with: Terraform files by hcl, and the names
// of EKS and Scaleway by the types of their own modules, closed to unknown fields.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	k8s "github.com/scaleway/scaleway-sdk-go/api/k8s/v1"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func strict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func readEks(data []byte) error {
	var request types.OidcIdentityProviderConfigRequest
	if err := strict(data, &request); err != nil {
		return err
	}
	for name, value := range map[string]*string{"clientId": request.ClientId, "issuerUrl": request.IssuerUrl, "identityProviderConfigName": request.IdentityProviderConfigName} {
		if value == nil || *value == "" {
			return fmt.Errorf("%s is required", name)
		}
	}
	return nil
}

// readTerraform gives the attributes of the resource, or of its block, as JSON.
func readTerraform(data []byte, resource string, block string) ([]byte, error) {
	file, diagnostics := hclsyntax.ParseConfig(data, "file.tf", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	for _, found := range file.Body.(*hclsyntax.Body).Blocks {
		if found.Type != "resource" || found.Labels[0] != resource {
			continue
		}
		body := found.Body
		if block != "" {
			if len(body.Blocks) != 1 || body.Blocks[0].Type != block {
				return nil, fmt.Errorf("no block %s", block)
			}
			body = body.Blocks[0].Body
		}
		variables := &hcl.EvalContext{Variables: map[string]cty.Value{"var": cty.ObjectVal(map[string]cty.Value{"service_name": cty.StringVal("s"), "kube_id": cty.StringVal("k")})}}
		values := map[string]cty.Value{}
		for name, attribute := range body.Attributes {
			value, diagnostics := attribute.Expr.Value(variables)
			if diagnostics.HasErrors() {
				return nil, diagnostics
			}
			values[name] = value
		}
		object := cty.ObjectVal(values)
		return ctyjson.Marshal(object, object.Type())
	}
	return nil, fmt.Errorf("no resource %s", resource)
}

// The names that the providers document.
type ovh struct {
	Service        string   `json:"service_name"`
	Kube           string   `json:"kube_id"`
	ClientID       string   `json:"client_id"`
	IssuerURL      string   `json:"issuer_url"`
	UsernameClaim  string   `json:"oidc_username_claim"`
	UsernamePrefix string   `json:"oidc_username_prefix"`
	GroupsClaim    []string `json:"oidc_groups_claim"`
	GroupsPrefix   string   `json:"oidc_groups_prefix"`
	RequiredClaim  []string `json:"oidc_required_claim"`
	SigningAlgs    []string `json:"oidc_signing_algs"`
	CaContent      string   `json:"oidc_ca_content"`
}

type exoscale struct {
	ClientID       string            `json:"client_id"`
	IssuerURL      string            `json:"issuer_url"`
	UsernameClaim  string            `json:"username_claim"`
	UsernamePrefix string            `json:"username_prefix"`
	GroupsClaim    string            `json:"groups_claim"`
	GroupsPrefix   string            `json:"groups_prefix"`
	RequiredClaim  map[string]string `json:"required_claim"`
}

func read(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	terraform := func(resource string, block string, into any) error {
		values, err := readTerraform(data, resource, block)
		if err != nil {
			return err
		}
		return strict(values, into)
	}
	switch {
	case strings.HasSuffix(file, "eks/oidc.json"):
		return readEks(data)
	case strings.HasSuffix(file, "open-id-connect.additions.tf"):
		return terraform("scaleway_k8s_cluster", "open_id_connect_config", &k8s.CreateClusterRequestOpenIDConnectConfig{})
	case strings.HasSuffix(file, "ovhcloud/oidc.tf"):
		return terraform("ovh_cloud_project_kube_oidc", "", &ovh{})
	default:
		return terraform("exoscale_sks_cluster", "oidc", &exoscale{})
	}
}

func main() {
	bad := 0
	for _, file := range os.Args[1:] {
		if err := read(file); err != nil {
			bad++
			fmt.Printf("%s: %s\n", file, strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
	fmt.Printf("%d files, %d refused\n", len(os.Args)-1, bad)
}
