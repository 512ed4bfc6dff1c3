import fc from "fast-check";

/** Pieces in which the grammars of pasted texts begin, end and nest. */
export const fragments: readonly string[] = [
  "{",
  "}",
  "[",
  '["\n',
  "{\n",
  "{{ .x }} ",
  '{{ " ',
  "{% if %}",
  "{%",
  "${",
  "$((",
  "'",
  '"',
  "\\",
  "`",
  "a {\n",
  'a = "b"\n',
  "x = <<-EOT\n",
  "cat <<EOF\n",
  "EOF\n",
  "a.b = ''c''; ",
  "{ a = ",
  "[a.b]\nc = 1\n",
  "resource a 'x@1' = {\n",
  "[Service]\nExecStart=a \\\n",
  "```yaml\n",
  "---\n",
  "a: |\n  b\n",
  "a: &x [*x]\n",
  "- ",
  "a:\n ",
  "--oidc-issuer-url=https://a ",
  "--oidc-client-id=b\n",
  "kube-apiserver-arg:\n- oidc-client-id=x:\n",
  "kind: AuthenticationConfiguration\njwt:\n",
  "kubectl create clusterrolebinding x --clusterrole=y --user=z\n",
  "kubectl set subject clusterrolebinding x --group=y\n",
  'kubectl patch rolebinding x --type=json -p \'[{"op":"add","path":"/subjects/-","value":{"kind":"User","name":"y"}}]\'\n',
  "kubectl get pods --as x --as-group y\n",
  "Impersonate-User: x\n",
  "helm install x karmada --set apiServer.oidc.issuerUrl=https://a --set 'apiServer.oidc.clientId={b,[1]}'\n",
  "helm upgrade x karmada -f - --set-json 'a[0].b={}' <<EOF\na: {b: c}\nEOF\n",
  'resource "helm_release" "x" {\n  set {\n    name = "a.b"\n    value = "c,d[0]"\n  }\n}\n',
  "withKubeConfig([credentialsId: 'x']) {\n",
  "kubectl auth can-i get pods --as a\n",
  "kops set cluster $c spec.kubeAPIServer.oidcClientID=k8s\n",
  "kube-apiserver --oidc-client-id=k8s $a --oidc-issuer-url=https://a\n",
  "a: !Ref b\n",
  "a = merge(b, {oidc-client-id = c}, ",
  "a = concat([",
  "a = [ b ] ++ c // ",
  "lib.mkMerge [ ",
  "var a = union(b, { ...c\n",
  "-----BEGIN CERTIFICATE-----\n",
  "pipelines:\n- step:\n    oidc: true\n",
  "QUFB",
  "#",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\ue000",
  "\u2028",
  "\ud800",
];

/** Known texts cut and mended with pieces of every grammar, and texts of pieces alone. */
export function randomPaste(known: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(...fragments),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const mixed = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
  const mended = fc
    .tuple(fc.constantFrom(...known), fc.nat(4000), fc.nat(60), piece)
    .map(([text, at, cut, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + cut);
    });
  return fc.oneof(
    mixed,
    mended,
    fc.tuple(mended, mixed).map(([a, b]) => a + b),
  );
}
