/** Examples of the contract. The people and keys are invented. */

const proof =
  'eyJhbGciOiJFUzI1NiIsImp3ayI6eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6Ii4uLiIsInkiOiIuLi4ifSwidHlwIjoib3BlbmlkNHZjaS1wcm9vZitqd3QifQ.eyJhdWQiOiJodHRwczovL2hrLndlbmppbi5leGFtcGxlL2F1dGhvcml0aWVzL2RlbW8taGstcmVnaXN0cmFyIn0.c2lnbmF0dXJl';

export const exampleRequest = {
  credential_configuration_id: 'home-attestation',
  proofs: { jwt: [proof] },
};

export const exampleDeferredRequest = { transaction_id: 'kL0mV3Zc4mWlJm3O2k0p1yq8b7Yc5uJd0f2sTnRxQ9A' };

export const exampleNotification = {
  notification_id: 'Yl8q1m3nC0v5b7xT2k9wE4rJ6zD8sA1fG3hP5uLoQiM',
  event: 'credential_accepted',
};

export const exampleAwardOffer = {
  person: { nameEn: 'DEMO CHAN Siu Ming', nameZhHant: '示範陳小明', birthDate: '1990-04-01' },
  identityNumbers: [{ type: 'hkid', number: 'A123456(3)' }],
  award: {
    qualification: 'hk-ecf-crm-core',
    route: 'examination',
    date: '2023-09-15',
    certificateNumber: 'DEMO-ACRP-2023-0001',
    specialisms: [],
  },
  standing: { state: 'current', asOf: '2026-11-20' },
  grants: ['pre-authorized_code'],
  validHours: 72,
};

export const exampleRecognitionOffer = { grants: ['pre-authorized_code'], validHours: 72 };
