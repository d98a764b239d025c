/**
 * Some 49,000 passwords from the top of what was leaked and published: in lower case and NFKC. Loading
 * them takes some 50 ms and 10 MB, so it is left to the first password that is chosen: a start waits for
 * nothing, and no sign-in needs them.
 */
export async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
