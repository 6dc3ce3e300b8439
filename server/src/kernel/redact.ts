// What never stands in a log, or in the note of a failure that somebody may read: the one list of it.

/** Fields that hold secrets wherever they come from. */
export const SECRET_FIELDS: readonly string[] = [
  'account_number',
  'access_token',
  'client_assertion',
  'client_secret',
  'code_verifier',
  'cookie',
  'credential',
  'id_token',
  'launch_url',
  'password',
  'private_key',
  'refresh_token',
  'secret',
  'values',
];

/** Secrets that give themselves away by how they begin or by what stands before them, should one ever be in a message or a stack. */
const TEXTS: readonly [RegExp, string][] = [
  [
    /\b((?:sk|rk|pk)_(?:test|live)_|whsec_|fcsess_client_secret_|(?:fcsess|seti|pi)_[0-9A-Za-z]+_secret_|cliws_)[0-9A-Za-z]{8,}/g,
    '$1…',
  ],
  [/\b(Bearer|Basic|DPoP) [\w.~+/=-]{8,}/g, '$1 …'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '…'],
  [
    /([?&](?:code|state|token|access_token|refresh_token|client_secret|client_assertion|code_verifier|id_token_hint|login_hint|request_uri)=)[^&"\s\\]+/g,
    '$1…',
  ],
  [/(-----BEGIN [A-Z ]*PRIVATE KEY-----)(?:\\n|[\w+/=\s])+/g, '$1…'],
  [
    /(\\?"(?:access_token|refresh_token|client_secret|accountNumber|account_number|identifier|d)\\?"\s*:\s*\\?")[^"\\]{6,}/g,
    '$1…',
  ],
  [/(\/banks\/launch\/)[0-9A-Za-z]+/g, '$1…'],
  [/(\/relink\/|\/verify\/|#)[0-9A-Za-z]{20,}/g, '$1…'],
  [/((?:smtps?|postgres(?:ql)?):\/\/[^:@/\s]*:)[^@/\s]+(?=@)/g, '$1…'],
];

export function redact(text: string): string {
  return TEXTS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
