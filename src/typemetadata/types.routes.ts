import { Fault } from '../kernel/fault.ts';
import { answerWith, requireAccepted } from '../platform/representation.ts';
import type { Router } from '../platform/router.ts';
import { typeDocuments } from './type-document.ts';
import { typeMetadata, typeParams } from './types.schema.ts';

const mediaType = 'application/json';

/** Both nodes, and whoever runs the host that the types are named after, serve the same octets under the path of the `vct`. */
const byPath = new Map(
  Object.entries(typeDocuments).map(([type, document]) => [new URL(type).pathname, document]),
);

export function typeMetadataRoutes(router: Router): void {
  router.mount(
    {
      id: 'getTypeMetadata',
      method: 'GET',
      path: '/credentials/:name/:version',
      tag: 'Credentials',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      summary: 'What a type of credential is',
      description:
        'Type metadata of SD-JWT VC under the path of its `vct`: names and labels in three languages, which claims there are, and which of them a holder may withhold. Credentials name these octets by `vct#integrity`, so they never change.',
      params: typeParams,
      answers: {
        200: { description: 'The document, octet for octet.', schema: typeMetadata },
        304: { description: 'It is held already.' },
      },
      faults: ['not-found', 'not-acceptable'],
    },
    async ({ params: { name, version }, request }) => {
      requireAccepted(request, mediaType);
      const document = byPath.get(`/credentials/${name}/${version}`);
      if (!document) throw new Fault('not-found');
      const { octets, integrity } = document;
      return answerWith(request, {
        octets,
        mediaType,
        tag: integrity,
        cacheControl: 'public, max-age=31536000, immutable',
      });
    },
  );
}
