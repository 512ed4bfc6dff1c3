/** Whether a claim is a list at the issuers that have it, as far as its name tells. */
export function isListClaim(claim: string): boolean {
  return lists.test(claim);
}

const lists =
  /^(?:.*[:/_.-])?(?:groups?|groups_direct|group_?memberships?|roles?|teams|entitlements|memberof|wids|amr|permissions)$/i;
