import { vct } from '../kernel/vocabulary.ts';
import type { TrustFacts } from './dependencies.ts';

/**
 * Slug of the one authority of this node that recognises towards the qualification, by its mandate at that instant. Where two hold
 * one, the first of the list does: one application is one authority's.
 */
export function recogniserOf(
  trust: Pick<TrustFacts, 'mandated'>,
  {
    origin,
    targetQualification,
    at,
  }: { readonly origin: string; readonly targetQualification: string; readonly at: Date },
): string | undefined {
  return trust.mandated(origin, vct.recognition, targetQualification, at)[0]?.slug;
}
