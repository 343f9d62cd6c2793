import qrcode from 'qrcode';

/** A link as a picture that a phone can read: 15 % of it may be covered (level M of ISO/IEC 18004). */
export interface QrCode {
  /** A whole SVG document. */
  readonly svg: string;
  /** The bytes of a PNG, base64. */
  readonly png: string;
}

const options = { errorCorrectionLevel: 'M', margin: 4 } as const;

/**
 * Shades of grey, each row against the one above (PNG 3 clauses 6.2 and 9.2): half the octets and half the work of the usual way. The
 * library hands all of it to its encoder; its types know only the first.
 */
const picture = { deflateLevel: 9, colorType: 0, filterType: 2 } as const;

/** @throws when the text is longer than a QR code can hold: 2,331 octets at this level */
export async function qrCodeOf(text: string): Promise<QrCode> {
  const [svg, pixels] = await Promise.all([
    qrcode.toString(text, { ...options, type: 'svg' }),
    qrcode.toBuffer(text, { ...options, type: 'png', scale: 8, rendererOpts: picture }),
  ]);
  return { svg, png: pixels.toString('base64') };
}
