import type { Fault } from '../kernel/fault.ts';

/** What a wallet is told: the form of OAuth errors, printable ASCII (RFC 6749 section 5.2), never a problem document. */
export function walletErrorForm(fault: Fault): { readonly status: number; readonly body: unknown } {
  const { status, error, text } = wordsFor(fault);
  const reason = fault.values['reason'];
  return {
    status,
    body: { error, error_description: asciiOf(reason === undefined ? text : `${text}: ${reason}`) },
  };
}

function wordsFor({ code, kind }: Fault): {
  readonly status: number;
  readonly error: string;
  readonly text: string;
} {
  if (code === 'vp-request-over')
    return { status: 404, error: 'invalid_request', text: 'Unknown, answered, cancelled or expired' };
  if (code === 'vp-response-refused')
    return { status: 400, error: 'invalid_request', text: 'The answer is refused' };
  if (code === 'vp-metadata-refused')
    return { status: 400, error: 'invalid_request', text: 'This wallet cannot answer' };
  if (code === 'vp-formats-not-supported')
    return { status: 400, error: 'vp_formats_not_supported', text: 'dc+sd-jwt with ES256 is asked for' };
  switch (kind) {
    case 'too-many':
      return { status: 429, error: 'temporarily_unavailable', text: 'Wait as Retry-After says' };
    case 'unavailable':
      return { status: 503, error: 'temporarily_unavailable', text: 'Send it again shortly' };
    case 'internal':
      return { status: 500, error: 'server_error', text: 'Quote X-Request-Id when you report this' };
    case 'too-large':
      return { status: 413, error: 'invalid_request', text: 'The answer is too large' };
    case 'unsupported-media-type':
      return { status: 415, error: 'invalid_request', text: 'Send a form' };
    default:
      return { status: 400, error: 'invalid_request', text: 'The request is malformed' };
  }
}

function asciiOf(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
