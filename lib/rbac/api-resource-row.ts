/** group, version, resource, kind, namespaced, verbs, short names, singular, subresources `log=get;exec=create,get`. */
export type ApiResourceRow = readonly [
  string,
  string,
  string,
  string,
  0 | 1,
  string,
  string,
  string,
  string,
];
