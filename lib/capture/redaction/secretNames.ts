/**
 * Names of members whose value is a secret whatever it looks like, by the words that they end in. A bare `token` or `key` is
 * not among them: models stream tokens, and everything has keys.
 */
const secretEnding =
  /(?:^|_)(?:password|passwd|passphrase|pwd|secret|secrets|credential|credentials|authorization|cookie|cookies|set_cookie|connection_string|(?:api|access|account|private|secret|signing|encryption|master)_?keys?|apikeys?|(?:access|auth|refresh|api|bearer|session|id|bot|personal|csrf|xsrf|security)_?token|secret_access_key|access_key_id)$/;

const longestName = 100;
const remembered = 2_000;
const answers = new Map<string, boolean>();

/** `apiKey`, `API_KEY` and `x-api-key` as `api_key`. */
function inSnakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** Whether what is called so is a secret. */
export function isSecretName(name: string): boolean {
  if (name.length > longestName) return false;
  const known = answers.get(name);
  if (known !== undefined) return known;
  const answer = secretEnding.test(inSnakeCase(name));
  if (answers.size >= remembered) answers.clear();
  answers.set(name, answer);
  return answer;
}
