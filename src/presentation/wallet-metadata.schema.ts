import { z } from 'zod';

const names = z.array(z.string().max(256)).max(64).optional();

/** OpenID4VP 1.0 sections 5.10 and 10: as much of it as a request depends on. What else a wallet says of itself is passed over. */
export const walletMetadata = z.object({
  vp_formats_supported: z.record(
    z.string().max(64),
    // A wallet may say null of a format that it has nothing to add to.
    z.looseObject({ 'sd-jwt_alg_values': names, 'kb-jwt_alg_values': names }).nullable(),
  ),
  client_id_prefixes_supported: names,
  response_types_supported: names,
  response_modes_supported: names,
  request_object_signing_alg_values_supported: names,
  authorization_encryption_alg_values_supported: names,
  authorization_encryption_enc_values_supported: names,
});
export type WalletMetadata = z.output<typeof walletMetadata>;
