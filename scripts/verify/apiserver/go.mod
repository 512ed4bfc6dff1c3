module verify

go 1.26.0

require (
	k8s.io/apimachinery v0.37.1
	k8s.io/apiserver v0.37.1
)
