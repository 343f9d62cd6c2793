/** What the endpoints of wallets share with the token endpoint: how errors are said, and which headers are read. */
export { attestationOf, oauthError, oauthErrorBody, proofOf } from '../access/index.ts';
