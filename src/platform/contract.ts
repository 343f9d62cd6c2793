import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { AnyMounted } from './router.ts';
import { fastifyZodOpenApiPlugin, fastifyZodOpenApiTransformers } from 'fastify-zod-openapi';

const tags = [
  {
    name: 'Equivalence explorer',
    description: 'What a qualification counts for on the other side. Public, no personal data.',
  },
  {
    name: 'Verification',
    description: 'Is this credential genuine, and still good? With receipts that verify offline.',
  },
  {
    name: 'Presentations',
    description: 'OpenID4VP 1.0: ask a person to show credentials from a wallet.',
  },
  {
    name: 'Share codes',
    description: 'What a professional chooses to show, to whom, for what and for how long.',
  },
  {
    name: 'Recognition',
    description: 'Applications at the host node: proposal by rules, decision by two people.',
  },
  {
    name: 'Credentials',
    description: 'Home attestations, bridging results, recognitions: issue, renew, read.',
  },
  {
    name: 'Wallets',
    description: 'OpenID4VCI 1.0: offers, and what a wallet fetches with them.',
  },
  {
    name: 'Archive',
    description: 'The same records as W3C credentials (VCDM 2.0), for archives and examiners.',
  },
  { name: 'Status', description: 'Suspend, reinstate and end, each with its legal kind.' },
  { name: 'Status lists', description: 'Token Status Lists, fetched whole.' },
  { name: 'Agreements', description: 'Mutual-recognition agreements, signed by both sides.' },
  {
    name: 'Catalogue',
    description: 'Qualifications, bodies and published equivalences, each with its sources.',
  },
  { name: 'Trust', description: 'Who may issue what, from when to when.' },
  {
    name: 'Retention',
    description: 'What is kept for how long and why; restriction, legal hold and erasure.',
  },
  { name: 'Keys', description: 'Public keys, their rotation and their history.' },
  { name: 'Access', description: 'Tokens, organisations, clients and officers; who looked at what.' },
  { name: 'Supervision', description: 'What happened at this node, for examiners of its side.' },
  {
    name: 'Transparency log',
    description: 'C2SP tlog-tiles: the tree of everything that happened, its witness, and proofs.',
  },
  { name: 'Between nodes', description: 'Signed notices from the other node.' },
  { name: 'Operation', description: 'For load balancers.' },
] as const;

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
      tags: [...tags],
      components: {
        securitySchemes: {
          accessToken: {
            type: 'oauth2',
            description:
              'RFC 9068 access token from /oauth/token, as `Authorization: Bearer`; as `Authorization: DPoP`, with a proof in the header `DPoP` (RFC 9449), when it was asked for with one.',
            flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } },
          },
        },
      },
    },
    ...fastifyZodOpenApiTransformers,
  });
}

/** Scripts and requests of this origin alone; the page sets a few styles by itself. */
const documentationPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The documentation page: served from here alone, nothing fetched from elsewhere. */
export async function registerDocumentation(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: () => documentationPolicy,
    uiConfig: { deepLinking: true },
  });
}

/** The document, with what the generator leaves out put in and what it adds for its own sake taken out. */
export function contractOf(app: FastifyInstance, operations: readonly AnyMounted[]): unknown {
  const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
  const scopes: Record<string, string> = {};
  for (const { access, summary } of operations)
    if (access.scope !== null) scopes[access.scope] ??= `Needed for, among others: ${summary}`;
  if (isNode(document)) document['paths'] = withNamedRests(at(document, 'paths') ?? {});
  const examples = new Map(operations.map((operation) => [operation.id, operation]));
  tidy(document, { scopes, examples });
  return document;
}

interface Additions {
  readonly scopes: Readonly<Record<string, string>>;
  readonly examples: ReadonlyMap<string, AnyMounted>;
}

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function tidy(document: unknown, { scopes, examples }: Additions): void {
  if (!isNode(document)) return;
  const flow = at(document, 'components', 'securitySchemes', 'accessToken', 'flows', 'clientCredentials');
  if (flow) flow['scopes'] = scopes;
  const schemas = at(document, 'components', 'schemas') ?? {};
  const sent = new Set<string>();
  for (const path of Object.values(at(document, 'paths') ?? {})) {
    for (const operation of isNode(path) ? Object.values(path) : []) {
      if (!isNode(operation)) continue;
      const mounted = examples.get(String(operation['operationId']));
      if (mounted) addExamples(operation, mounted);
      openUp(operation['responses']);
      addNamed(operation['requestBody'], schemas, sent);
    }
  }
  // What is named and never sent to us is only ever an answer.
  for (const [name, schema] of Object.entries(schemas)) if (!sent.has(name)) openUp(schema);
  shorten(document);
}

const namedSchema = '#/components/schemas/';

/** The names of all schemas that this one is made of. */
function addNamed(value: unknown, schemas: Node, names: Set<string>): void {
  if (Array.isArray(value)) for (const each of value) addNamed(each, schemas, names);
  if (!isNode(value)) return;
  const { $ref: reference, ...rest } = value;
  const name =
    typeof reference === 'string' && reference.startsWith(namedSchema)
      ? reference.slice(namedSchema.length)
      : undefined;
  if (name !== undefined && !names.has(name)) {
    names.add(name);
    addNamed(schemas[name], schemas, names);
  }
  for (const each of Object.values(rest)) addNamed(each, schemas, names);
}

function at(node: Node, ...names: readonly string[]): Node | undefined {
  let here: Node = node;
  for (const name of names) {
    const next = here[name];
    if (!isNode(next)) return undefined;
    here = next;
  }
  return here;
}

/** What is left of a path is `*` to the router; in the contract it has a name, and may hold slashes. */
function withNamedRests(paths: Node): Node {
  const named = Object.entries(paths).map(([address, methods]): [string, unknown] => {
    for (const operation of isNode(methods) ? Object.values(methods) : []) {
      const parameters = isNode(operation) ? operation['parameters'] : undefined;
      for (const parameter of Array.isArray(parameters) ? parameters : [])
        if (isNode(parameter) && parameter['name'] === '*') parameter['name'] = 'path';
    }
    return [address.replace('{*}', '{path}'), methods];
  });
  return Object.fromEntries(named);
}

function addExamples(operation: Node, { bodyExamples, bodyMediaType, answers }: AnyMounted): void {
  const body = at(operation, 'requestBody', 'content', bodyMediaType ?? 'application/json');
  if (body && bodyExamples) body['examples'] = bodyExamples;
  for (const [status, { mediaType, examples }] of Object.entries(answers)) {
    const content = at(operation, 'responses', status, 'content', mediaType ?? 'application/json');
    if (content && examples) content['examples'] = examples;
  }
}

/** Answers may grow: a client that refuses unknown members would break with the next version. */
function openUp(value: unknown): void {
  if (Array.isArray(value)) for (const each of value) openUp(each);
  if (!isNode(value)) return;
  if (value['additionalProperties'] === false) delete value['additionalProperties'];
  for (const each of Object.values(value)) openUp(each);
}

/** Zod writes the patterns behind `uuid` and `date-time`, and the bounds of a double: the formats say it. */
function shorten(value: unknown): void {
  if (Array.isArray(value)) for (const each of value) shorten(each);
  if (!isNode(value)) return;
  const { format, pattern, minimum, maximum } = value;
  if (typeof pattern === 'string' && (format === 'uuid' || format === 'date-time')) delete value['pattern'];
  if (minimum === Number.MIN_SAFE_INTEGER) delete value['minimum'];
  if (maximum === Number.MAX_SAFE_INTEGER) delete value['maximum'];
  for (const each of Object.values(value)) shorten(each);
}
