/** Bodies that the contract shows. */

export const exampleHold = {
  target: { type: 'credential', number: 'DEMO-HK-R-000001' },
  legalBasis: 'investigation',
  reference: 'DEMO-CASE-0001',
  until: '2099-01-01',
} as const;

export const exampleHoldOnSubject = {
  target: { type: 'subject', id: '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4b' },
  legalBasis: 'court-order',
  reference: 'DEMO-ORDER-0001',
  until: null,
} as const;

export const exampleLift = { reasonCode: 'purpose-ended' } as const;
export const exampleRestriction = { reasonCode: 'accuracy-contested', reference: 'DEMO-CASE-0002' } as const;
export const exampleRelease = { reasonCode: 'cause-ended' } as const;
