/** Examples of the contract. The proof and signatures are placeholders of the right form: a real one is made by the caller's key. */

export const exampleJws = 'eyJ0eXAiOiJ3ZW5qaW4ifQ.e30.c2lnbmF0dXJl';
export const exampleDigest = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg';

const holder = {
  jwk: {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  },
  proof: exampleJws,
};
const person = { nameEn: 'SHEN Zhiyuan', nameZhHans: '沈知远', birthDate: '1994-03-12' };

export const exampleAttestation = {
  holder,
  person,
  identityNumbers: [{ type: 'mainland-resident-id', number: '990000199403120024' }],
  award: {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    certificateNumber: 'DEMO-QCBP-201912-0001',
    specialisms: [{ code: 'cc', date: '2019-12-02' }],
  },
  standing: { state: 'current', asOf: '2026-11-20' },
};

export const exampleBridging = {
  holder,
  person,
  agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
  results: [{ component: 'hk-ethics-and-conduct', outcome: 'passed', date: '2026-11-10' }],
};
