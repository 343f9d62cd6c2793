import { algorithmPoints } from './conformance-algorithms.ts';
import { certificatePoints } from './conformance-certificates.ts';
import { oauthPoints } from './conformance-oauth.ts';
import { openid4vciPoints } from './conformance-openid4vci.ts';
import { openid4vpPoints } from './conformance-openid4vp.ts';
import { statusPoints } from './conformance-status.ts';
import { typePoints } from './conformance-types.ts';
import { w3cPoints } from './conformance-w3c.ts';
import type { NormativePoint } from './conformance.ts';
import { trustListPoints } from './conformance-trust-list.ts';

/** All of it, in the order in which the page shows the specifications. */
export const normativePoints: readonly NormativePoint[] = [
  ...certificatePoints,
  ...typePoints,
  ...statusPoints,
  ...trustListPoints,
  ...oauthPoints,
  ...openid4vciPoints,
  ...openid4vpPoints,
  ...w3cPoints,
  ...algorithmPoints,
];
