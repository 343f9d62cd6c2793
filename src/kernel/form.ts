export const formMediaType = 'application/x-www-form-urlencoded';

const parametersMax = 32;

/**
 * A form as OAuth reads it (RFC 6749 section 3.2): a parameter without value counts as not sent, none may come twice. Undefined for
 * whatever could be read in two ways: bad UTF-8, a stray `%`, NUL, too many parameters.
 */
export function parseForm(body: Uint8Array): Readonly<Record<string, string>> | undefined {
  const text = Buffer.from(body).toString('latin1');
  if (text === '') return {};
  // Percent-encoding leaves ASCII alone on the wire (URL Standard, section 5.2).
  if (!/^[\x20-\x7e]*$/.test(text)) return undefined;
  const pairs = text.split('&', parametersMax + 1);
  if (pairs.length > parametersMax) return undefined;
  const form = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decodePart(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodePart(pair.slice(equals + 1));
    if (name === undefined || value === undefined || name === '' || form.has(name)) return undefined;
    form.set(name, value);
  }
  return Object.fromEntries([...form].filter(([, value]) => value !== ''));
}

function decodePart(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part.replaceAll('+', ' '));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
