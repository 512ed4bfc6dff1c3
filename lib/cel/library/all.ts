import { authorizerLibrary } from "./authorizer.ts";
import { cidrLibrary } from "./cidr.ts";
import { comprehensionsLibrary } from "./comprehensions.ts";
import type { Library } from "./declaration.ts";
import { formatLibrary } from "./format.ts";
import { ipLibrary } from "./ip.ts";
import { listExtensionsLibrary } from "./list-extensions.ts";
import { listsLibrary } from "./lists.ts";
import { optionalsLibrary } from "./optionals.ts";
import { quantityLibrary } from "./quantity.ts";
import { regexLibrary } from "./regex.ts";
import { semverLibrary } from "./semver.ts";
import { setsLibrary } from "./sets.ts";
import { standardLibrary } from "./standard.ts";
import { stringsLibrary } from "./strings.ts";
import { urlsLibrary } from "./urls.ts";

/** The libraries of the server's environments, in the order of apiserver pkg/cel/environment/base.go; `since` says from which release on. */
export const libraries: readonly Library[] = [
  standardLibrary,
  urlsLibrary,
  regexLibrary,
  listsLibrary,
  authorizerLibrary,
  optionalsLibrary,
  quantityLibrary,
  stringsLibrary,
  setsLibrary,
  ipLibrary,
  cidrLibrary,
  formatLibrary,
  comprehensionsLibrary,
  semverLibrary,
  listExtensionsLibrary,
];
