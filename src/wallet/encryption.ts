/** OpenID4VCI 1.0 section 10: the encryption that presentations have too. */
export {
  decryptJwe as decryptRequest,
  encodings,
  encryptionAlgorithm,
  encryptResponse,
  type ResponseEncryption,
} from '../formats/index.ts';
