import { z } from 'zod';
import { civilDate, text } from '../platform/fields.schema.ts';
import { identityNumberTypes, normaliseIdentityNumber } from './identity-number.ts';

/** Longer than any name on an identity document of either side. */
const nameLengthMax = 200;

export const person = z
  .strictObject({
    nameEn: text(nameLengthMax)
      .optional()
      .meta({ description: 'English or romanised, as on the document.', examples: ['CHAN Lok Ching'] }),
    nameZhHant: text(nameLengthMax)
      .optional()
      .meta({ description: '繁體。', examples: ['陳樂晴'] }),
    nameZhHans: text(nameLengthMax)
      .optional()
      .meta({ description: '简体。', examples: ['陈乐晴'] }),
    birthDate: civilDate.optional(),
  })
  .meta({ id: 'Person', description: 'Names in the forms that source documents have them, and birth date.' });

export const identityNumber = z
  .strictObject({
    type: z.enum(identityNumberTypes),
    number: text(40).meta({
      description: 'As printed; brackets, spaces, full-width and lower-case forms are understood.',
      examples: ['QQ000101(3)'],
    }),
    issuer: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .meta({ description: 'ISO 3166-1 alpha-3 code of the issuing country; required for passports only.' }),
  })
  .superRefine((given, context) => {
    const read = normaliseIdentityNumber(given);
    if (read.ok) return;
    const { member, code } = faultOf(read.reason);
    context.addIssue({ code: 'custom', path: [member], params: { code } });
  })
  .meta({
    id: 'IdentityNumber',
    description:
      'HKID with check digit, Mainland resident ID with check character, travel permit, or passport.',
  });

function faultOf(reason: string): { member: 'number' | 'issuer'; code: string } {
  switch (reason) {
    case 'issuer-required':
      return { member: 'issuer', code: 'required' };
    case 'issuer-unexpected':
      return { member: 'issuer', code: 'unknown-member' };
    case 'issuer-format':
      return { member: 'issuer', code: 'format' };
    case 'check-character':
      return { member: 'number', code: 'check-character' };
    default:
      return { member: 'number', code: 'format' };
  }
}
