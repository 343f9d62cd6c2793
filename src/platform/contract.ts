import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { fastifyZodOpenApiPlugin, fastifyZodOpenApiTransformers } from 'fastify-zod-openapi';

/** The one contract that both nodes serve: generated from what is mounted, so it cannot promise what is not there. */
export async function registerContract(app: FastifyInstance): Promise<void> {
  await app.register(fastifyZodOpenApiPlugin, { documentOpts: { reused: 'inline' } });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Wenjin 文錦',
        version: '1.0.0',
        description:
          'Issues and verifies signed mutual-recognition banking credentials between Hong Kong and Shenzhen. Both nodes speak this contract.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This node' }],
      components: {
        securitySchemes: {
          accessToken: {
            type: 'oauth2',
            description: 'RFC 9068 access token from /oauth/token, as `Authorization: Bearer`.',
            flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } },
          },
        },
      },
    },
    ...fastifyZodOpenApiTransformers,
  });
}

/** The documentation page: served from here alone, nothing fetched from elsewhere. */
export async function registerDocumentation(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { deepLinking: true } });
}
