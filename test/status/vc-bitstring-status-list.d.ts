/** What the tests use of it; the package comes without types. */
declare module '@digitalbazaar/vc-bitstring-status-list' {
  export function decodeList(of: { readonly encodedList: string }): Promise<{
    readonly length: number;
    getStatus(index: number): boolean;
  }>;
  export function checkStatus(of: {
    readonly credential: unknown;
    readonly documentLoader: (url: string) => Promise<{ readonly document: unknown }>;
    readonly verifyBitstringStatusListCredential: boolean;
    readonly verifyMatchingIssuers?: boolean;
  }): Promise<{
    readonly verified: boolean;
    readonly error?: Error;
    readonly results?: readonly { readonly status: boolean }[];
  }>;
}
