/**
 * Where a browser may be sent back to: https, or the scheme of a native application (RFC 8252 section 7.1). Never a scheme that a browser
 * handles by itself, never a fragment (RFC 6749 section 3.1.2), never a user name that makes one host look like another.
 */

const ofBrowsers: ReadonlySet<string> = new Set([
  'http:',
  'ftp:',
  'file:',
  'data:',
  'blob:',
  'javascript:',
  'vbscript:',
  'about:',
  'ws:',
  'wss:',
  'view-source:',
  'filesystem:',
  'mailto:',
  'tel:',
  'sms:',
  'intent:',
]);

export function isRedirectUri(text: string): boolean {
  // Exactly as it was pushed it is written into a header.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('#') || /["'<>\\^`{|}]/.test(text)) return false;
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  // The URL Standard lets a host hold a semicolon, which would begin another directive of the policy that names it.
  if (url.protocol === 'https:') return text.startsWith('https://') && /^[a-z0-9.-]+$/.test(url.hostname);
  return !ofBrowsers.has(url.protocol) && /^[a-z][a-z0-9+.-]*:$/.test(url.protocol);
}

/** RFC 6749 section 4.1.2: added to what is there, which stays as it was pushed. */
export function redirectTo(redirectUri: string, parameters: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value);
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query.toString()}`;
}

/** What a Content-Security-Policy has to name so that a form may lead there. */
export function policySourceOf(address: string): string {
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' ? origin : protocol;
}
